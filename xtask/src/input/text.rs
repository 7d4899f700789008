//! Bytes that are written down as text: hexadecimal digits, dumps, PEM, base64.

use std::io::{self, BufRead, ErrorKind, Read};

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};

use super::Source;

/// The longest line that is read, in bytes.
const MAX_LINE: u64 = 1 << 20;

/// Returns whether a text starts like a dump by `xxd`, `hexdump -C` or `tcpdump -x`.
pub(super) fn is_dump(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    [&b"00000000: "[..], b"00000000  ", b"0x0000:  "].iter().any(|offset| start.starts_with(offset))
}

/// Reads bytes out of the lines of a text.
pub(super) struct Lines<L> {
    text: Source,
    line: Vec<u8>,
    number: u64,
    decode: L,
    ready: Vec<u8>,
    position: usize,
    ended: bool,
}

/// Turns one line of text into bytes.
pub(super) trait DecodeLine {
    /// Appends the bytes of `line` to `out`; the text of an error is what was expected.
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<(), String>;

    /// Appends what is left at the end of the text.
    fn end(&mut self, out: &mut Vec<u8>) -> Result<(), String>;
}

fn lines<L: DecodeLine>(text: Source, decode: L) -> Lines<L> {
    Lines { text, line: Vec::new(), number: 0, decode, ready: Vec::new(), position: 0, ended: false }
}

/// Reads hexadecimal digits, plain or in a dump.
pub(super) fn hex(text: Source) -> Lines<impl DecodeLine> {
    lines(text, Hex::default())
}

/// Reads the base64 between the BEGIN and END lines of PEM.
pub(super) fn pem(text: Source) -> Lines<impl DecodeLine> {
    lines(text, Pem::default())
}

/// Reads base64, with or without padding.
pub(super) fn base64(text: Source) -> Lines<impl DecodeLine> {
    lines(text, Base64::default())
}

impl<L: DecodeLine> Lines<L> {
    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.position = 0;
        while self.ready.is_empty() && !self.ended {
            self.line.clear();
            let read = (&mut self.text).take(MAX_LINE).read_until(b'\n', &mut self.line)?;
            self.number += 1;
            let decoded = if read == 0 {
                self.ended = true;
                self.decode.end(&mut self.ready)
            } else if read as u64 == MAX_LINE {
                Err(format!("expected a line of less than {MAX_LINE} bytes"))
            } else {
                self.decode.line(self.line.trim_ascii(), &mut self.ready)
            };
            decoded.map_err(|text| {
                io::Error::new(ErrorKind::InvalidData, format!("line {}: {text}", self.number))
            })?;
        }
        Ok(())
    }
}

impl<L: DecodeLine> Read for Lines<L> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.position == self.ready.len() {
            self.refill()?;
        }
        let mut ready = self.ready.get(self.position..).unwrap_or_default();
        let read = ready.read(room)?;
        self.position += read;
        Ok(read)
    }
}

/// Hexadecimal digits.
#[derive(Default)]
struct Hex {
    /// The bytes of the line before, which `*` in a dump by hexdump repeats.
    last: Vec<u8>,
    /// The offset after the line before, if the text is a dump.
    offset: u64,
    repeats: bool,
}

impl DecodeLine for Hex {
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        if line == b"*" {
            self.repeats = true;
            return Ok(());
        }
        let (offset, digits) = split_offset(line);
        if let Some(offset) = offset {
            self.fill_up_to(offset, out)?;
        }
        let start = out.len();
        decode_hex(digits, out)?;
        let bytes = out.get(start..).unwrap_or_default();
        self.offset += bytes.len() as u64;
        if !bytes.is_empty() {
            self.last = bytes.to_vec();
        }
        Ok(())
    }

    fn end(&mut self, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }
}

impl Hex {
    /// Repeats the line before until the stream has `offset` bytes, as `*` stands for.
    fn fill_up_to(&mut self, offset: u64, out: &mut Vec<u8>) -> Result<(), String> {
        const MAX_REPEAT: u64 = 1 << 30;
        if !std::mem::take(&mut self.repeats) {
            return Ok(());
        }
        let missing = offset.checked_sub(self.offset).filter(|missing| *missing <= MAX_REPEAT);
        let missing =
            missing.ok_or_else(|| format!("expected an offset after {}, found {offset}", self.offset))?;
        let missing = usize::try_from(missing).map_err(|error| error.to_string())?;
        out.extend(self.last.iter().cycle().take(missing));
        self.offset = offset;
        Ok(())
    }
}

/// Splits a line of a dump into its offset and its digits; in plain digits there is no offset.
fn split_offset(line: &[u8]) -> (Option<u64>, &[u8]) {
    let len = line.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(line.len());
    let (word, rest) = line.split_at(len);
    let digits = word.strip_prefix(b"0x").unwrap_or(word);
    let offset = std::str::from_utf8(digits).ok().and_then(|digits| u64::from_str_radix(digits, 16).ok());
    match rest {
        // xxd and tcpdump: a colon, groups of digits, two spaces, the characters.
        [b':', rest @ ..] if offset.is_some() && rest.first().is_none_or(|byte| *byte == b' ') => {
            let digits = rest.trim_ascii_start();
            let end = digits.windows(2).position(|pair| pair == b"  ").unwrap_or(digits.len());
            (offset, digits.get(..end).unwrap_or_default())
        }
        // hexdump -C: two spaces, bytes, the characters between bars. Its last line has only the offset.
        [b' ', b' ', rest @ ..] if word.len() >= 7 => {
            (offset, rest.split(|byte| *byte == b'|').next().unwrap_or_default())
        }
        [] if word.len() == 8 && word.starts_with(b"0000") => (offset, b""),
        _ => (None, line),
    }
}

