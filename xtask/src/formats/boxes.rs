//! A frame's parts as boxes, with the byte that each begins with.

use framing_core::registry::Part;

/// The lines of the diagram: the offsets as long as they are known, then a box a part.
pub(super) fn draw(parts: &[Part]) -> Vec<String> {
    let offsets = offsets(parts);
    let cells: Vec<[String; 3]> =
        parts.iter().map(|part| [part.name.clone(), widths(part), part.note.clone()]).collect();
    let mut rows = vec![
        String::new(),
        String::from("┌"),
        String::from("│"),
        String::from("│"),
        String::from("│"),
        String::from("└"),
    ];
    for (index, cell) in cells.iter().enumerate() {
        let offset = offsets.get(index).map_or(String::new(), u64::to_string);
        let width = cell.iter().chain([&offset]).map(|text| text.chars().count()).max().unwrap_or(0);
        let is_last = index + 1 == cells.len();
        let line = "─".repeat(width + 2);
        let texts = [
            format!("{offset:<pad$}", pad = width + 3),
            format!("{line}{}", if is_last { "┐" } else { "┬" }),
            format!(" {:width$} │", cell[0]),
            format!(" {:width$} │", cell[1]),
            format!(" {:width$} │", cell[2]),
            format!("{line}{}", if is_last { "┘" } else { "┴" }),
        ];
        rows.iter_mut().zip(texts).for_each(|(row, text)| row.push_str(&text));
    }
    if cells.iter().all(|cell| cell[2].is_empty()) {
        rows.remove(4);
    }
    rows.iter().map(|row| row.trim_end().to_owned()).collect()
}

/// Where each part begins: those in front of which every part has one width.
fn offsets(parts: &[Part]) -> Vec<u64> {
    let mut at = Some(0);
    let begins = parts.iter().map_while(|part| {
        let start = at;
        at = at.and_then(|at| Some(at + part.width()?));
        start
    });
    begins.collect()
}

fn widths(part: &Part) -> String {
    let all: Vec<_> = part.widths.iter().map(|widths| (widths.least, widths.most)).collect();
    match all.as_slice() {
        [(0, None)] => String::from("any length"),
        [(1, Some(1))] => String::from("1 byte"),
        _ => {
            let texts: Vec<_> = part.widths.iter().map(ToString::to_string).collect();
            format!("{} bytes", texts.join(" or "))
        }
    }
}

#[cfg(test)]
mod tests {
    use framing_core::registry::LayoutDiagram;

    #[test]
    fn parts_stand_side_by_side_below_their_offsets() {
        let diagram = LayoutDiagram::parse("[type:1][length:2|4 BE][body]").unwrap();
        assert_eq!(
            super::draw(&diagram.kinds[0]),
            [
                "0        1",
                "┌────────┬──────────────┬────────────┐",
                "│ type   │ length       │ body       │",
                "│ 1 byte │ 2 or 4 bytes │ any length │",
                "│        │ BE           │            │",
                "└────────┴──────────────┴────────────┘",
            ]
        );
    }
}
