//! Reading pages of others: which elements and texts there are. No tree is built, and nothing of a page is run.

use std::cell::RefCell;

use encoding_rs::{Encoding, UTF_8};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Bytes of a page within which it names its encoding, see <https://html.spec.whatwg.org/#charset>.
const NAMES_ENCODING: usize = 1024;

/// A part of a page.
pub(crate) enum Part<'a> {
    /// The start of an element.
    Start(&'a Tag),
    /// The end of an element.
    End(&'a Tag),
    /// A piece of the text between them.
    Text(&'a str),
}

/// Shows the parts of a page one after the other.
pub(crate) fn read(html: &str, see: impl FnMut(Part<'_>)) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Reader(RefCell::new(see)), TokenizerOpts::default());
    // There are no scripts to wait for.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

/// The value of an attribute; empty without it.
pub(crate) fn attribute<'a>(tag: &'a Tag, name: &str) -> &'a str {
    let attribute = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    attribute.map_or("", |attribute| &attribute.value)
}

/// The text of a page in the encoding that its host names, or else the page itself, or else UTF-8.
pub(crate) fn decoded(bytes: &[u8], charset: Option<&str>) -> String {
    let of_label = |label: &str| Encoding::for_label(label.as_bytes());
    let encoding = charset.and_then(of_label).or_else(|| {
        let beginning = &bytes[..bytes.len().min(NAMES_ENCODING)];
        let named = named_encoding(&String::from_utf8_lossy(beginning))?;
        // Whoever could read this in it knows that it is not UTF-16.
        Some(of_label(&named)?.output_encoding())
    });
    encoding.unwrap_or(UTF_8).decode(bytes).0.into_owned()
}

fn named_encoding(beginning: &str) -> Option<String> {
    let mut named = None;
    read(beginning, |part| {
        let Part::Start(tag) = part else { return };
        if named.is_some() || &*tag.name != "meta" {
            return;
        }
        let content = attribute(tag, "content");
        let label = match attribute(tag, "charset") {
            "" => content.split_once("charset=").map_or("", |(_, label)| label),
            label => label,
        };
        if !label.is_empty() {
            named = Some(label.to_owned());
        }
    });
    named
}

struct Reader<See>(RefCell<See>);

impl<See: FnMut(Part<'_>)> TokenSink for Reader<See> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let see = &mut *self.0.borrow_mut();
        let tag = match token {
            Token::TagToken(tag) => tag,
            Token::CharacterTokens(text) => {
                see(Part::Text(&text));
                return TokenSinkResult::Continue;
            }
            _ => return TokenSinkResult::Continue,
        };
        if tag.kind == TagKind::EndTag {
            see(Part::End(&tag));
            return TokenSinkResult::Continue;
        }
        see(Part::Start(&tag));
        // What stands in these is text, whatever it looks like.
        match &*tag.name {
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn pages_are_read_in_the_encoding_that_they_are_written_in() {
        for (bytes, charset, text) in [
            ("Tee für alle".as_bytes(), None, "Tee für alle"),
            (b"Tee f\xFCr alle", Some("iso-8859-1"), "Tee für alle"),
            (
                b"<meta charset=windows-1252>\x80",
                None,
                "<meta charset=windows-1252>€",
            ),
            (
                b"<META http-equiv=content-type content='text/html; charset=Shift_JIS'>\x82\xA0",
                None,
                "<META http-equiv=content-type content='text/html; charset=Shift_JIS'>あ",
            ),
            (b"\xEF\xBB\xBFTee", Some("iso-8859-1"), "Tee"),
            (b"f\xFCr", Some("no such thing"), "f\u{FFFD}r"),
            (b"<meta charset=utf-16>Tee", None, "<meta charset=utf-16>Tee"),
        ] {
            assert_eq!(decoded(bytes, charset), text);
        }
    }
}
