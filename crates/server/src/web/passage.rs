//! What somebody wrote, taken out of its cleaned HTML: paragraphs of words and links.
//!
//! What comes out is escaped like any other text, so nothing depends on how well the HTML was read.

use super::link::Link;
use vouchwell_domain::plain_text;

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
    use super::{Piece, passages};
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
}
