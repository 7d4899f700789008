//! Servers written in C, C++, Java, .NET, Erlang and PHP. Nothing here is measured.

use super::super::super::behaviour::Behaviour as B;
use super::{Product, advisory, issue, product, read};

const PICO: &str = "picohttpparser.c";

pub(super) const PRODUCTS: &[Product] = &[
    product(
        "h2o",
        "2.x",
        &[
            read(B::LfEndsALine, PICO),
            read(B::Folds, PICO),
            read(B::NoReason, PICO),
            read(B::SpaceAfterSize, PICO),
            read(B::AnyExtension, PICO),
            read(B::AnyTrailer, PICO),
            read(B::CodingOverLength, "lib/http1.c"),
            issue(B::FirstLength, "litespeedtech/openlitespeed#392 (its backends)"),
        ],
    ),
    product(
        "lighttpd",
        "1.4",
        &[
            read(B::Folds, "src/request.c"),
            read(B::CodingOverLength, "src/request.c"),
            read(B::SkipsBadLines, "directive server.http-parseopts, header-strict off"),
            read(B::UnderscoreIsADash, "CGI, RFC 3875, 4.1.18"),
        ],
    ),
    product(
        "openlitespeed",
        "1.8",
        &[
            issue(B::FirstLength, "litespeedtech/openlitespeed#395"),
            issue(B::CodingOverLength, "litespeedtech/openlitespeed#392"),
        ],
    ),
    product(
        "iis",
        "10",
        &[advisory(B::SkipsBadLines, "CVE-2020-0645"), read(B::UnderscoreIsADash, "server variables HTTP_*")],
    ),
    product(
        "kestrel",
        "8 to 10",
        &[
            advisory(B::LfEndsASizeLine, "CVE-2025-55315"),
            advisory(B::OnlyCrlfEndsASizeLine, "CVE-2025-55315"),
        ],
    ),
    product(
        "tomcat",
        "8.5 to 11",
        &[
            advisory(B::LfEndsALine, "CVE-2020-1935, up to 9.0.30"),
            advisory(B::CodingIgnoredIn1_0, "CVE-2021-33037, up to 10.0.6"),
            advisory(B::UnknownCodingIgnored, "CVE-2021-33037, up to 10.0.6 (identity)"),
            advisory(B::IgnoresBadLength, "CVE-2022-42252, up to 10.1.0, rejectIllegalHeader off"),
            advisory(B::TrailersAreARequest, "CVE-2023-45648 and CVE-2023-46589, up to 10.1.15"),
        ],
    ),
    product(
        "jetty",
        "9 to 12",
        &[
            read(B::LfEndsALine, "HttpCompliance: RFC2616 and LEGACY"),
            advisory(B::SimpleRequest, "CVE-2017-7656, up to 9.4.10"),
            advisory(B::SizeOf32Bits, "CVE-2017-7657, up to 9.4.10"),
            advisory(B::FirstLength, "CVE-2017-7658, up to 9.4.10"),
            advisory(B::LengthOverCoding, "CVE-2017-7658, up to 9.4.10"),
            advisory(B::SignedLength, "CVE-2023-40167, up to 9.4.51"),
        ],
    ),
    product(
        "undertow",
        "1.4 to 2.x",
        &[advisory(B::AnyTarget, "CVE-2017-2666"), advisory(B::SizeOf32Bits, "CVE-2020-10719, up to 2.1.0")],
    ),
    product(
        "netty",
        "4.1",
        &[
            advisory(B::SpaceBeforeColon, "CVE-2019-16869, up to 4.1.41"),
            advisory(B::SkipsBadLines, "CVE-2019-20444, up to 4.1.43 (no colon)"),
            advisory(B::LengthOverCoding, "CVE-2019-20445, up to 4.1.43"),
            advisory(B::FirstLength, "CVE-2019-20445, up to 4.1.43"),
            advisory(B::TrimsNames, "CVE-2021-43797, up to 4.1.70"),
            advisory(B::LfEndsASizeLine, "CVE-2025-58056, up to 4.1.124"),
            advisory(B::AnyExtension, "CVE-2026-33870"),
        ],
    ),
    product("ktor", "3", &[issue(B::QuotedCrlf, "ktorio/ktor#5324")]),
    product("jersey-client", "2", &[issue(B::NoLengthNoBody, "eclipse-ee4j/jersey#5512")]),
    product("http4s", "0.23", &[issue(B::NoLengthNoBody, "http4s/http4s#5865")]),
    product(
        "cowboy",
        "2",
        &[read(B::EmptyLines, "option max_empty_lines"), read(B::EqualLengths, "src/cowboy_http.erl")],
    ),
    product("erlang-inets", "9", &[issue(B::IgnoresBadLength, "erlang/otp#10833")]),
    product(
        "php-cli-server",
        "8",
        &[
            read(B::LfEndsALine, "sapi/cli/php_http_parser.c"),
            read(B::Folds, "sapi/cli/php_http_parser.c"),
            read(B::EmptyLines, "sapi/cli/php_http_parser.c"),
            read(B::UnderscoreIsADash, "$_SERVER, RFC 3875, 4.1.18"),
        ],
    ),
    product(
        "mongoose",
        "7",
        &[
            issue(B::EmptySize, "cesanta/mongoose#2552"),
            issue(B::FirstLength, "litespeedtech/openlitespeed#392 (its backends)"),
            read(B::LfEndsALine, "src/http.c"),
        ],
    ),
    product(
        "libevent",
        "2.x",
        &[
            issue(B::FirstLength, "litespeedtech/openlitespeed#392 (its backends)"),
            read(B::LfEndsALine, "http.c: EVBUFFER_EOL_CRLF"),
            read(B::Folds, "http.c: evhttp_append_to_last_header"),
        ],
    ),
    product(
        "civetweb",
        "1.16",
        &[
            read(B::LfEndsALine, "src/civetweb.c: get_http_header_len"),
            read(B::UnderscoreIsADash, "CGI, RFC 3875, 4.1.18"),
        ],
    ),
    product("lwan", "0.4", &[issue(B::CrEndsALine, "lpereira/lwan#368")]),
    product(
        "uhttpd",
        "2024",
        &[issue(B::LaxSize, "openwrt/uhttpd#3"), issue(B::AnyDataEnd, "openwrt/uhttpd#32")],
    ),
    product("cpp-httplib", "0.1", &[issue(B::NoLengthNoBody, "yhirose/cpp-httplib#16")]),
];
