//! Frames between noise: every intact frame comes out, with its offset, and every other byte is reported as skipped.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use framing_core::registry::DynFormat;
use framing_core::{Outcome, Resync, ResyncReader, Resynced, TwoPhase, U16Be, blocking};

/// Formats that recognize their frames, with intact frames of each.
const PROTOCOLS: &[(&str, &str, &[&[u8]])] = &[
    (
        "ubx",
        "header = 6\nmagic = 'b562'\noffset = 4\nwidth = 2\norder = 'little'\nany-trailer = 2
         checks = [{ kind = 'fletcher', covers = 'header-and-body', from = 2 }]",
        &[b"\xb5\x62\x06\x01\x03\0\x01\x07\x01\x13\x51", b"\xb5\x62\x01\x07\x03\0\x01\x02\x03\x11\x4a"],
    ),
    (
        "rtcm",
        "header = 3\nmagic = 'd3'\nfixed = [{ offset = 1, bytes = '00', mask = 'fc' }]\noffset = 1\nwidth = 2
         mask = 0x3ff\nany-trailer = 3\nchecks = [{ kind = 'crc24q', covers = 'header-and-body' }]",
        &[
            b"\xd3\0\x04\x3e\xd0\0\x03\x09\x23\xd9",
            b"\xd3\0\x13\x3e\xd7\xd3\x02\x02\x98\x0e\xde\xef\x34\xb4\xbd\x62\xac\x09\x41\x98\x6f\x33\x36\x0b\x98",
        ],
    ),
    (
        "modbus",
        "header = 3\noffset = 2\nwidth = 1\nany-trailer = 2
         checks = [{ kind = 'crc16-modbus', covers = 'header-and-body' }]",
        &[b"\x11\x03\x02\0\x2a\x58\xf8", b"\x11\x03\x04\x01\x02\x03\x04\xfd\x4a"],
    ),
    (
        "nmea",
        "header = 1\nmagic = '24'\nuntil = '0d0a'",
        &[b"$GPTXT,01,01,02,hello*2F\r\n", b"$GPGLL,,,,,,V,N*64\r\n"],
    ),
];

/// Noise, with what looks like the start of frames in it.
const NOISE: &[&[u8]] = &[
    b"\0",
    b"\x17\xb5",
    b"\xb5\x62\x01\x07\xff\xff\x01",
    b"\xd3\x03\xff",
    b"\x11\x03\xff\x00",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x80\x41\x20",
];

/// What a stream is made of, with true offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Read {
    frames: Vec<(u64, Vec<u8>)>,
    skipped: Vec<(u64, u64)>,
}

impl Read {
    fn take<H>(&mut self, next: &Resynced<'_, H>) {
        match next {
            Resynced::Frame(frame) => self.frames.push((frame.offset(), frame.bytes().to_vec())),
            Resynced::Skipped(range) => self.skipped.push((range.offset, range.len)),
        }
    }

    fn new() -> Self {
        Self { frames: Vec::new(), skipped: Vec::new() }
    }
}

fn read<F: TwoPhase + Clone>(mut stream: Resync<F>, bytes: &[u8], piece: usize) -> (Read, Option<Outcome>) {
    let mut read = Read::new();
    for piece in bytes.chunks(piece) {
        stream.push(piece);
        while let Some(next) = stream.next() {
            read.take(&next);
        }
    }
    stream.end();
    while let Some(next) = stream.next() {
        read.take(&next);
    }
    assert!(stream.is_ended() && stream.next().is_none());
    (read, stream.error().map(|error| error.outcome()))
}

/// Checks that frames and skipped ranges together are the stream.
fn check_cover(read: &Read, len: usize, why: &str) {
    let mut ranges: Vec<_> = read.frames.iter().map(|(at, bytes)| (*at, bytes.len() as u64)).collect();
    ranges.extend(&read.skipped);
    ranges.sort_unstable();
    let mut end = 0;
    for (at, len) in ranges {
        assert_eq!(at, end, "{why}: {read:?}");
        end += len;
    }
    assert_eq!(end, len as u64, "{why}: {read:?}");
}

#[test]
fn every_intact_frame_between_noise_comes_out() {
    for (name, spec, samples) in PROTOCOLS {
        let format = DynFormat::from_spec(spec);
        for noise in NOISE {
            let mut stream = Vec::new();
            let mut expected = Vec::new();
            for frame in samples.iter().chain(*samples) {
                stream.extend_from_slice(noise);
                expected.push((stream.len() as u64, frame.to_vec()));
                stream.extend_from_slice(frame);
            }
            for piece in [1, 2, 3, 7, stream.len()] {
                let why = format!("{name}, noise {noise:02x?}, pieces of {piece}");
                let (read, outcome) = read(Resync::new(format.clone()), &stream, piece);
                assert_eq!(read.frames, expected, "{why}");
                assert_eq!(outcome, None, "{why}");
                check_cover(&read, stream.len(), &why);
            }
        }
    }
}

