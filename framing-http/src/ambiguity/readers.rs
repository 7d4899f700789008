//! The lenient readers that are out there.

use super::lax::Side;

/// A reader that differs from the strict one in one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// A name that stays.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Who is known to read, or to have read, like that: a version that was measured, a CVE, or a project's issue.
    pub known: &'static str,
    pub(super) quirks: Quirks,
    reads: Reads,
}

/// Whose messages a reader is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Both,
    Requests,
    Responses,
}

impl Reader {
    pub(super) fn reads(&self, side: Side) -> bool {
        match self.reads {
            Reads::Both => true,
            Reads::Requests => side == Side::Requests,
            Reads::Responses => side != Side::Requests,
        }
    }

    const fn of_requests(mut self) -> Self {
        self.reads = Reads::Requests;
        self
    }

    const fn of_responses(mut self) -> Self {
        self.reads = Reads::Responses;
        self
    }
}

/// What a reader does differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quirks(u64);

impl Quirks {
    pub(super) const NONE: Self = Self(0);
    pub(super) const HEAD_LF: Self = Self(1);
    pub(super) const HEAD_CR: Self = Self(1 << 1);
    pub(super) const SPACE_BEFORE_COLON: Self = Self(1 << 2);
    pub(super) const SPACE_IN_NAME: Self = Self(1 << 3);
    pub(super) const FOLDS: Self = Self(1 << 4);
    pub(super) const FIRST_LENGTH: Self = Self(1 << 5);
    pub(super) const LAST_LENGTH: Self = Self(1 << 6);
    pub(super) const EQUAL_LENGTHS: Self = Self(1 << 7);
    pub(super) const LAX_LENGTH: Self = Self(1 << 8);
    pub(super) const EMPTY_LENGTH: Self = Self(1 << 9);
    pub(super) const NO_BODY_OF_GET: Self = Self(1 << 10);
    pub(super) const CODING_OVER_LENGTH: Self = Self(1 << 11);
    pub(super) const LENGTH_OVER_CODING: Self = Self(1 << 12);
    pub(super) const ANY_CHUNKED: Self = Self(1 << 13);
    pub(super) const CHUNKED_TWICE: Self = Self(1 << 14);
    pub(super) const UNKNOWN_CODING_IGNORED: Self = Self(1 << 15);
    pub(super) const TRIMS_CONTROLS: Self = Self(1 << 16);
    pub(super) const CONTROLS_IN_CODING: Self = Self(1 << 17);
    pub(super) const CONTROLS_IN_VALUE: Self = Self(1 << 18);
    pub(super) const CODING_IN_1_0: Self = Self(1 << 19);
    pub(super) const CODING_IGNORED_IN_1_0: Self = Self(1 << 20);
    pub(super) const LAX_SIZE: Self = Self(1 << 21);
    pub(super) const SIZE_PREFIX: Self = Self(1 << 22);
    pub(super) const SIZE_WRAPS: Self = Self(1 << 23);
    pub(super) const SIZE_OF_32_BITS: Self = Self(1 << 24);
    pub(super) const EMPTY_SIZE: Self = Self(1 << 25);
    pub(super) const SPACE_AFTER_SIZE: Self = Self(1 << 26);
    pub(super) const SIZE_LINE_LF: Self = Self(1 << 27);
    pub(super) const EXTENSION_TO_LF: Self = Self(1 << 28);
    pub(super) const ANY_EXTENSION: Self = Self(1 << 29);
    pub(super) const QUOTED_CRLF: Self = Self(1 << 30);
    pub(super) const ANY_DATA_END: Self = Self(1 << 31);
    pub(super) const SKIPS_TO_CRLF: Self = Self(1 << 32);
    pub(super) const EMPTY_LINES: Self = Self(1 << 33);
    pub(super) const START_LINE_SPACE: Self = Self(1 << 34);
    pub(super) const UPGRADE_AT_ONCE: Self = Self(1 << 35);
    pub(super) const NO_REASON: Self = Self(1 << 36);
    pub(super) const BODY_OF_HEAD: Self = Self(1 << 37);
    pub(super) const BODY_OF_BODILESS: Self = Self(1 << 38);
    pub(super) const NO_LENGTH_NO_BODY: Self = Self(1 << 39);

    pub(super) const fn has(self, quirk: Self) -> bool {
        self.0 & quirk.0 != 0
    }

    pub(super) const fn and(self, quirk: Self) -> Self {
        Self(self.0 | quirk.0)
    }
}

const fn reader(name: &'static str, about: &'static str, known: &'static str, quirks: Quirks) -> Reader {
    Reader { name, about, known, quirks, reads: Reads::Both }
}

