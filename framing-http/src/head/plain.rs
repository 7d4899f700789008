//! Lines that are whole and plain, skipped at once. Anything else is left to the search, which looks at each byte.

use framing_chunked::scan;

/// A Content-Length as nearly everyone writes it, up to its digits.
pub(crate) const PLAIN_LENGTH: &[u8; 16] = b"Content-Length: ";
/// So many digits are a number below 2^64, whatever they are.
pub(crate) const MOST_SAFE_DIGITS: usize = 18;

/// What follows the field line at the front of `rest`, if that is all there, well formed, and says nothing of the length of
/// the body.
///
/// The end of the line is searched from its start and not from its colon, so that the next line can be looked at before the
/// name of this one is checked.
#[inline(always)]
pub(super) fn behind_field_line(rest: &[u8]) -> Option<&[u8]> {
    let (line, [b'\r', b'\n', behind @ ..]) = rest.split_at_checked(scan::value(rest))? else { return None };
    let name = scan::token(line);
    let (&[first, ..], [b':', ..]) = line.split_at_checked(name)? else { return None };
    let framing = matches!((first | 0x20, name), (b'c', 14) | (b't', 17));
    (!framing).then_some(behind)
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

/// The digits of the Content-Length line at the front of `rest`, and what follows the line, if it is written as nearly
/// everyone writes it.
#[inline(always)]
pub(super) fn length_line(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let value = behind_name(rest, PLAIN_LENGTH)?;
    let digits = value.iter().take(MOST_SAFE_DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let (digits @ [_, ..], behind) = value.split_at_checked(digits)? else { return None };
    let behind = behind.strip_prefix(b"\r\n").filter(|_| digits.len() <= MOST_SAFE_DIGITS)?;
    Some((digits, behind))
}

/// What follows the Transfer-Encoding line at the front of `rest`, if it says chunked as nearly everyone writes it.
#[inline(always)]
pub(super) fn behind_chunked_line(rest: &[u8]) -> Option<&[u8]> {
    behind_name(rest, b"Transfer-Encoding: chunked\r\n")
}

/// What follows `name`, compared without case.
#[inline(always)]
fn behind_name<'a>(rest: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (front, behind) = rest.split_at_checked(name.len())?;
    front.eq_ignore_ascii_case(name).then_some(behind)
}
