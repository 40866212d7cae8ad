//! Words on a canvas, in the typeface of the pages.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, GlyphId, InvalidFont, PxScaleFont, ScaleFont as _, point};

use super::canvas::{Canvas, Ink, Place};

const REGULAR: &[u8] = include_bytes!("../../../fonts/atkinson-hyperlegible-next-regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../fonts/atkinson-hyperlegible-next-bold.ttf");

/// What stands where something was cut off.
pub(super) const ELLIPSIS: &str = "…";

/// The two weights, which have the same letters.
pub(super) struct Typeface {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

/// Its tables are looked through once: whether there is a picture is asked for every recommendation that is shown.
static TYPEFACE: LazyLock<Result<Typeface, InvalidFont>> = LazyLock::new(|| {
    Ok(Typeface {
        regular: FontRef::try_from_slice(REGULAR)?,
        bold: FontRef::try_from_slice(BOLD)?,
    })
});

impl Typeface {
    pub(super) fn read() -> Result<&'static Self, &'static InvalidFont> {
        TYPEFACE.as_ref()
    }

    /// Whether it has a sign. Those that only stand above or below others were left out of the files.
    pub(super) fn has(&self, sign: char) -> bool {
        self.regular.glyph_id(sign) != GlyphId::default()
    }

    pub(super) fn regular(&self, size: f32) -> Hand<'_> {
        Hand::of(&self.regular, size)
    }

    pub(super) fn bold(&self, size: f32) -> Hand<'_> {
        Hand::of(&self.bold, size)
    }
}

/// One weight in one size.
pub(super) struct Hand<'a>(PxScaleFont<&'a FontRef<'static>>);

impl<'a> Hand<'a> {
    /// The size is that of an em, as in a style sheet.
    fn of(font: &'a FontRef<'static>, size: f32) -> Self {
        let em = font.units_per_em().unwrap_or(1000.0);
        Self(font.as_scaled(size * font.height_unscaled() / em))
    }

    /// Each letter, with how far from the beginning it stands, and how far it reaches.
    fn letters(&self, text: &str) -> impl Iterator<Item = (char, GlyphId, f32, f32)> {
        let mut reached = 0.0;
        let mut before = None;
        text.chars().map(move |sign| {
            let letter = self.0.glyph_id(sign);
            let kerning = before.map_or(0.0, |before| self.0.kern(before, letter));
            let begins = reached + kerning;
            reached = begins + self.0.h_advance(letter);
            before = Some(letter);
            (sign, letter, begins, reached)
        })
    }

    pub(super) fn width(&self, text: &str) -> f32 {
        self.letters(text)
            .last()
            .map_or(0.0, |(_, _, _, reached)| reached)
    }

    /// The text if it is no wider than that, else its beginning with an ellipsis.
    pub(super) fn cut(&self, text: &str, width: f32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let room = width - self.width(ELLIPSIS);
        let beginning: String = self
            .letters(text)
            .take_while(|(_, _, _, reached)| *reached <= room)
            .map(|(sign, ..)| sign)
            .collect();
        format!("{}{ELLIPSIS}", beginning.trim_end_matches([' ', '…']))
    }

    /// The text in lines no wider than that; the last of at most so many ends with an ellipsis if there is more.
    pub(super) fn lines(&self, text: &str, width: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() && lines.len() < most {
            if lines.len() + 1 == most {
                lines.push(self.last_line(rest, width));
                break;
            }
            let end = self.end_of_line(rest, width);
            lines.push(rest[..end].trim_end().to_owned());
            rest = rest[end..].trim_start();
        }
        lines
    }

    /// As much as fits of what is left, cut between words unless the last one is long.
    fn last_line(&self, text: &str, width: f32) -> String {
        let cut = self.cut(text, width);
        let end = cut.rfind(' ').filter(|end| *end > cut.len() / 2);
        match end {
            Some(end) if cut.ends_with(ELLIPSIS) && cut != text => format!("{}{ELLIPSIS}", &cut[..end]),
            _ => cut,
        }
    }

    /// Where a line ends: between two words, or within one that is wider than a line.
    fn end_of_line(&self, text: &str, width: f32) -> usize {
        let mut between = None;
        let places = text.char_indices().map(|(place, _)| place);
        for (place, (sign, _, _, reached)) in places.zip(self.letters(text)) {
            if sign == ' ' {
                between = Some(place);
            } else if reached > width {
                let within = place.max(text.chars().next().map_or(0, char::len_utf8));
                return between.unwrap_or(within);
            }
        }
        text.len()
    }

    /// Writes a line and answers where it ends.
    pub(super) fn write(&self, canvas: &mut Canvas, text: &str, (left, baseline): Place, ink: Ink) -> f32 {
        let mut end = left;
        for (_, letter, begins, reached) in self.letters(text) {
            let placed = letter.with_scale_and_position(self.0.scale(), point(left + begins, baseline));
            if let Some(outline) = self.0.outline_glyph(placed) {
                canvas.letter(&outline, ink);
            }
            end = left + reached;
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_have_every_letter_and_none_that_stands_above_another() {
        let typeface = Typeface::read().unwrap();
        for (_, sign) in typeface.regular.codepoint_ids() {
            assert!(typeface.bold.glyph_id(sign) != GlyphId::default(), "{sign:?}");
            assert!(!matches!(sign, '\u{300}'..='\u{36F}'), "{sign:?}");
        }
        for sign in "azAZ09äöüßÄÖÜẞéèñçøåłšžğıșțŵ“”„‘’–—…€·".chars()
        {
            assert!(typeface.has(sign), "{sign:?}");
        }
    }

    #[test]
    fn lines_break_between_words_and_end_with_an_ellipsis() {
        let typeface = Typeface::read().unwrap();
        let hand = typeface.regular(30.0);
        let text = "She finds the error before the auditor does, and says so in time.";
        let lines = hand.lines(text, 300.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(
            lines.len() > 2 && lines.iter().all(|line| hand.width(line) <= 300.0),
            "{lines:?}"
        );
        let two = hand.lines(text, 300.0, 2);
        assert_eq!(two[0], lines[0]);
        assert!(two[1].ends_with('…') && hand.width(&two[1]) <= 300.0, "{two:?}");
        assert!(hand.lines(text, 300.0, 0).is_empty());
        assert_eq!(hand.lines(text, 2000.0, 1), [text]);

        let word = "W".repeat(50);
        let parts = hand.lines(&word, 300.0, 99);
        assert_eq!(parts.concat(), word);
        assert!(parts.iter().all(|part| hand.width(part) <= 300.0), "{parts:?}");
        assert_eq!(hand.lines(&word, 1.0, 99).concat(), word, "it comes to an end");
    }
}
