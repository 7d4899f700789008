//! Single behaviours in which readers of HTTP/1.1 differ from the strict one: the building blocks of products.

use crate::RequestMethod;

/// What the messages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Requests,
    /// Responses to requests of this method.
    Responses(RequestMethod),
}

/// Whose messages a behaviour applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Applies {
    Both,
    Requests,
    Responses,
}

use Applies::{Both, Requests, Responses};

macro_rules! behaviours {
    ($($(#[doc = $about:literal])+ $variant:ident, $name:literal, $applies:ident, $known:literal;)+) => {
        /// A behaviour in which a reader differs from the strict one.
        ///
        /// ```
        /// use framing_http::ambiguity::Behaviour;
        ///
        /// let behaviour = Behaviour::from_name("lf-ends-a-line").ok_or("a known name")?;
        /// assert_eq!(behaviour, Behaviour::LfEndsALine);
        /// assert_eq!(behaviour.about(), "A lone LF ends a line of the head.");
        /// # Ok::<(), &str>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Behaviour {
            $($(#[doc = $about])+ $variant,)+
        }

        impl Behaviour {
            /// All behaviours.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name, as `--reader` takes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the reader does.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => concat!($($about,)+).trim_ascii_start(),)+ }
            }

            /// Where it is known from: measured versions, advisories, issues, sources.
            #[must_use]
            pub const fn known(self) -> &'static str {
                match self { $(Self::$variant => $known,)+ }
            }

            const fn applies(self) -> Applies {
                match self { $(Self::$variant => $applies,)+ }
            }
        }
    };
}

behaviours! {
    // Lines and start lines.
    /// A lone LF ends a line of the head.
    LfEndsALine, "lf-ends-a-line", Both, "hyper 1.12, httparse 1.10, h11 0.16, Go; waitress: CVE-2019-16785";
    /// A lone CR ends a line of the head.
    CrEndsALine, "cr-ends-a-line", Both, "llhttp: CVE-2023-30589; aiohttp: CVE-2023-37276; lpereira/lwan#368";
    /// Only CRLF ends a field line: a lone CR or LF belongs to the value.
    OnlyCrlfEndsALine, "only-crlf-ends-a-line", Both, "puma: CVE-2021-41136; llhttp: CVE-2022-32214";
    /// Any number of empty lines is skipped before a request.
    EmptyLines, "empty-lines", Requests, "hyper 1.12, httparse 1.10, llhttp 9";
    /// Empty lines are skipped before a response.
    EmptyLinesBeforeStatus, "empty-lines-before-status", Responses, "hyper 1.12, httparse 1.10, llhttp 9";
    /// Runs of whitespace separate the words of a start line.
    StartLineSpace, "start-line-space", Both, "httparse 1.10 as an option; llhttp 9 in part; RFC 9112, 3";
    /// A method may contain any visible character.
    AnyMethod, "any-method", Requests, "Python http.server: Lib/http/server.py; h2o/picohttpparser";
    /// A target may contain any byte except whitespace.
    AnyTarget, "any-target", Requests, "hyper 1.12, httparse 1.10 (bytes above 127)";
    /// Any `HTTP/` version is read as HTTP/1.1.
    AnyVersion, "any-version", Both, "llhttp 9, h11 0.16 (2.0)";
    /// Any word is read as the version HTTP/1.1.
    OddVersion, "odd-version", Both, "MDA2AV/Http11Probe";
    /// A request of a version below 1.0 has no body.
    OldVersionHasNoBody, "old-version-has-no-body", Requests, "RFC 1945, 4.1: a Simple-Request";
    /// A request line may lack the version; fields follow.
    NoVersion, "no-version", Requests, "llhttp 9";
    /// A request line without a version is the complete request.
    SimpleRequest, "simple-request", Requests, "nginx: ngx_http_parse.c; Apache httpd: HttpProtocolOptions Allow0.9";
    /// A status line may end after its code.
    NoReason, "no-reason", Responses, "hyper 1.12, httparse 1.10, h11 0.16";
    /// A reason phrase may contain control characters.
    ControlsInReason, "controls-in-reason", Responses, "llhttp 9";
    // Field lines.
    /// Whitespace between a field name and its colon is dropped.
    SpaceBeforeColon, "space-before-colon", Both, "Go: CVE-2019-16276; llhttp: CVE-2021-22959";
    /// A field name followed by whitespace is another name, and is ignored.
    SpaceInName, "space-in-name", Both, "tinyproxy/tinyproxy#623";
    /// A line that starts with whitespace continues the previous field.
    Folds, "folds", Both, "h11 0.16, Go, picohttpparser";
    /// A malformed field line is ignored.
    SkipsBadLines, "skips-bad-lines", Both, "nginx: ignore_invalid_headers; lighttpd; Apache httpd before 2.4.25";
    /// Bytes that no token contains are trimmed from field names.
    TrimsNames, "trims-names", Both, "narfindustries/http-garden; PortSwigger/http-request-smuggler";
    /// A field value may contain control characters other than NUL.
    ControlsInValue, "controls-in-value", Both, "h11 0.16";
    /// A field value may contain NUL.
    NulInValue, "nul-in-value", Both, "narfindustries/http-garden";
    /// A field value ends at NUL.
    NulEndsValue, "nul-ends-value", Both, "narfindustries/http-garden: readers with C strings";
    /// Control characters, 0x85 and 0xA0 around the value of a framing field are trimmed.
    TrimsControls, "trims-controls", Both, "Go: CVE-2022-1705; waitress: CVE-2019-16789";
    /// An underscore in a field name is read as a dash.
    UnderscoreIsADash, "underscore-is-a-dash", Both, "RFC 3875, 4.1.18 (CGI, WSGI and Rack variables); gunicorn: header_map";
    /// A framing field that `Connection` names is dropped as a hop-by-hop field.
    ConnectionDropsFields, "connection-drops-fields", Both, "RFC 9110, 7.6.1; Apache httpd: CVE-2022-31813";
    // Lengths.
    /// The first Content-Length counts.
    FirstLength, "first-length", Both, "litespeedtech/openlitespeed#392; Field-of-Dream-Studio/hotaru#29";
    /// The last Content-Length counts.
    LastLength, "last-length", Both, "Twisted: CVE-2020-10108; postrank-labs/goliath#351";
    /// Equal Content-Lengths count once.
    EqualLengths, "equal-lengths", Both, "hyper 1.12, h11 0.16, Go";
    /// A Content-Length may start with a sign.
    SignedLength, "signed-length", Both, "hyper: CVE-2021-32715; pingora and lsp-server (`str::parse`)";
    /// A Content-Length may contain underscores.
    UnderscoreInLength, "underscore-in-length", Both, "waitress: CVE-2022-24761; gunicorn (Python's int)";
    /// A Content-Length ends at its first byte that is no digit.
    LengthPrefix, "length-prefix", Both, "Node: CVE-2018-7159; readers with strtol or atoi";
    /// A Content-Length that starts with 0x is hexadecimal.
    HexLength, "hex-length", Both, "Twisted: CVE-2022-24801; clangd (radix 0)";
    /// A Content-Length that starts with 0 is octal.
    OctalLength, "octal-length", Both, "narfindustries/http-garden: strtol with base 0";
    /// A Content-Length of 2^64 and above is reduced to 64 bits.
    LengthWraps, "length-wraps", Both, "narfindustries/http-garden";
    /// An empty Content-Length is ignored.
    EmptyLength, "empty-length", Both, "golang/go#61679; haproxy/haproxy#2237; puma: GHSA-68xg-gqqm-vgj8";
    /// A malformed Content-Length is ignored.
    IgnoresBadLength, "ignores-bad-length", Both, "waitress: CVE-2019-16792; erlang/otp#10833";
    /// The body of GET or HEAD is not read.
    NoBodyOfGet, "no-body-of-get", Requests, "async-h1: CVE-2020-26281; pingora: CVE-2025-4366";
    /// Content-Length is ignored (CL.0): only where the body would be read as a request.
    IgnoresLength, "ignores-length", Requests, "PortSwigger: Browser-Powered Desync Attacks (CL.0); Apache httpd: CVE-2022-22720";
    /// Transfer-Encoding is ignored (TE.0): only where the body would be read as a request.
    IgnoresCoding, "ignores-coding", Requests, "Google Cloud load balancers, 2024 (TE.0)";
    /// The body of a request that expects a 100 is not read.
    NoBodyAfterExpect, "no-body-after-expect", Requests, "PortSwigger: HTTP/1.1 must die (Expect)";
    // Codings.
    /// Transfer-Encoding overrides Content-Length.
    CodingOverLength, "coding-over-length", Both, "hyper 1.12, h11 0.16, Go, pingora";
    /// Content-Length overrides Transfer-Encoding.
    LengthOverCoding, "length-over-coding", Both, "Twisted: CVE-2020-10109; aiohttp: CVE-2023-47641; tinyproxy/tinyproxy#609";
    /// `chunked` anywhere in Transfer-Encoding is chunked.
    AnyChunked, "any-chunked", Both, "tiny_http: CVE-2020-35884; llhttp: CVE-2022-32213";
    /// The chunked coding, named twice, is removed once.
    ChunkedTwice, "chunked-twice", Both, "hyper 1.12, pingora";
    /// The chunked coding may have parameters.
    ChunkedParameters, "chunked-parameters", Both, "MDA2AV/Http11Probe";
    /// Empty elements of Transfer-Encoding are skipped.
    EmptyCodings, "empty-codings", Both, "hyper 1.12, llhttp 9";
    /// Only the first Transfer-Encoding counts.
    FirstCoding, "first-coding", Both, "Node: CVE-2020-8287";
    /// Only the last Transfer-Encoding counts.
    LastCoding, "last-coding", Both, "hyper: CVE-2021-21299; gunicorn before 20";
    /// A Transfer-Encoding other than `chunked` is ignored.
    UnknownCodingIgnored, "unknown-coding-ignored", Both, "waitress: CVE-2019-16786; gunicorn: CVE-2024-1135; HAProxy: CVE-2019-18277";
    /// A Transfer-Encoding other than `chunked` is refused.
    OnlyChunked, "only-chunked", Both, "h11 0.16, Go, waitress 3, actix-http";
    /// A request whose last coding is not chunked ends with the connection.
    RequestUntilClose, "request-until-close", Requests, "llhttp with lenient flags: CVE-2022-32215";
    /// Transfer-Encoding counts in HTTP/1.0.
    CodingIn1_0, "coding-in-1.0", Both, "h11 0.16, llhttp 9; pingora: CVE-2026-2835";
    /// Transfer-Encoding is ignored in HTTP/1.0.
    CodingIgnoredIn1_0, "coding-ignored-in-1.0", Both, "Go; waitress 3";
    // Chunks.
    /// A chunk size may have leading whitespace, a sign, 0x or underscores.
    LaxSize, "lax-size", Both, "waitress: CVE-2022-24761; openwrt/uhttpd#3; graygnuorg/pound#19";
    /// A chunk size ends at its first byte that is no digit.
    SizePrefix, "size-prefix", Both, "apache/trafficserver#10580";
    /// A chunk size is reduced to 64 bits.
    SizeWraps, "size-wraps", Both, "hyper: CVE-2021-32714";
    /// A chunk size is reduced to 32 bits.
    SizeOf32Bits, "size-of-32-bits", Both, "oven-sh/bun#26931";
    /// A chunk size may have any number of leading zeros.
    LongSize, "long-size", Both, "hyper 1.12, llhttp 9";
    /// An empty chunk size is zero.
    EmptySize, "empty-size", Both, "httparse 1.10, pingora; cesanta/mongoose#2552";
    /// Spaces and tabs may follow a chunk size.
    SpaceAfterSize, "space-after-size", Both, "hyper 1.12, httparse 1.10, h11 0.16, Go";
    /// A chunk extension may contain any byte except CR and LF.
    AnyExtension, "any-extension", Both, "hyper 1.12, httparse 1.10, h11 0.16, Go; Netty: CVE-2026-33870";
    /// A lone LF ends a size line.
    LfEndsASizeLine, "lf-ends-a-size-line", Both, "Go: CVE-2025-22871; Netty: CVE-2025-58056; Kestrel: CVE-2025-55315";
    /// Only CRLF ends a size line: a chunk extension may contain a lone CR or LF.
    OnlyCrlfEndsASizeLine, "only-crlf-ends-a-size-line", Both, "actix-http: CVE-2021-38512; llhttp: CVE-2021-22960; valyala/fasthttp#1899; httparse 1.10";
    /// CR and any byte end a size line.
    CrAnyEndsASizeLine, "cr-any-ends-a-size-line", Both, "narfindustries/http-garden: CR CR before a semicolon";
    /// A quoted string in a chunk extension may contain CRLF.
    QuotedCrlf, "quoted-crlf", Both, "ktorio/ktor#5324; the readers before Netty in CVE-2026-33870";
    /// Any two bytes end the data of a chunk.
    AnyDataEnd, "any-data-end", Both, "h11: CVE-2025-43859; openwrt/uhttpd#32";
    /// Bytes after the data of a chunk are skipped up to CRLF.
    LongData, "long-data", Both, "graygnuorg/pound#43";
    /// A lone LF ends the data of a chunk.
    LfEndsData, "lf-ends-data", Both, "MDA2AV/Http11Probe";
    /// The data of a chunk may end without CRLF.
    NoDataEnd, "no-data-end", Both, "MDA2AV/Http11Probe";
    /// A trailer section is the next request: only where it would be read as one.
    TrailersAreARequest, "trailers-are-a-request", Requests, "puma: CVE-2023-40175";
    /// A trailer section may contain any lines.
    AnyTrailer, "any-trailer", Both, "picohttpparser; pingora";
    // After messages.
    /// Bytes after CONNECT or a request to upgrade belong to another protocol, whatever the answer.
    UpgradeAtOnce, "upgrade-at-once", Requests, "pingora: CVE-2026-2833; nghttpx: CVE-2026-58055";
    /// Bytes after `Connection: close`, or after HTTP/1.0 without keep-alive, are not read.
    StopsAfterClose, "stops-after-close", Both, "hyper 1.12";
    /// Bytes after a response that do not start one are not read.
    IgnoresRest, "ignores-rest", Responses, "clients that close or pool the connection: curl, hyper 1.12";
    // Bodies of responses.
    /// The response to HEAD has the body that its fields specify: only where bytes follow it.
    BodyOfHead, "body-of-head", Responses, "vlang/v#27000";
    /// A response of 1xx, 204 or 304 has the body that its fields specify: only where bytes follow it.
    BodyOfBodiless, "body-of-bodiless", Responses, "nginx/nginx#1427; moonbitlang/async#615; vlang/v#27000";
    /// A response without a length has no body.
    NoLengthNoBody, "no-length-no-body", Responses, "yhirose/cpp-httplib#16; http4s/http4s#5865; eclipse-ee4j/jersey#5512";
}

impl Behaviour {
    /// The behaviour of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|behaviour| behaviour.name() == name)
    }

    pub(super) fn applies_to(self, side: Side) -> bool {
        match self.applies() {
            Both => true,
            Requests => side == Side::Requests,
            Responses => side != Side::Requests,
        }
    }
}

/// A set of behaviours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Behaviours(u128);

/// Each behaviour has a bit.
const _: () = assert!(Behaviour::ALL.len() <= u128::BITS as usize);

impl Behaviours {
    pub(super) const NONE: Self = Self(0);

    pub(super) const fn with(self, behaviour: Behaviour) -> Self {
        Self(self.0 | 1 << behaviour as u8)
    }

    pub(super) const fn has(self, behaviour: Behaviour) -> bool {
        self.0 & (1 << behaviour as u8) != 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn among(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Behaviour> {
        Behaviour::ALL.iter().copied().filter(move |behaviour| self.has(*behaviour))
    }
}

impl FromIterator<Behaviour> for Behaviours {
    fn from_iter<I: IntoIterator<Item = Behaviour>>(behaviours: I) -> Self {
        behaviours.into_iter().fold(Self::NONE, Self::with)
    }
}