/// Appends the bytes that hexadecimal digits give; spaces, commas, colons and `0x` separate them, `#` starts a comment.
fn decode_hex(text: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    let text = text.split(|byte| *byte == b'#').next().unwrap_or_default();
    let is_separator = |byte: &u8| byte.is_ascii_whitespace() || b",:".contains(byte);
    for word in text.split(is_separator).filter(|word| !word.is_empty()) {
        let digits = word.strip_prefix(b"0x").unwrap_or(word);
        let bytes = HEXLOWER_PERMISSIVE.decode(digits).map_err(|_| {
            let shown = String::from_utf8_lossy(word.get(..20).unwrap_or(word)).into_owned();
            format!("expected pairs of hexadecimal digits, found {shown:?}")
        })?;
        out.extend_from_slice(&bytes);
    }
    Ok(())
}

/// Base64 whose lines may end anywhere.
#[derive(Default)]
struct Base64 {
    /// At most three characters that wait for a fourth.
    pending: Vec<u8>,
}

impl DecodeLine for Base64 {
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        self.pending.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
        let complete = self.pending.len() / 4 * 4;
        let characters: Vec<u8> = self.pending.drain(..complete).collect();
        out.extend(BASE64.decode(&characters).map_err(|error| format!("expected base64: {error}"))?);
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<(), String> {
        let rest = std::mem::take(&mut self.pending);
        out.extend(BASE64_NOPAD.decode(&rest).map_err(|error| format!("expected base64: {error}"))?);
        Ok(())
    }
}

/// The blocks of a PEM file; text around them is a comment.
#[derive(Default)]
struct Pem {
    inside: bool,
    block: Base64,
}

impl DecodeLine for Pem {
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        if line.starts_with(b"-----BEGIN ") {
            self.inside = true;
        } else if line.starts_with(b"-----END ") {
            self.inside = false;
            return self.block.end(out);
        } else if self.inside && !line.contains(&b':') {
            return self.block.line(line, out);
        }
        Ok(())
    }

    fn end(&mut self, _: &mut Vec<u8>) -> Result<(), String> {
        if self.inside { Err("expected an END line".into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(decode: impl DecodeLine, text: &'static str) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let read = lines(Box::new(Cursor::new(text)), decode).read_to_end(&mut bytes);
        read.map(|_| bytes).map_err(|error| error.to_string())
    }

    #[test]
    fn hexadecimal_digits_are_read_in_every_dump() {
        let cases = [
            ("plain", "00 02\n6869\n"),
            ("upper case, prefixed", "0x00, 0x02, 0X68 0x69".replace("0X", "0x").leak() as &str),
            ("colons and a comment", "00:02:68:69 # two bytes\n"),
            ("xxd", "00000000: 0002 6869                                ..hi\n"),
            ("hexdump -C", "00000000  00 02 68 69                                       |..hi|\n00000004\n"),
            ("tcpdump -x", "\t0x0000:  0002 6869\n"),
            ("tcpdump -X", "\t0x0000:  0002 6869                                ..hi\n"),
        ];
        for (name, text) in cases {
            assert_eq!(read(Hex::default(), text).as_deref(), Ok(&b"\0\x02hi"[..]), "{name}");
        }
        for dump in [cases[3].1, cases[4].1, cases[5].1] {
            assert!(is_dump(dump.as_bytes()), "{dump}");
        }
        assert!(!is_dump(b"4:hi,"));
    }

    #[test]
    fn a_star_repeats_the_line_before() {
        let text = "00000000  41 41 41 41 41 41 41 41  41 41 41 41 41 41 41 41  |A|\n*\n00000040  42  |B|\n00000041\n";
        let bytes = read(Hex::default(), text).unwrap();
        assert_eq!((bytes.len(), bytes.last()), (65, Some(&b'B')));
    }

    #[test]
    fn what_is_no_text_of_the_kind_is_refused_with_its_line() {
        assert_eq!(
            read(Hex::default(), "00\nxy\n").unwrap_err(),
            "line 2: expected pairs of hexadecimal digits, found \"xy\""
        );
        assert_eq!(
            read(Pem::default(), "-----BEGIN A-----\nAAAA\n").unwrap_err(),
            "line 3: expected an END line"
        );
        assert!(read(Base64::default(), "AA*A").unwrap_err().starts_with("line 1: expected base64"));
    }

    #[test]
    fn base64_and_pem_may_break_their_lines_anywhere() {
        assert_eq!(read(Base64::default(), "aG\nVsbG8\n=\n").as_deref(), Ok(&b"hello"[..]));
        assert_eq!(read(Base64::default(), "aGVsbG8").as_deref(), Ok(&b"hello"[..]));
        let pem = "a comment\n-----BEGIN A-----\nProc-Type: 4\n\naGVs\n-----END A-----\n-----BEGIN B-----\nbG8=\n-----END B-----\n";
        assert_eq!(read(Pem::default(), pem).as_deref(), Ok(&b"hello"[..]));
    }
}
