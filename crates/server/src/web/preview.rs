//! The picture that link previews show of a recommendation.
//!
//! Its words are in the language of the text, as far as the pages are written in it, so that there is one picture for
//! all readers.

mod canvas;
mod lettering;
mod wording;

use std::fmt::Write as _;

use ab_glyph::InvalidFont;
use image::{ImageError, Rgb};
use sha2::{Digest as _, Sha256};
use vouchwell_domain::version::Words;

use self::canvas::{Canvas, Ink};
use self::lettering::{ELLIPSIS, Hand, Typeface};
use self::wording::{Pictures, drawable};
use super::head::excerpt;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::site::Site;
use super::statement::Statement;
use super::{asset, topics};

/// How wide and how high it is, as link previews want it.
pub const SIZE: (u32, u32) = (1200, 630);

/// The most characters of a name within a sentence.
const LONGEST_NAME: usize = 20;

// The light colours of the style sheet: previews stand on grounds that nobody knows.
const GROUND: Ink = Rgb([0xf3, 0xf4, 0xf9]);
const TEXT: Ink = Rgb([0x16, 0x1a, 0x2c]);
const SOFT: Ink = Rgb([0x4b, 0x51, 0x69]);
const EDGE: Ink = Rgb([0x73, 0x7a, 0x94]);
const AUTHOR: Ink = Rgb([0x2a, 0x43, 0xad]);
const SUBJECT: Ink = Rgb([0x8c, 0x24, 0x61]);
const OLD: Ink = Rgb([0x73, 0x46, 0x00]);
const GOOD: Ink = Rgb([0x15, 0x5f, 0x3c]);
const GOOD_WASH: Ink = Rgb([0xe2, 0xf3, 0xe9]);

/// Sizes of letters with the heights of their lines: the largest in which everything fits.
const SIZES_BEFORE_PRAISE: [(f32, f32); 2] = [(24.0, 32.0), (20.0, 26.0)];
const SIZES_OF_TEXT: [(f32, f32); 3] = [(44.0, 58.0), (38.0, 50.0), (32.0, 44.0)];

/// Where the evidence begins.
const FOOT: f32 = 554.0;
const LEFT: f32 = 64.0;
const WIDTH: f32 = 1072.0;

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawingError {
    /// A file of the typeface is damaged.
    #[error("the typeface cannot be read: {0}")]
    Typeface(#[from] &'static InvalidFont),
    /// The picture cannot be written as a file.
    #[error("the picture cannot be written: {0}")]
    File(#[from] ImageError),
}

/// Where the picture is that is shown of all else.
pub fn of_all_pages() -> &'static str {
    asset::path("images/preview.png")
}

/// What people wrote, in letters that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Quoted {
    author: String,
    subject: String,
    topics: String,
    text: String,
}

impl Quoted {
    fn of(author: &str, subject: &str, words: &Words) -> Option<Self> {
        let typeface = Typeface::read()
            .inspect_err(|error| tracing::error!(%error, "the typeface of previews cannot be read"))
            .ok()?;
        let topics: Vec<String> = words
            .topics
            .iter()
            .filter_map(|topic| drawable(&topics::spoken(topic.as_str()), Pictures::LeftOut, typeface))
            .collect();
        let missing = if topics.len() < words.topics.len() {
            ELLIPSIS
        } else {
            ""
        };
        Some(Self {
            author: drawable(author, Pictures::LeftOut, typeface)?,
            subject: drawable(subject, Pictures::LeftOut, typeface)?,
            topics: format!("{}{missing}", topics.join(" · ")),
            text: drawable(words.text.as_str(), Pictures::Marked, typeface)?,
        })
    }
}

/// Whether a recommendation has a picture of its own.
pub fn is_drawable(author: &str, subject: &str, words: &Words) -> bool {
    Quoted::of(author, subject, words).is_some()
}

