//! Encodings whose values are objects.
