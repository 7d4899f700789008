//! A stream needs no more memory than its longest frame, and a frame is handed on when it is there.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::ran::{program, run_command};

/// Bytes of address space that the programs below get, code and stack included.
const MEMORY: usize = 100 << 20;

/// The program, which fails if it asks for more than [`MEMORY`].
fn within_memory(args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let limit = format!("ulimit -v {}; exec \"$0\" \"$@\"", MEMORY / 1024);
    command.args(["-c", &limit, env!("CARGO_BIN_EXE_xtask")]).args(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A MiB and a half of frames of 0 bytes to 64 KiB.
fn frames() -> Vec<u8> {
    let sizes = [0, 1, 16, 100, 255, 256, 4095, 4096, 65536, 65537].iter().cycle().take(100);
    let frame = |&size: &u32| [size.to_be_bytes().to_vec(), vec![size as u8; size as usize]].concat();
    sizes.flat_map(frame).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn two_hundred_mib_go_through_decode_and_encode_in_bounded_memory() {
    let block = frames();
    let blocks = (200 << 20) / block.len() + 1;
    let mut decode = within_memory(&["decode", "--format", "u32-be"]).spawn().unwrap();
    let mut encode = within_memory(&["encode", "--format", "u32-be"]);
    let mut encode = encode.stdin(decode.stdout.take().unwrap()).spawn().unwrap();
    let (input, output) = (decode.stdin.take().unwrap(), encode.stdout.take().unwrap());
    let same = thread::scope(|scope| {
        scope.spawn(|| write_blocks(input, &block, blocks));
        read_blocks(output, &block)
    });
    assert_eq!((exit(decode), exit(encode)), ((Some(0), String::new()), (Some(0), String::new())));
    assert_eq!(same, blocks);
}

fn write_blocks(mut input: ChildStdin, block: &[u8], blocks: usize) {
    for _ in 0..blocks {
        if input.write_all(block).is_err() {
            return;
        }
    }
}

/// How many times over `output` is `block`.
fn read_blocks(mut output: impl Read, block: &[u8]) -> usize {
    let mut read = vec![0; block.len()];
    let mut blocks = 0;
    while output.read_exact(&mut read).is_ok() && read == block {
        blocks += 1;
    }
    blocks
}

fn exit(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
#[cfg(target_os = "linux")]
fn a_frame_beyond_the_memory_shows_that_memory_is_bounded() {
    let header = (MEMORY as u32).to_be_bytes();
    let input = [header.as_slice(), &vec![0; MEMORY]].concat();
    let ran = run_command(within_memory(&["decode", "--format", "u32-be", "--limit", "1000000000"]), &input);
    assert!(ran.exit != 0 && ran.stderr.contains("memory allocation"), "exit {}: {}", ran.exit, ran.stderr);
}

#[test]
fn a_frame_is_printed_before_the_next_one_comes() {
    let lines = ["{\"offset\":0,\"header\":\"02\"", "{\"offset\":3,\"header\":\"01\""];
    live(&["decode", "--format", "u8"], &[b"\x02hi", b"\x01!"], &lines, b'\n');
}

#[test]
fn a_line_is_written_before_the_next_one_comes() {
    let lines = [&b"{\"body\":\"6869\"}\n"[..], b"{\"body\":\"21\"}\n{\"bo"];
    live(&["encode", "--format", "netstring"], &lines, &["2:hi,", "1:!,"], b',');
}

/// Writes one input, waits for the output that it leads to, then the next. Only a hang is judged by a deadline.
fn live(args: &[&str], inputs: &[&[u8]], outputs: &[&str], end: u8) {
    let mut child = program(args).spawn().unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        for output in BufReader::new(stdout).split(end) {
            _ = sender.send(String::from_utf8(output.unwrap()).unwrap());
        }
    });
    for (input, expected) in inputs.iter().zip(outputs) {
        stdin.write_all(input).unwrap();
        let output = receiver.recv_timeout(Duration::from_secs(60));
        if output.is_err() {
            child.kill().unwrap();
        }
        let output = output.expect("output for the input so far");
        assert!(
            output.starts_with(expected.trim_end_matches(char::from(end))),
            "{output}, and not {expected}"
        );
    }
    drop(stdin);
    child.wait().unwrap();
    reader.join().unwrap();
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let block = frames();
    let mut decode = program(&["decode", "--format", "u32-be"]).spawn().unwrap();
    let (input, output) = (decode.stdin.take().unwrap(), decode.stdout.take().unwrap());
    thread::scope(|scope| {
        scope.spawn(|| write_blocks(input, &block, 100));
        let mut first = String::new();
        BufReader::new(output).read_line(&mut first).unwrap();
        assert!(first.starts_with("{\"offset\":0,"), "{first}");
    });
    assert_eq!(exit(decode), (Some(0), String::new()));
}
