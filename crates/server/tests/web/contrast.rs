//! Colours keep the contrast of WCAG 2.2 AA, by day and by night.

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../assets/style/tokens.css");

/// Text on what lies under it: 4.5 to 1 (success criterion 1.4.3).
const TEXT: [(&str, &str); 21] = [
    ("ink", "ground"),
    ("ink", "sheet"),
    ("ink", "sunken"),
    ("ink", "author-wash"),
    ("ink", "subject-wash"),
    ("ink", "good-wash"),
    ("ink", "old-wash"),
    ("ink", "bad-wash"),
    ("soft", "ground"),
    ("soft", "sheet"),
    ("soft", "bad-wash"),
    ("soft", "good-wash"),
    ("author", "ground"),
    ("author", "sheet"),
    ("author", "author-wash"),
    ("subject", "subject-wash"),
    ("good", "good-wash"),
    ("old", "old-wash"),
    ("bad", "bad-wash"),
    ("on-author", "author"),
    ("soft", "old-wash"),
];

/// Borders of controls, marks and the focus ring: 3 to 1 (success criterion 1.4.11).
const SHAPES: [(&str, &str); 9] = [
    ("edge", "ground"),
    ("edge", "sheet"),
    ("author", "ground"),
    ("subject", "ground"),
    ("subject", "sheet"),
    ("good", "ground"),
    ("old", "ground"),
    ("old", "old-wash"),
    ("bad", "ground"),
];

fn colours(style: &str) -> HashMap<&str, [f64; 3]> {
    let mut colours = HashMap::new();
    for line in style.lines() {
        let Some((name, value)) = line
            .trim()
            .strip_prefix("--")
            .and_then(|rule| rule.split_once(": #"))
        else {
            continue;
        };
        let digits = value.trim_end_matches(';');
        let channel = |place: usize| {
            let value = f64::from(u8::from_str_radix(&digits[place..place + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        colours.insert(name, [channel(0), channel(2), channel(4)]);
    }
    colours
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let light = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

#[test]
fn by_day_and_by_night() {
    let (day, night) = TOKENS.split_once("@media (prefers-color-scheme: dark)").unwrap();
    for (name, style) in [("day", day), ("night", night)] {
        let colours = colours(style);
        for (pairs, least) in [(TEXT.as_slice(), 4.5), (SHAPES.as_slice(), 3.0)] {
            for (one, other) in pairs {
                let found = contrast(colours[one], colours[other]);
                assert!(found >= least, "{name}: {one} on {other} has {found:.2}");
            }
        }
    }
}

#[test]
fn black_on_white_is_21_to_1() {
    let colours = colours("--black: #000000;\n--white: #ffffff;");
    assert!((contrast(colours["black"], colours["white"]) - 21.0).abs() < 0.01);
}
