//! The fuzzer is itself put to the test.