/// What a picture shows in words, for those who do not see it.
pub fn description(author: &str, subject: &str, words: &Words, locale: &Locale) -> Phrase {
    let topics: Vec<String> = words
        .topics
        .iter()
        .map(|topic| topics::spoken(topic.as_str()))
        .collect();
    locale
        .say("preview-description")
        .name("author", author)
        .name("subject", subject)
        .name("topics", topics.join(", "))
}

/// The words of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Preview {
    quoted: Quoted,
    site: String,
    recommends: String,
    topics: String,
    /// What readers learn before the praise.
    disclosures: String,
    marks: Vec<String>,
    text: String,
    evidence: String,
}

impl Preview {
    /// That of a recommendation; `None` if there is something in it that cannot be drawn.
    pub fn of(statement: &Statement, site: &Site) -> Option<Self> {
        let words = &statement.words;
        let quoted = Quoted::of(&statement.author.name, &statement.subject.name, words)?;
        let language = Language::from_tag(words.language.as_str()).unwrap_or(Language::English);
        let locale = Locale::accepted(language);
        let named = Statement {
            author: briefly(&statement.author, &quoted.author),
            subject: briefly(&statement.subject, &quoted.subject),
            ..statement.clone()
        };
        let disclosures = locale.disclosures(&words.disclosures, &named.author, &named.subject);
        let disclosures: Vec<String> = disclosures.iter().map(Phrase::plain).collect();
        Some(Self {
            site: site.host(),
            recommends: locale.say("preview-recommends").plain(),
            topics: format!(
                "{} {}",
                locale.say("recommendation-topics").plain(),
                quoted.topics
            ),
            disclosures: format!("{}: {}", locale.say("disclosures").plain(), disclosures.join(" ")),
            marks: named.marks(&locale).iter().map(Phrase::plain).collect(),
            text: locale.say("preview-text").text("text", &quoted.text).plain(),
            evidence: locale.say("preview-evidence").plain(),
            quoted,
        })
    }

    /// What is the same for the same picture alone, as long as this version of the program draws it.
    pub fn digest(&self) -> String {
        let mut words = env!("CARGO_PKG_VERSION").to_owned();
        // Writing to a string cannot fail.
        let _ = write!(words, "{self:?}");
        hex::encode(&Sha256::digest(words)[..12])
    }

    /// The picture as a PNG file. It takes a processor for a moment.
    ///
    /// # Errors
    /// A part of the program is damaged.
    pub fn draw(&self) -> Result<Vec<u8>, DrawingError> {
        let typeface = Typeface::read()?;
        let mut canvas = Canvas::new(SIZE, GROUND);
        mark(&mut canvas);
        let hand = typeface.regular(27.0);
        hand.write(
            &mut canvas,
            &hand.cut(&self.site, WIDTH - 62.0),
            (126.0, 77.0),
            SOFT,
        );

        let (name, between) = (typeface.bold(54.0), typeface.regular(34.0));
        let author = name.cut(&self.quoted.author, WIDTH);
        name.write(&mut canvas, &author, (LEFT, 164.0), AUTHOR);
        let end = between.write(&mut canvas, &self.recommends, (LEFT, 228.0), SOFT) + 14.0;
        let subject = name.cut(&self.quoted.subject, LEFT + WIDTH - end);
        name.write(&mut canvas, &subject, (end, 228.0), SUBJECT);
        let topics = typeface.regular(28.0);
        topics.write(&mut canvas, &topics.cut(&self.topics, WIDTH), (LEFT, 276.0), SOFT);

        let bottom = self.before_praise(&mut canvas, typeface);
        self.praise(&mut canvas, typeface, bottom);
        self.evidence(&mut canvas, typeface);
        Ok(canvas.png()?)
    }

