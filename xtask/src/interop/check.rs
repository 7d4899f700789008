//! What is tried with every peer.

/// One thing to try. The names are those on the command lines of the scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    KeepAlive,
    Pipelining,
    LengthUpload,
    LengthDownload,
    ChunkedUpload,
    ChunkedDownload,
    TrailersUpload,
    TrailersDownload,
    NoBody,
    UntilClose,
    Continue,
    CutDownload,
    CutUpload,
}

impl Check {
    pub(super) const ALL: [Self; 13] = [
        Self::KeepAlive,
        Self::Pipelining,
        Self::LengthUpload,
        Self::LengthDownload,
        Self::ChunkedUpload,
        Self::ChunkedDownload,
        Self::TrailersUpload,
        Self::TrailersDownload,
        Self::NoBody,
        Self::UntilClose,
        Self::Continue,
        Self::CutDownload,
        Self::CutUpload,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::KeepAlive => "keep-alive",
            Self::Pipelining => "pipelining",
            Self::LengthUpload => "length-upload",
            Self::LengthDownload => "length-download",
            Self::ChunkedUpload => "chunked-upload",
            Self::ChunkedDownload => "chunked-download",
            Self::TrailersUpload => "trailers-upload",
            Self::TrailersDownload => "trailers-download",
            Self::NoBody => "no-body",
            Self::UntilClose => "until-close",
            Self::Continue => "continue",
            Self::CutDownload => "cut-download",
            Self::CutUpload => "cut-upload",
        }
    }
}

/// How a check went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    /// The peer has no means to do it, and this is why.
    Cannot(&'static str),
    Failed(String),
}

impl From<Result<(), String>> for Outcome {
    fn from(result: Result<(), String>) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Passed)
    }
}

/// What a peer has no means to do, and why.
pub(super) type Cannot = &'static [(Check, &'static str)];