#[test]
fn noise_inside_a_frame_costs_that_frame_alone() {
    // A line without a checksum continues to the next delimiter, so noise in one may cost two.
    for (name, spec, samples) in PROTOCOLS.iter().filter(|(_, spec, _)| spec.contains("checks")) {
        let format = DynFormat::from_spec(spec);
        let intact = [samples[0], samples[1], samples[0], samples[1]].concat();
        for at in 0..=intact.len() {
            for noise in NOISE {
                let stream = [&intact[..at], noise, &intact[at..]].concat();
                let why = format!("{name}, noise {noise:02x?} at {at}");
                let (read, _) = read(Resync::new(format.clone()), &stream, 5);
                check_cover(&read, stream.len(), &why);
                let mut begin = 0;
                for frame in [samples[0], samples[1], samples[0], samples[1]] {
                    let end = begin + frame.len();
                    let moved = if begin >= at { begin + noise.len() } else { begin };
                    let is_intact = end <= at || begin >= at;
                    let found = read.frames.contains(&(moved as u64, frame.to_vec()));
                    assert!(found || !is_intact, "{why}: lost the frame at {moved}: {read:?}");
                    begin = end;
                }
            }
        }
    }
}

#[test]
fn the_reports_of_receivers_give_their_good_frames() {
    let gnss = DynFormat::from_spec(include_str!("resync/gnss.toml"));
    let (ubx, rtcm, nmea) = (PROTOCOLS[0].2[1], PROTOCOLS[1].2[0], PROTOCOLS[3].2[0]);
    let bad_sum = [&ubx[..7], b"\x42", &ubx[8..]].concat();
    let bad_length = [&ubx[..4], b"\xff\xff", &ubx[6..]].concat();
    type Case<'a> = (&'a str, Vec<&'a [u8]>, &'a [usize]);
    let cases: [Case<'_>; 5] = [
        ("ok", vec![nmea, ubx, rtcm, nmea], &[]),
        ("bad sum", vec![nmea, &bad_sum, rtcm, nmea], &[1]),
        ("bad length", vec![nmea, &bad_length, rtcm, nmea], &[1]),
        ("noise", vec![nmea, b"\0\x17\xb5", ubx, rtcm, nmea], &[1]),
        ("started inside a frame", vec![&ubx[3..], rtcm, nmea], &[0]),
    ];
    for (name, parts, noise) in cases {
        let stream = parts.concat();
        let mut expected = Read::new();
        let mut at = 0;
        for (index, part) in parts.iter().enumerate() {
            match noise.contains(&index) {
                true => expected.skipped.push((at, part.len() as u64)),
                false => expected.frames.push((at, part.to_vec())),
            }
            at += part.len() as u64;
        }
        for piece in 1..=stream.len() {
            assert_eq!(read(Resync::new(gnss.clone()), &stream, piece), (expected.clone(), None), "{name}");
        }
    }
}

#[test]
fn the_end_is_truncated_only_inside_a_frame() {
    let format = DynFormat::from_spec(PROTOCOLS[0].1);
    let frame = PROTOCOLS[0].2[0];
    let cases: [(&[u8], Option<Outcome>); 4] = [
        (b"", None),
        (b"\0\0", None),
        (&frame[..frame.len() - 1], Some(Outcome::Truncated)),
        (b"\xb5", Some(Outcome::Truncated)),
    ];
    for (tail, outcome) in cases {
        let (_, found) = read(Resync::new(format.clone()), &[frame, tail].concat(), 64);
        assert_eq!(found, outcome, "{tail:02x?}");
    }
}

#[test]
fn a_run_of_frames_confirms_a_format_without_marks() {
    let frames = b"\0\x01a\0\x02bb\0\x03ccc\0\x01d";
    for noise in [&b"\xff"[..], b"\xff\xff\xff", b"\0\x09\xff"] {
        let stream = [noise, frames].concat();
        for piece in [1, 3, stream.len()] {
            let (read, _) = read(Resync::new(U16Be).with_run(3), &stream, piece);
            assert_eq!(read.frames.len(), 4, "{noise:02x?}: {read:?}");
            assert_eq!(read.skipped, [(0, noise.len() as u64)], "{noise:02x?}");
        }
    }
}

#[test]
fn false_starts_with_long_lengths_cost_linear_time() {
    // Each six bytes announce a frame of 65,535 bytes: examining each in full would read 5 GB.
    let false_start = b"\xb5\x62\x01\x07\xff\xff";
    let frame = PROTOCOLS[0].2[0];
    let stream = [false_start.repeat(80_000), frame.to_vec()].concat();
    let (read, _) = read(Resync::new(DynFormat::from_spec(PROTOCOLS[0].1)), &stream, 4096);
    assert_eq!(read.frames, [((stream.len() - frame.len()) as u64, frame.to_vec())]);
}

#[tokio::test]
async fn readers_find_the_same() {
    let (_, spec, samples) = PROTOCOLS[0];
    let format = DynFormat::from_spec(spec);
    let stream = [NOISE[2], samples[0], NOISE[1], samples[1], samples[0], NOISE[0]].concat();
    let (expected, _) = read(Resync::new(format.clone()), &stream, 4);

    let mut found = Read::new();
    let mut reader = blocking::ResyncReader::new(&stream[..], format.clone());
    while let Some(next) = reader.next().unwrap() {
        found.take(&next);
    }
    assert_eq!(found, expected);

    let mut found = Read::new();
    let mut reader = ResyncReader::new(&stream[..], format);
    while let Some(next) = reader.next().await.unwrap() {
        found.take(&next);
    }
    assert_eq!(found, expected);
}
