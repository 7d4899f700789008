//! What a command reads: a file or standard input, as it is, or as the text or the archive that holds the bytes.

mod compressed;
mod text;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::capture;
use crate::exit::Failure;

/// Where the bytes come from, and in which form.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// What the file contains; captures, PEM and the dumps of xxd and hexdump are recognized
    #[arg(long = "input", value_name = "KIND", value_enum, default_value = "auto")]
    kind: Kind,
    /// Skip the first N bytes of the stream
    #[arg(long, value_name = "N", default_value = "0")]
    skip: u64,
    /// What to read; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) file: PathBuf,
}

/// The form of the bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Recognize the form by the first bytes; raw where none is recognized
    Auto,
    /// The bytes themselves
    Raw,
    /// A packet capture, pcap or pcapng, also compressed by gzip or zstd
    Pcap,
    /// Hexadecimal digits: plain, or a dump by xxd, hexdump -C or tcpdump -x
    Hex,
    /// PEM: base64 between BEGIN and END lines
    Pem,
    /// Base64
    Base64,
}

/// An opened input.
pub(crate) enum Opened {
    /// One stream of bytes.
    Stream(Input),
    /// A packet capture with any number of streams.
    Capture(Input),
}

impl InputArgs {
    /// Opens the file and recognizes what it contains.
    pub(crate) fn open(&self) -> Result<Opened, Failure> {
        let input = Input::open(&self.file)?;
        let Input { name, mut bytes } = input;
        let kind = match self.kind {
            Kind::Auto => recognize(&mut bytes).map_err(|error| unreadable(&name, &error))?,
            kind => kind,
        };
        let bytes: Source = match kind {
            Kind::Pcap => {
                let bytes = compressed::unpack(bytes).map_err(|error| unreadable(&name, &error))?;
                return Ok(Opened::Capture(Input { name, bytes }));
            }
            Kind::Hex => Box::new(BufReader::new(text::hex(bytes))),
            Kind::Pem => Box::new(BufReader::new(text::pem(bytes))),
            Kind::Base64 => Box::new(BufReader::new(text::base64(bytes))),
            Kind::Auto | Kind::Raw => bytes,
        };
        let mut input = Input { name, bytes };
        input.skip(self.skip)?;
        Ok(Opened::Stream(input))
    }
}

type Source = Box<dyn BufRead + Send>;

/// Tells by the first bytes what a file contains.
fn recognize(bytes: &mut Source) -> io::Result<Kind> {
    let start = bytes.fill_buf()?;
    let is_capture = capture::is_capture(start) || compressed::holds_capture(start);
    Ok(match start {
        _ if is_capture => Kind::Pcap,
        _ if start.starts_with(b"-----BEGIN ") => Kind::Pem,
        _ if text::is_dump(start) => Kind::Hex,
        _ => Kind::Raw,
    })
}

/// An open file, or standard input.
pub(crate) struct Input {
    name: String,
    bytes: Source,
}

impl Input {
    /// Opens the file at `path`, or standard input for `-`, and reads its bytes as they are.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self { name: "standard input".into(), bytes: Box::new(BufReader::new(io::stdin())) });
        }
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Ok(Self { name, bytes: Box::new(BufReader::with_capacity(64 << 10, file)) }),
            Err(error) => Err(unreadable(&name, &error)),
        }
    }

    /// The name to use in messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The failure of a read.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Failure {
        unreadable(&self.name, error)
    }

    /// Skips `len` bytes.
    fn skip(&mut self, len: u64) -> Result<(), Failure> {
        let skipped = io::copy(&mut (&mut self.bytes).take(len), &mut io::sink());
        match skipped.map_err(|error| self.unreadable(&error))? {
            skipped if skipped < len => {
                Err(Failure::Usage(format!("--skip {len}: {} has only {skipped} bytes", self.name)))
            }
            _ => Ok(()),
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::InvalidData => Failure::Input(format!("{name}: {error}")),
        _ => Failure::Usage(format!("cannot read {name}: {error}")),
    }
}

impl Read for Input {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(room)
    }
}
