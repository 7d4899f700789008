//! Numbers as a person reads them.

/// Bytes in the largest unit that divides them: `16 B`, `64 KiB`, `1 MiB`.
pub(crate) fn bytes(bytes: usize) -> String {
    match bytes {
        0 => "0 B".into(),
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} B"),
    }
}

/// Nanoseconds in the unit that leaves one to three digits before the point: `4.52 ns`, `57.1 µs`.
pub(crate) fn time(nanos: f64) -> String {
    match nanos {
        _ if nanos < 999.5 => format!("{} ns", three_digits(nanos)),
        _ if nanos < 999.5e3 => format!("{} µs", three_digits(nanos / 1e3)),
        _ => format!("{} ms", three_digits(nanos / 1e6)),
    }
}

/// How many times as much: `9.6×`, `0.83×`, `120×`.
pub(crate) fn times(ratio: f64) -> String {
    match ratio {
        _ if ratio < 1.995 => format!("{ratio:.2}×"),
        _ if ratio < 99.95 => format!("{ratio:.1}×"),
        _ => format!("{ratio:.0}×"),
    }
}

fn three_digits(value: f64) -> String {
    match value {
        _ if value < 9.995 => format!("{value:.2}"),
        _ if value < 99.95 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_unit_that_divides_them() {
        let cases = [
            (0, "0 B"),
            (1, "1 B"),
            (1000, "1000 B"),
            (1 << 10, "1 KiB"),
            (65 << 10, "65 KiB"),
            (8 << 20, "8 MiB"),
        ];
        for (size, said) in cases {
            assert_eq!(bytes(size), said);
        }
    }

    #[test]
    fn times_have_three_digits() {
        let cases = [
            (0.0, "0.00 ns"),
            (4.523, "4.52 ns"),
            (9.996, "10.0 ns"),
            (45.23, "45.2 ns"),
            (999.4, "999 ns"),
            (999.6, "1.00 µs"),
            (57_100.0, "57.1 µs"),
            (1_234_000.0, "1.23 ms"),
        ];
        for (nanos, said) in cases {
            assert_eq!(time(nanos), said);
        }
    }

    #[test]
    fn ratios_near_one_keep_two_places() {
        for (ratio, said) in
            [(0.833, "0.83×"), (1.099, "1.10×"), (1.996, "2.0×"), (9.64, "9.6×"), (119.7, "120×")]
        {
            assert_eq!(times(ratio), said);
        }
    }
}
