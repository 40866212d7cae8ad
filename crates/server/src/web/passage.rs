//! What somebody wrote, taken out of its cleaned HTML: paragraphs of words and links.
//!
//! What comes out is escaped like any other text, so nothing depends on how well the HTML was read.

use super::link::Link;
use vouchwell_domain::plain_text;

/// What a list shows of somebody's words costs at most about so many bytes.
const BEGINNING: usize = 3_000;
/// What is longer is cut in the middle.
const LONGEST_WORD: usize = 100;
/// What the tags of a paragraph or of a piece cost.
const TAGS: usize = 10;

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Where they lead.
    pub link: Option<Link>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its pieces, in their order.
    pub pieces: Vec<Piece>,
}

/// The paragraphs of a piece of cleaned HTML that have words in them.
pub fn passages(html: &str) -> Vec<Passage> {
    html.split("</p>")
        .map(|paragraph| Passage {
            pieces: pieces(paragraph),
        })
        .filter(|passage| passage.pieces.iter().any(|piece| !piece.text.trim().is_empty()))
        .collect()
}

/// The beginning of words that are too long for a list; `None` if they are not.
pub(super) fn beginning(passages: &[Passage]) -> Option<Vec<Passage>> {
    let mut room = BEGINNING;
    let mut shown = Vec::new();
    for passage in passages {
        room = room.saturating_sub(TAGS);
        let mut pieces = Vec::new();
        for piece in &passage.pieces {
            match room.checked_sub(piece.cost()) {
                Some(left) => room = left,
                None => {
                    pieces.push(piece.beginning(room));
                    shown.push(Passage { pieces });
                    return Some(shown);
                }
            }
            pieces.push(piece.clone());
        }
        shown.push(Passage { pieces });
    }
    None
}

impl Piece {
    fn cost(&self) -> usize {
        let link = match &self.link {
            None => 0,
            Some(Link::Here(path)) => path.len(),
            Some(Link::Elsewhere(url)) => url.as_str().len(),
        };
        TAGS + link + self.text.chars().map(cost).sum::<usize>()
    }

    /// As many words as there is room for, and no part of a link.
    fn beginning(&self, room: usize) -> Self {
        let mut left = room.saturating_sub(TAGS);
        let fits = |character: &char| {
            left.checked_sub(cost(*character))
                .inspect(|rest| left = *rest)
                .is_some()
        };
        let fitting: String = self.text.chars().take_while(fits).collect();
        let words = match fitting.rfind(char::is_whitespace) {
            _ if self.link.is_some() => "",
            Some(end) if fitting.len() - end < LONGEST_WORD => fitting[..end].trim_end(),
            _ => &fitting,
        };
        Self {
            text: format!("{words}…"),
            link: None,
        }
    }
}

/// What a character costs where it is written as a reference.
const fn cost(character: char) -> usize {
    match character {
        '&' | '<' | '>' | '"' | '\'' => 5,
        other => other.len_utf8(),
    }
}

fn pieces(paragraph: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = paragraph;
    while let Some((before, after)) = rest.split_once("<a ") {
        pieces.push(words(before));
        let (anchor, behind) = after.split_once("</a>").unwrap_or((after, ""));
        let (attributes, inner) = anchor.split_once('>').unwrap_or((anchor, ""));
        pieces.push(Piece {
            link: Link::first_in(attributes),
            ..words(inner)
        });
        rest = behind;
    }
    pieces.push(words(rest));
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn words(html: &str) -> Piece {
    Piece {
        text: plain_text::of_part(html),
        link: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{BEGINNING, Passage, Piece, beginning, passages};
    use crate::web::link::Link;

    #[test]
    fn paragraphs_keep_their_words_and_links() {
        let html = "<p>Tea with <span class=\"h-card\"><a href=\"https://a.example/@ada\" class=\"mention\">@<span>\
            ada</span></a></span> &amp; <a href=\"javascript:alert(1)\">cake</a></p><p><br></p><p>at five<br>sharp</p>";
        let found = passages(html);
        let word = |text: &str, address: &str| Piece {
            text: text.to_owned(),
            link: Link::elsewhere(address),
        };
        assert_eq!(found.len(), 2);
        let first = [
            word("Tea with ", ""),
            word("@ada", "https://a.example/@ada"),
            word(" & ", ""),
            word("cake", ""),
        ];
        assert_eq!(found[0].pieces, first);
        assert_eq!(found[1].pieces, [word("at five\nsharp", "")]);
        assert_eq!(passages("no tags <a")[0].pieces[0].text, "no tags ");
    }
    #[test]
    fn long_words_begin_in_a_list_and_short_ones_are_whole() {
        let length = |found: &[Passage]| {
            let pieces = found.iter().flat_map(|passage| &passage.pieces);
            pieces.map(|piece| piece.text.len()).sum::<usize>()
        };
        assert_eq!(beginning(&passages("<p>Tea</p><p>and cake</p>")), None);
        let address = format!("https://a.example/{}", "a".repeat(2_000));
        for long in [
            format!("<p>first</p><p>{}</p>", "Tea &amp; cake. ".repeat(1_000)),
            format!("<p>first {}</p>", "🍰".repeat(10_000)),
            format!("<p>first</p>{}", "<p>x</p>".repeat(100_000)),
            format!(
                "<p>first {}</p>",
                format!("<a href=\"{address}\">x</a>").repeat(100)
            ),
        ] {
            let shown = beginning(&passages(&long)).expect("it is long");
            let last = shown.last().and_then(|passage| passage.pieces.last()).unwrap();
            assert!(shown[0].pieces[0].text.starts_with("first"));
            assert!(last.text.ends_with('…') && last.link.is_none(), "{last:?}");
            assert!(length(&shown) <= BEGINNING + "…".len(), "{}", length(&shown));
        }
        let sentence = beginning(&passages(&"word ".repeat(1_000))).expect("it is long");
        assert!(sentence[0].pieces[0].text.ends_with("word…"));
    }
}
