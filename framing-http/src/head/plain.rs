//! Lines that are whole and plain, skipped at once. Anything else is left to the search, which looks at each byte.

use framing_chunked::scan;

/// A Content-Length as nearly everyone writes it, up to its digits.
pub(crate) const PLAIN_LENGTH: &[u8; 16] = b"Content-Length: ";
/// So many digits are a number below 2^64, whatever they are.
pub(crate) const MOST_SAFE_DIGITS: usize = 18;

/// A field line that is well formed.
#[derive(Clone, Copy)]
pub(super) struct FieldLine<'a> {
    /// The line without its CRLF.
    pub(super) line: &'a [u8],
    /// What follows it.
    pub(super) behind: &'a [u8],
    /// May its name be one of those that say something of the length?
    pub(super) may_frame: bool,
}

/// The field line at the front of `rest`, if it is all there and well formed.
///
/// The end of the line is searched from its start and not from its colon, so that the next line can be looked at before the
/// name of this one is checked.
#[inline(always)]
pub(super) fn field_line(rest: &[u8]) -> Option<FieldLine<'_>> {
    let (line, [b'\r', b'\n', behind @ ..]) = rest.split_at_checked(scan::value(rest))? else { return None };
    let name = scan::token(line);
    let (&[first, ..], [b':', ..]) = line.split_at_checked(name)? else { return None };
    Some(FieldLine { line, behind, may_frame: matches!((first | 0x20, name), (b'c', 14) | (b't', 17)) })
}

/// What follows the request line at the front of `rest`, if that is all there, well formed, and of HTTP/1.1.
#[inline(always)]
pub(super) fn behind_request_line(rest: &[u8]) -> Option<&[u8]> {
    let (line, [b'\r', b'\n', behind @ ..]) = rest.split_at_checked(scan::value(rest))? else { return None };
    let words = line.strip_suffix(b" HTTP/1.1")?;
    let (&[_, ..], [b' ', target @ ..]) = words.split_at_checked(scan::token(words))? else { return None };
    let plain = !target.is_empty() && scan::visible(target) == target.len();
    plain.then_some(behind)
}

/// The digits of a Content-Length line, if it is written as nearly everyone writes it.
#[inline(always)]
pub(super) fn length_digits(line: &[u8]) -> Option<&[u8]> {
    let digits = behind_name(line, PLAIN_LENGTH)?;
    let plain = matches!(digits.len(), 1..=MOST_SAFE_DIGITS) && digits.iter().all(u8::is_ascii_digit);
    plain.then_some(digits)
}

/// Is it a Transfer-Encoding line that says chunked as nearly everyone writes it?
#[inline(always)]
pub(super) fn says_chunked(line: &[u8]) -> bool {
    line.eq_ignore_ascii_case(b"Transfer-Encoding: chunked")
}

/// Is it a line of a field that says something of the length?
#[inline(always)]
pub(super) fn is_framing(line: &[u8]) -> bool {
    behind_name(line, b"Content-Length:").is_some() || behind_name(line, b"Transfer-Encoding:").is_some()
}

/// What follows `name`, compared without case.
#[inline(always)]
fn behind_name<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (front, behind) = line.split_at_checked(name.len())?;
    front.eq_ignore_ascii_case(name).then_some(behind)
}
