//! A format with one defect, to be caught by whatever tests formats.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

/// A line that ends with `\n` says in decimal how long the body is; `;` ends the frame. One defect can be chosen.
#[derive(Clone, Default)]
pub(crate) struct Line {
    pub(crate) defect: Defect,
    pub(crate) frames: usize,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(dead_code, reason = "not every test catches every one")]
pub(crate) enum Defect {
    #[default]
    None,
    ForgetsItsScan,
    ResumesTooFar,
    TrailerOffByOne,
    BodyOneTooLong,
    AsksForWhatItHas,
    AsksForTooMuch,
    RefusesOnlyWhenShownMore,
    SeesNoTrailer,
    RefusesPartOfATrailer,
    NamesAByteToCome,
    HasHiddenState,
    ForgetsState,
    ReadsAnotherWholeHeader,
    WritesATruncatedLength,
    WritesNoTrailer,
    Panics,
    AllocatesOnAHeadersWord,
}

impl TwoPhase for Line {
    type Header = u64;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let from = match self.defect {
            Defect::ForgetsItsScan => 0,
            _ => scan.position.min(seen.len()),
        };
        if self.defect == Defect::RefusesOnlyWhenShownMore && seen.len() > 8 {
            return Err(Malformed::new(0, "a short stream"));
        }
        if seen.first() == Some(&b'-') {
            let at = usize::from(self.defect == Defect::NamesAByteToCome);
            return Err(Malformed::new(at, "a number that is not negative"));
        }
        if let Some(end) = seen.iter().skip(from).position(|&byte| byte == b'\n') {
            return Ok(Extent::Exact(from + end + 1));
        }
        if self.defect != Defect::ForgetsItsScan {
            scan.position = seen.len();
        }
        if self.defect == Defect::ResumesTooFar {
            scan.position += 1;
        }
        Ok(Extent::AtLeast(match self.defect {
            Defect::AsksForWhatItHas => seen.len(),
            Defect::AsksForTooMuch => seen.len() + 100,
            _ => seen.len() + 1,
        }))
    }

    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, u64)> {
        let Ok(Extent::Exact(len)) = self.header_len(seen, &mut scan.clone()) else { return None };
        let header = self.header(seen.get(..len)?).ok()?;
        // Wrong where the header had come in pieces, which the fast way alone sees.
        let wrong = self.defect == Defect::ReadsAnotherWholeHeader && scan.position > 0;
        Some((len, if wrong { header + 1 } else { header }))
    }

    fn header(&self, bytes: &[u8]) -> Result<u64, Malformed> {
        let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit());
        let len =
            digits.fold(0_u64, |sum, &digit| sum.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
        match self.defect {
            Defect::Panics if len == 128 => panic!("a length that nobody thought of"),
            Defect::AllocatesOnAHeadersWord => {
                drop(std::hint::black_box(vec![0_u8; len as usize % (64 << 20)]));
            }
            _ => {}
        }
        Ok(len)
    }

    fn body_len(&self, header: &u64) -> Result<BodyLen, Malformed> {
        let more = match self.defect {
            Defect::BodyOneTooLong => 1,
            Defect::HasHiddenState => self.frames as u64 % 2,
            _ => 0,
        };
        Ok(BodyLen::Exact(header + more))
    }

    fn trailer_len(&self, _: &u64, _: u64) -> Result<u64, Malformed> {
        Ok(if self.defect == Defect::TrailerOffByOne { 2 } else { 1 })
    }

    fn check_trailer(&self, _: &u64, seen: &[u8]) -> Result<(), Malformed> {
        match self.defect {
            Defect::SeesNoTrailer => Ok(()),
            Defect::RefusesPartOfATrailer if seen.is_empty() => Err(Malformed::new(0, "';'")),
            _ => Malformed::refuse_difference(seen, b";", "';'"),
        }
    }

    fn end_frame(&mut self, _: &u64, _: &[u8]) -> Result<(), Malformed> {
        self.frames += 1;
        Ok(())
    }

    fn may_end(&self) -> bool {
        self.defect != Defect::ForgetsState
    }
}

impl Encode for Line {
    fn encode_header<B: ByteSink>(&self, _: &u64, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        let len = if self.defect == Defect::WritesATruncatedLength { body_len % 256 } else { body_len };
        out.put_slice(format!("{len}\n").as_bytes());
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, _: &u64, _: u64, out: &mut B) {
        if self.defect != Defect::WritesNoTrailer {
            out.put_u8(b';');
        }
    }
}