    /// Disclosures and what else readers should know, beside a bar; answers where it ends.
    fn before_praise(&self, canvas: &mut Canvas, typeface: &Typeface) -> f32 {
        const TOP: f32 = 302.0;
        const INDENT: f32 = 22.0;
        let sentences = || {
            let marks = self.marks.iter().map(|mark| (mark, OLD));
            std::iter::once((&self.disclosures, TEXT)).chain(marks)
        };
        let room = FOOT - 10.0 - TOP;
        let (size, height) = first_that_fits(SIZES_BEFORE_PRAISE, room, |size| {
            let hand = typeface.regular(size);
            let lines =
                sentences().map(|(sentence, _)| hand.lines(sentence, WIDTH - INDENT, usize::MAX).len());
            lines.sum()
        });
        let hand = typeface.regular(size);
        let mut bottom = TOP;
        for (sentence, ink) in sentences() {
            let most = ((TOP + room - bottom) / height) as usize;
            for line in hand.lines(sentence, WIDTH - INDENT, most) {
                hand.write(canvas, &line, (LEFT + INDENT, bottom + size), ink);
                bottom += height;
            }
        }
        canvas.line((LEFT + 3.0, TOP + 3.0), (LEFT + 3.0, bottom - 3.0), 6.0, EDGE);
        bottom + 4.0
    }

    /// The first words, as many as there is room for.
    fn praise(&self, canvas: &mut Canvas, typeface: &Typeface, top: f32) {
        let room = FOOT - 16.0 - top;
        let (size, height) = first_that_fits(SIZES_OF_TEXT, room, |size| {
            typeface.regular(size).lines(&self.text, WIDTH, usize::MAX).len()
        });
        let hand = typeface.regular(size);
        let mut baseline = top;
        for line in hand.lines(&self.text, WIDTH, (room / height).max(0.0) as usize) {
            baseline += height;
            hand.write(canvas, &line, (LEFT, baseline), TEXT);
        }
    }

    /// That both have signed, at the foot.
    fn evidence(&self, canvas: &mut Canvas, typeface: &Typeface) {
        canvas.fill((0, FOOT as i32), (1200, 630), GOOD_WASH);
        canvas.line((68.0, 593.0), (76.0, 602.0), 5.0, GOOD);
        canvas.line((76.0, 602.0), (92.0, 582.0), 5.0, GOOD);
        let hand = evidence_hand(typeface);
        hand.write(canvas, &self.evidence, (110.0, 600.0), GOOD);
    }
}

fn evidence_hand(typeface: &Typeface) -> Hand<'_> {
    typeface.bold(22.0)
}

/// The first size with the height of its lines in which there is room for all of them, else the last one.
fn first_that_fits<const N: usize>(
    sizes: [(f32, f32); N],
    room: f32,
    lines: impl Fn(f32) -> usize,
) -> (f32, f32) {
    let fits = |(size, height): &(f32, f32)| lines(*size) as f32 * height <= room;
    let last = sizes.last().copied().unwrap_or_default();
    sizes.into_iter().find(fits).unwrap_or(last)
}

/// The two strokes that meet.
fn mark(canvas: &mut Canvas) {
    let at = |x: f32, y: f32| (56.0 + x * 1.75, 38.0 + y * 1.75);
    canvas.line(at(6.0, 6.0), at(16.0, 25.5), 8.75, AUTHOR);
    canvas.line(at(26.0, 6.0), at(16.0, 25.5), 8.75, SUBJECT);
    canvas.line(at(16.0, 25.5), at(16.0, 25.5), 11.4, TEXT);
}

/// Somebody by a name that leaves room for a sentence.
fn briefly(person: &Person, name: &str) -> Person {
    Person {
        name: excerpt(name, LONGEST_NAME).unwrap_or_else(|| name.to_owned()),
        ..person.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_fit_in_every_language() {
        let typeface = Typeface::read().unwrap();
        for language in Language::ALL {
            let locale = Locale::accepted(language);
            let evidence = locale.say("preview-evidence").plain();
            assert!(
                evidence_hand(typeface).width(&evidence) < WIDTH - 46.0,
                "{evidence}"
            );
            for sentence in [
                "preview-evidence",
                "preview-recommends",
                "disclosures",
                "preview-text",
            ] {
                let words = locale.say(sentence).text("text", "…").plain();
                assert!(words.chars().all(|sign| typeface.has(sign)), "{words}");
            }
        }
    }
}
