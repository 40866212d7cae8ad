//! What people wrote, as far as it can be drawn letter by letter.

use unicode_normalization::UnicodeNormalization as _;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

use super::lettering::{ELLIPSIS, Typeface};

/// The most characters of something that are looked at; more would never fit.
const LONGEST: usize = 700;

/// What stands for pictures in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pictures {
    /// Nothing: names are known without.
    LeftOut,
    /// An ellipsis, as whoever quotes shows that something is missing.
    Marked,
}

/// The beginning of a text in one line; `None` if a part of it has no letters in the typeface, or is written in
/// another direction, or nothing is left.
pub(super) fn drawable(text: &str, pictures: Pictures, typeface: &Typeface) -> Option<String> {
    let mut line = String::new();
    let mut length = 0;
    for sign in text.nfc() {
        length += 1;
        if length > LONGEST {
            line.push_str(ELLIPSIS);
            break;
        }
        if sign.is_whitespace() {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else if typeface.has(sign) {
            line.push(sign);
        } else if is_picture(sign) {
            if pictures == Pictures::Marked && !line.trim_end().ends_with(ELLIPSIS) {
                line.push_str(ELLIPSIS);
            }
        } else if !is_unseen(sign) {
            return None;
        }
    }
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().any(char::is_alphanumeric).then_some(line)
}

/// Emoji and other signs that are no letters.
fn is_picture(sign: char) -> bool {
    let category = sign.general_category();
    // U+20E3 makes a key of the digit before it.
    matches!(
        category,
        GeneralCategory::OtherSymbol | GeneralCategory::ModifierSymbol
    ) || sign == '\u{20E3}'
}

/// What joins, varies or isolates others and changes nothing in a line of letters that run from left to right.
fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{AD}'
            | '\u{200B}'..='\u{200E}'
            | '\u{202A}' | '\u{202C}' | '\u{202D}'
            | '\u{2060}'
            | '\u{2066}' | '\u{2068}' | '\u{2069}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0020}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, pictures: Pictures) -> Option<String> {
        drawable(text, pictures, Typeface::read().unwrap())
    }

    #[test]
    fn letters_are_drawn_as_they_are_read() {
        for (text, expected) in [
            ("Jörg Müßig-Østergård", "Jörg Müßig-Østergård"),
            ("Jo\u{308}rg", "Jörg"),
            ("two\n\n lines\u{A0}", "two lines"),
            ("soft\u{AD}ly", "softly"),
            ("\u{2068}Ana\u{2069}", "Ana"),
        ] {
            assert_eq!(
                drawn(text, Pictures::LeftOut).as_deref(),
                Some(expected),
                "{text:?}"
            );
        }
    }

    #[test]
    fn pictures_are_left_out_of_names_and_marked_in_texts() {
        let name = "Ana 🌸 👩🏽‍💻 Souza ✅";
        assert_eq!(drawn(name, Pictures::LeftOut).as_deref(), Some("Ana Souza"));
        let text = "Thank you! 🎉🎉 🇩🇪 See you.";
        assert_eq!(
            drawn(text, Pictures::Marked).as_deref(),
            Some("Thank you! … See you.")
        );
    }

    #[test]
    fn what_cannot_be_written_letter_by_letter_is_not_drawn() {
        for text in [
            "ليلى حداد",
            "Dana דנה",
            "Ana \u{202E}azuoS",
            "\u{200F}Ana",
            "नेहा",
            "陳大文",
            "Z\u{300}alg\u{36F}o",
            "Мария",
            "🌸",
            "",
        ] {
            assert_eq!(drawn(text, Pictures::LeftOut), None, "{text:?}");
        }
    }
}