/// The lenient readers, each with one difference from the strict one.
pub const READERS: &[Reader] = &[
    reader(
        "head-lf",
        "a lone LF ends a line of the head",
        "hyper 1.12, httparse 1.10, h11 0.16, Go; waitress: CVE-2019-16785",
        Quirks::HEAD_LF,
    ),
    reader(
        "head-cr",
        "a lone CR ends a line of the head",
        "llhttp: CVE-2023-30589; lpereira/lwan#368",
        Quirks::HEAD_CR,
    ),
    reader(
        "space-before-colon",
        "whitespace between a field name and the colon is dropped",
        "Go: CVE-2019-16276; llhttp: CVE-2021-22959",
        Quirks::SPACE_BEFORE_COLON,
    ),
    reader(
        "space-in-name",
        "a field name with whitespace behind it is another name, which says nothing",
        "tinyproxy/tinyproxy#623",
        Quirks::SPACE_IN_NAME,
    ),
    reader(
        "folds",
        "a line that starts with whitespace goes on with the one before",
        "h11 0.16, Go, picohttpparser",
        Quirks::FOLDS,
    ),
    reader(
        "controls-in-value",
        "a field value may have control characters other than NUL",
        "h11 0.16",
        Quirks::CONTROLS_IN_VALUE,
    ),
    reader(
        "start-line-space",
        "runs of spaces and tabs part the words of a request line",
        "httparse 1.10 when told to; llhttp 9.4 in part",
        Quirks::START_LINE_SPACE,
    )
    .of_requests(),
    reader(
        "empty-lines",
        "any number of empty lines is skipped in front of a request",
        "hyper 1.12, httparse 1.10, llhttp 9",
        Quirks::EMPTY_LINES,
    )
    .of_requests(),
    reader(
        "first-length",
        "the first Content-Length counts",
        "openlitespeed: litespeedtech/openlitespeed#392; hotaru: Field-of-Dream-Studio/hotaru#29",
        Quirks::FIRST_LENGTH,
    ),
    reader("last-length", "the last Content-Length counts", "Twisted: CVE-2020-10108", Quirks::LAST_LENGTH),
    reader(
        "equal-lengths",
        "Content-Lengths that are the same count once",
        "hyper 1.12, h11 0.16, Go",
        Quirks::EQUAL_LENGTHS,
    ),
    reader(
        "lax-length",
        "a Content-Length may have a sign, separators, or anything behind its digits",
        "hyper: CVE-2021-32715; Node: CVE-2018-7159; waitress: CVE-2022-24761",
        Quirks::LAX_LENGTH,
    ),
    reader(
        "empty-length",
        "an empty Content-Length counts for nothing",
        "golang/go#61679; haproxy/haproxy#2237; puma: GHSA-68xg-gqqm-vgj8",
        Quirks::EMPTY_LENGTH,
    ),
    reader(
        "no-body-of-get",
        "a body behind GET or HEAD is left unread",
        "async-h1: CVE-2020-26281; pingora: CVE-2025-4366",
        Quirks::NO_BODY_OF_GET,
    )
    .of_requests(),
    reader(
        "coding-over-length",
        "Transfer-Encoding overrides Content-Length",
        "hyper 1.12, h11 0.16, Go, pingora",
        Quirks::CODING_OVER_LENGTH,
    ),
    reader(
        "length-over-coding",
        "Content-Length overrides Transfer-Encoding",
        "Twisted: CVE-2020-10109; aiohttp: CVE-2023-47641; tinyproxy/tinyproxy#609",
        Quirks::LENGTH_OVER_CODING,
    ),
    reader(
        "any-chunked",
        "chunked anywhere in Transfer-Encoding is chunked",
        "tiny_http: CVE-2020-35884; llhttp: CVE-2022-32213",
        Quirks::ANY_CHUNKED.and(Quirks::CODING_OVER_LENGTH),
    ),
    reader(
        "chunked-twice",
        "the chunked coding, named twice, is undone once",
        "hyper 1.12, pingora",
        Quirks::CHUNKED_TWICE,
    ),
    reader(
        "unknown-coding-ignored",
        "a Transfer-Encoding that is not exactly chunked counts for nothing",
        "waitress: CVE-2019-16786; gunicorn: CVE-2024-1135; HAProxy: CVE-2019-18277; sozu-proxy/sozu#726",
        Quirks::UNKNOWN_CODING_IGNORED,
    ),
    reader(
        "odd-coding-ignored",
        "a Transfer-Encoding that is not exactly chunked, control characters and all, counts for nothing",
        "the proxies in front of waitress in CVE-2019-16789",
        Quirks::UNKNOWN_CODING_IGNORED.and(Quirks::CONTROLS_IN_CODING),
    ),
    reader(
        "trims-controls",
        "control characters around a Transfer-Encoding are dropped",
        "Go: CVE-2022-1705; waitress: CVE-2019-16789",
        Quirks::TRIMS_CONTROLS.and(Quirks::CODING_OVER_LENGTH),
    ),
    reader(
        "coding-in-1.0",
        "Transfer-Encoding counts in HTTP/1.0, and overrides Content-Length",
        "h11 0.16; pingora: CVE-2026-2835",
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
        "a chunk size may have whitespace in front, a sign, 0x or underscores",
        "waitress: CVE-2022-24761; openwrt/uhttpd#3; graygnuorg/pound#19",
        Quirks::LAX_SIZE,
    ),
    reader(
        "size-prefix",
        "whatever stands behind the digits of a chunk size counts for nothing",
        "apache/trafficserver#10580",
        Quirks::SIZE_PREFIX,
    ),
    reader(
        "size-wraps",
        "a chunk size is counted in 64 bits, whatever is lost",
        "hyper: CVE-2021-32714",
        Quirks::SIZE_WRAPS,
    ),
    reader(
        "size-of-32-bits",
        "a chunk size is counted in 32 bits, whatever is lost",
        "oven-sh/bun#26931",
        Quirks::SIZE_OF_32_BITS,
    ),
    reader(
        "empty-size",
        "an empty chunk size is zero",
        "httparse 1.10, pingora; cesanta/mongoose#2552",
        Quirks::EMPTY_SIZE,
    ),
    reader(
        "space-after-size",
        "spaces and tabs may stand behind a chunk size",
        "hyper 1.12, httparse 1.10, h11 0.16, Go",
        Quirks::SPACE_AFTER_SIZE,
    ),
    reader(
        "any-extension",
        "a chunk extension may hold any byte but CR and LF",
        "hyper 1.12, httparse 1.10, h11 0.16, Go; Netty: CVE-2026-33870",
        Quirks::ANY_EXTENSION,
    ),
    reader(
        "size-line-lf",
        "a lone LF ends a size line, and an extension may hold any other byte",
        "Go: CVE-2025-22871; Netty: CVE-2025-58056; Kestrel: CVE-2025-55315",
        Quirks::SIZE_LINE_LF,
    ),
    reader(
        "extension-to-lf",
        "a chunk extension may hold a lone LF or CR: only CRLF ends it",
        "actix-http: CVE-2021-38512; llhttp: CVE-2021-22960; valyala/fasthttp#1899; httparse 1.10",
        Quirks::EXTENSION_TO_LF,
    ),
    reader(
        "quoted-crlf",
        "a quoted string in a chunk extension may hold CRLF",
        "ktorio/ktor#5324; the readers in front of Netty in CVE-2026-33870",
        Quirks::QUOTED_CRLF,
    ),
    reader(
        "any-data-end",
        "any two bytes end the data of a chunk",
        "h11: CVE-2025-43859; openwrt/uhttpd#32",
        Quirks::ANY_DATA_END,
    ),
    reader(
        "long-data",
        "what stands behind the data of a chunk, up to CRLF, counts for nothing",
        "graygnuorg/pound#43",
        Quirks::SKIPS_TO_CRLF,
    ),
    reader(
        "upgrade-at-once",
        "what follows a CONNECT or a request to upgrade is another protocol, whatever is answered",
        "pingora: CVE-2026-2833; nghttpx: CVE-2026-58055",
        Quirks::UPGRADE_AT_ONCE,
    )
    .of_requests(),
    reader(
        "no-reason",
        "a status line may end behind its code",
        "hyper 1.12, httparse 1.10, h11 0.16",
        Quirks::NO_REASON,
    )
    .of_responses(),
    reader(
        "body-of-head",
        "the answer to HEAD has the body that its fields announce",
        "vlang/v#27000",
        Quirks::BODY_OF_HEAD,
    )
    .of_responses(),
    reader(
        "body-of-bodiless",
        "a response of 1xx, 204 or 304 has the body that its fields announce",
        "nginx/nginx#1427; moonbitlang/async#615; vlang/v#27000",
        Quirks::BODY_OF_BODILESS,
    )
    .of_responses(),
    reader(
        "no-length-no-body",
        "a response that announces no length has no body",
        "yhirose/cpp-httplib#16; http4s/http4s#5865; eclipse-ee4j/jersey#5512",
        Quirks::NO_LENGTH_NO_BODY,
    )
    .of_responses(),
];
