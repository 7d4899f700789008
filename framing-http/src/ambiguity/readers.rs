//! The lenient readers that are out there.

/// A reader that differs from the strict one in one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// A name that stays.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Who is known to read, or to have read, like that.
    pub known: &'static str,
    pub(super) quirks: Quirks,
}

/// What a reader does differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quirks(u32);

impl Quirks {
    pub(super) const HEAD_LF: Self = Self(1);
    pub(super) const HEAD_CR: Self = Self(1 << 1);
    pub(super) const SPACE_BEFORE_COLON: Self = Self(1 << 2);
    pub(super) const FOLDS: Self = Self(1 << 3);
    pub(super) const FIRST_LENGTH: Self = Self(1 << 4);
    pub(super) const LAST_LENGTH: Self = Self(1 << 5);
    pub(super) const LAX_LENGTH: Self = Self(1 << 6);
    pub(super) const NO_BODY_OF_GET: Self = Self(1 << 7);
    pub(super) const CODING_OVER_LENGTH: Self = Self(1 << 8);
    pub(super) const LENGTH_OVER_CODING: Self = Self(1 << 9);
    pub(super) const ANY_CHUNKED: Self = Self(1 << 10);
    pub(super) const UNKNOWN_CODING_IGNORED: Self = Self(1 << 11);
    pub(super) const TRIMS_CONTROLS: Self = Self(1 << 12);
    pub(super) const CODING_IN_1_0: Self = Self(1 << 13);
    pub(super) const CODING_IGNORED_IN_1_0: Self = Self(1 << 14);
    pub(super) const LAX_SIZE: Self = Self(1 << 15);
    pub(super) const EMPTY_SIZE: Self = Self(1 << 16);
    pub(super) const SIZE_LINE_LF: Self = Self(1 << 17);
    pub(super) const EXTENSION_TO_LF: Self = Self(1 << 18);
    pub(super) const QUOTED_CRLF: Self = Self(1 << 19);
    pub(super) const ANY_DATA_END: Self = Self(1 << 20);
    pub(super) const CONTROLS_IN_CODING: Self = Self(1 << 21);

    pub(super) const fn has(self, quirk: Self) -> bool {
        self.0 & quirk.0 != 0
    }

    const fn and(self, quirk: Self) -> Self {
        Self(self.0 | quirk.0)
    }
}

const fn reader(name: &'static str, about: &'static str, known: &'static str, quirks: Quirks) -> Reader {
    Reader { name, about, known, quirks }
}

/// The lenient readers, each with one difference from the strict one.
pub const READERS: &[Reader] = &[
    reader(
        "head-lf",
        "a lone LF ends a line of the head",
        "hyper, httparse, h11, Go, picohttpparser",
        Quirks::HEAD_LF,
    ),
    reader("head-cr", "a lone CR ends a line of the head", "llhttp: CVE-2023-30589", Quirks::HEAD_CR),
    reader(
        "space-before-colon",
        "whitespace between a field name and the colon is dropped",
        "Go: CVE-2019-16276, llhttp: CVE-2021-22959",
        Quirks::SPACE_BEFORE_COLON,
    ),
    reader(
        "folds",
        "a line that starts with whitespace goes on with the one before",
        "h11, Go, picohttpparser",
        Quirks::FOLDS,
    ),
    reader(
        "first-length",
        "the first Content-Length counts",
        "hand-written loops that stop at it",
        Quirks::FIRST_LENGTH,
    ),
    reader("last-length", "the last Content-Length counts", "Twisted: CVE-2020-10108", Quirks::LAST_LENGTH),
    reader(
        "lax-length",
        "a Content-Length may have a sign, separators, or anything behind its digits",
        "hyper: CVE-2021-32715, Node: CVE-2018-7159, waitress: CVE-2022-24761",
        Quirks::LAX_LENGTH,
    ),
    reader(
        "no-body-of-get",
        "a body behind GET or HEAD is left unread",
        "async-h1: CVE-2020-26281, pingora: CVE-2025-4366",
        Quirks::NO_BODY_OF_GET,
    ),
    reader(
        "coding-over-length",
        "Transfer-Encoding overrides Content-Length",
        "hyper, h11, Go, pingora",
        Quirks::CODING_OVER_LENGTH,
    ),
    reader(
        "length-over-coding",
        "Content-Length overrides Transfer-Encoding",
        "Twisted: CVE-2020-10109, aiohttp: CVE-2023-47641",
        Quirks::LENGTH_OVER_CODING,
    ),
    reader(
        "any-chunked",
        "chunked anywhere in Transfer-Encoding is chunked",
        "tiny_http: CVE-2020-35884, llhttp: CVE-2022-32213",
        Quirks::ANY_CHUNKED.and(Quirks::CODING_OVER_LENGTH),
    ),
    reader(
        "unknown-coding-ignored",
        "a Transfer-Encoding that is not exactly chunked counts for nothing",
        "waitress: CVE-2019-16786, gunicorn: CVE-2024-1135",
        Quirks::UNKNOWN_CODING_IGNORED,
    ),
    reader(
        "odd-coding-ignored",
        "a Transfer-Encoding that is not exactly chunked, control characters and all, counts for nothing",
        "HAProxy: CVE-2019-18277",
        Quirks::UNKNOWN_CODING_IGNORED.and(Quirks::CONTROLS_IN_CODING),
    ),
    reader(
        "trims-controls",
        "control characters around a Transfer-Encoding are dropped",
        "Go: CVE-2022-1705, waitress: CVE-2019-16789",
        Quirks::TRIMS_CONTROLS.and(Quirks::CODING_OVER_LENGTH),
    ),
    reader(
        "coding-in-1.0",
        "Transfer-Encoding counts in HTTP/1.0, and overrides Content-Length",
        "h11, pingora: CVE-2026-2835",
        Quirks::CODING_IN_1_0.and(Quirks::CODING_OVER_LENGTH),
    ),
    reader(
        "coding-ignored-in-1.0",
        "Transfer-Encoding counts for nothing in HTTP/1.0",
        "Go",
        Quirks::CODING_IGNORED_IN_1_0,
    ),
    reader(
        "lax-size",
        "a chunk size may have whitespace, a sign, 0x or underscores",
        "waitress: CVE-2022-24761, h11 and Go behind the digits",
        Quirks::LAX_SIZE,
    ),
    reader("empty-size", "an empty chunk size is zero", "httparse 1.10.1, pingora", Quirks::EMPTY_SIZE),
    reader(
        "size-line-lf",
        "a lone LF ends a size line",
        "Go: CVE-2025-22871, Netty: CVE-2025-58056, Kestrel: CVE-2025-55315",
        Quirks::SIZE_LINE_LF,
    ),
    reader(
        "extension-to-lf",
        "a chunk extension may hold a lone LF or CR: only CRLF ends it",
        "actix-http: CVE-2021-38512, llhttp: CVE-2021-22960, httparse 1.10.1",
        Quirks::EXTENSION_TO_LF,
    ),
    reader(
        "quoted-crlf",
        "a quoted string in a chunk extension may hold CRLF",
        "Netty: CVE-2026-33870",
        Quirks::QUOTED_CRLF,
    ),
    reader(
        "any-data-end",
        "any two bytes end the data of a chunk",
        "h11: CVE-2025-43859",
        Quirks::ANY_DATA_END,
    ),
];
