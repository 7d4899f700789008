//! Proxies and load balancers. Nothing here is measured: it was read in the named files and advisories.

use super::super::super::behaviour::Behaviour as B;
use super::{Product, advisory, issue, product, read};

const NGINX: &str = "src/http/ngx_http_parse.c";
const HAPROXY: &str = "src/h1.c";
const PINGORA: &str = "pingora-core/src/protocols/http/v1";

pub(super) const PRODUCTS: &[Product] = &[
    product(
        "nginx",
        "1.27",
        &[
            read(B::LfEndsALine, NGINX),
            read(B::EmptyLines, NGINX),
            read(B::StartLineSpace, NGINX),
            read(B::SimpleRequest, NGINX),
            read(B::AnyTarget, NGINX),
            read(B::SkipsBadLines, "directive ignore_invalid_headers, on by default"),
            read(B::ControlsInValue, NGINX),
            read(B::LongSize, NGINX),
            read(B::SpaceAfterSize, NGINX),
            read(B::AnyExtension, NGINX),
            read(B::LfEndsASizeLine, NGINX),
            read(B::LfEndsData, NGINX),
            read(B::AnyTrailer, NGINX),
            issue(B::BodyOfBodiless, "nginx/nginx#1427"),
        ],
    ),
    product(
        "apache-httpd",
        "2.4",
        &[
            read(B::Folds, "server/protocol.c"),
            read(B::EmptyLines, "server/protocol.c"),
            read(B::SimpleRequest, "directive HttpProtocolOptions: Allow0.9 by default"),
            read(B::CodingOverLength, "modules/http/http_filters.c"),
            read(B::SpaceAfterSize, "modules/http/http_filters.c"),
            read(B::AnyExtension, "modules/http/http_filters.c"),
            advisory(B::IgnoresLength, "CVE-2022-22720, up to 2.4.52"),
            advisory(B::ConnectionDropsFields, "CVE-2022-31813, up to 2.4.53"),
            advisory(B::SkipsBadLines, "CVE-2016-8743, up to 2.4.23"),
        ],
    ),
    product(
        "haproxy",
        "2.x",
        &[
            read(B::LfEndsALine, HAPROXY),
            read(B::EmptyLines, HAPROXY),
            read(B::EqualLengths, HAPROXY),
            read(B::CodingOverLength, HAPROXY),
            issue(B::EmptyLength, "haproxy/haproxy#2237, up to 2.8.1"),
            advisory(B::UnknownCodingIgnored, "CVE-2019-18277, up to 2.0.5"),
            advisory(B::SkipsBadLines, "CVE-2023-25725, up to 2.7.2 (an empty name)"),
        ],
    ),
    product(
        "envoy",
        "1.x",
        &[
            advisory(B::NulInValue, "CVE-2019-9900, up to 1.9.0"),
            read(B::EmptyLines, "source/common/http/http1/codec_impl.cc with http-parser"),
            issue(B::CodingOverLength, "envoyproxy/envoy#12349 (allow_chunked_length)"),
        ],
    ),
    product(
        "varnish",
        "6 and 7",
        &[
            read(B::LfEndsALine, "bin/varnishd/http1/cache_http1_proto.c"),
            read(B::EmptyLines, "bin/varnishd/http1/cache_http1_fsm.c"),
            advisory(B::IgnoresLength, "CVE-2022-23959, up to 7.0.1"),
        ],
    ),
    product(
        "traffic-server",
        "7 to 10",
        &[
            read(B::LfEndsALine, "proxy/hdrs/HdrTSOnly.cc"),
            advisory(B::SpaceBeforeColon, "CVE-2018-8004, up to 7.1.3"),
            advisory(B::FirstLength, "CVE-2018-8004, up to 7.1.3"),
            advisory(B::LfEndsASizeLine, "CVE-2024-53868, up to 10.0.4"),
            issue(B::SizePrefix, "apache/trafficserver#10580"),
        ],
    ),
    product(
        "squid",
        "3 to 6",
        &[
            read(B::LfEndsALine, "directive relaxed_header_parser, on by default"),
            read(B::Folds, "src/HttpHeader.cc"),
            read(B::EmptyLines, "src/http/one/RequestParser.cc"),
            advisory(B::SpaceBeforeColon, "CVE-2019-18678, up to 4.8"),
            advisory(B::SignedLength, "CVE-2020-15049, up to 4.11"),
            advisory(B::TrimsNames, "CVE-2020-15810, up to 4.12"),
            advisory(B::LfEndsASizeLine, "CVE-2023-46846, up to 6.3"),
        ],
    ),
    product(
        "pingora",
        "0.1 to 0.7",
        &[
            read(B::LfEndsALine, PINGORA),
            read(B::EmptyLines, PINGORA),
            read(B::AnyTarget, PINGORA),
            read(B::SignedLength, PINGORA),
            read(B::CodingOverLength, PINGORA),
            read(B::ChunkedTwice, PINGORA),
            read(B::EmptySize, PINGORA),
            read(B::SpaceAfterSize, PINGORA),
            read(B::AnyExtension, PINGORA),
            read(B::OnlyCrlfEndsASizeLine, PINGORA),
            read(B::AnyTrailer, PINGORA),
            advisory(B::NoBodyOfGet, "CVE-2025-4366, before 0.5"),
            advisory(B::UpgradeAtOnce, "CVE-2026-2833, before 0.8"),
            advisory(B::CodingIn1_0, "CVE-2026-2835, before 0.8"),
        ],
    ),
    product("sozu", "0.13", &[issue(B::UnknownCodingIgnored, "sozu-proxy/sozu#726")]),
    product("nghttpx", "1.x", &[advisory(B::UpgradeAtOnce, "CVE-2026-58055")]),
    product(
        "pound",
        "4",
        &[issue(B::LaxSize, "graygnuorg/pound#19"), issue(B::LongData, "graygnuorg/pound#43")],
    ),
    product(
        "tinyproxy",
        "1.11",
        &[
            issue(B::SpaceInName, "tinyproxy/tinyproxy#623"),
            issue(B::LengthOverCoding, "tinyproxy/tinyproxy#609"),
        ],
    ),
    product("google-load-balancer", "2024", &[advisory(B::IgnoresCoding, "the TE.0 disclosure of 2024")]),
];
