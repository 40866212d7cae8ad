//! Reading pages of others: which elements and texts there are. No tree is built, and nothing of a page is run.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use encoding_rs::{Encoding, UTF_8};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

use crate::Federation;
use crate::client::{DocumentType, FetchBudget, FetchError};

/// Bytes of a page within which it names its encoding, see <https://html.spec.whatwg.org/#charset>.
const NAMES_ENCODING: usize = 1024;

/// Pages that are asked for at the same time.
const ASKED_AT_ONCE: usize = 8;
/// Bytes of a part after which no more is read. Each attribute of an element is compared with all before it, so that one of
/// a megabyte would take minutes.
const LONGEST_PART: usize = 32 * 1024;
/// Bytes that are read before it is asked how long a part is.
const PIECE: usize = 4 * 1024;

/// A part of a page.
pub(crate) enum Part<'a> {
    /// The start of an element.
    Start(&'a Tag),
    /// The end of an element.
    End(&'a Tag),
    /// A piece of the text between them.
    Text(&'a str),
}

/// Places for pages of others: some are asked for at once, and one after the other is read.
#[derive(Debug)]
pub(crate) struct PagePlaces {
    asking: Semaphore,
    reading: Arc<Semaphore>,
}

impl Default for PagePlaces {
    fn default() -> Self {
        Self {
            asking: Semaphore::new(ASKED_AT_ONCE),
            reading: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Federation {
    /// Asks for a page and has it read, which may take its time, away from the threads that serve requests.
    pub(crate) async fn page<Said: Send + 'static>(
        &self,
        url: &Url,
        patience: Duration,
        read: impl FnOnce(&str, &Url) -> Said + Send + 'static,
    ) -> Result<(Url, Said), FetchError> {
        let budget = FetchBudget::default();
        let asking = async {
            let _place = self.page_places.asking.acquire().await;
            self.client.get(url, DocumentType::Page, None, &budget).await
        };
        let answer = timeout(patience, asking)
            .await
            .map_err(|_| FetchError::Timeout)??;
        let bytes = answer.document()?.to_vec();
        let charset = answer.charset().map(str::to_owned);
        let found = answer.final_url().clone();
        let turn = Arc::clone(&self.page_places.reading).acquire_owned().await;
        let reading = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let said = read(&decoded(&bytes, charset.as_deref()), &found);
            (found, said)
        });
        reading.await.map_err(|_| FetchError::Unreadable)
    }
}

/// As much of some HTML as has no part that is longer than those of honest pages, with the beginning of that part.
pub(crate) fn of_honest_parts(html: &str) -> &str {
    if html.len() <= LONGEST_PART {
        return html;
    }
    &html[..read(html, |_| {})]
}

/// Shows the parts of a page one after the other, up to a part that is longer than those of honest pages; answers how many
/// bytes were read.
pub(crate) fn read(html: &str, see: impl FnMut(Part<'_>)) -> usize {
    let input = BufferQueue::default();
    let reader = Reader {
        see: RefCell::new(see),
        unfinished: Cell::new(0),
    };
    let tokenizer = Tokenizer::new(reader, TokenizerOpts::default());
    let mut rest = html;
    while !rest.is_empty() && tokenizer.sink.unfinished.get() < LONGEST_PART {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        input.push_back(StrTendril::from(piece));
        // There are no scripts to wait for.
        let _ = tokenizer.feed(&input);
        let unfinished = &tokenizer.sink.unfinished;
        unfinished.set(unfinished.get() + piece.len());
        rest = after;
    }
    tokenizer.end();
    html.len() - rest.len()
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

struct Reader<See> {
    see: RefCell<See>,
    /// Bytes since the last part that was complete, counted in pieces.
    unfinished: Cell<usize>,
}

impl<See: FnMut(Part<'_>)> TokenSink for Reader<See> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        self.unfinished.set(0);
        let see = &mut *self.see.borrow_mut();
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
    use super::{LONGEST_PART, PIECE, Part, decoded, read};

    /// The names of the elements that begin in a page.
    fn elements(html: &str) -> Vec<String> {
        let mut found = Vec::new();
        read(html, |part| {
            if let Part::Start(tag) = part {
                found.push(tag.name.to_string());
            }
        });
        found
    }

    #[test]
    fn a_page_is_read_up_to_an_element_that_is_too_long() {
        let long = |length: usize| format!("<a><img alt='{}'><b>", "x".repeat(length));
        assert_eq!(elements(&long(LONGEST_PART - 2 * PIECE)), ["a", "img", "b"]);
        assert_eq!(elements(&long(LONGEST_PART + 2 * PIECE)), ["a"]);
        let many = format!("<a>{}", "<p>words</p>".repeat(LONGEST_PART / 4));
        assert_eq!(elements(&many).len(), 1 + LONGEST_PART / 4);
    }

    /// It would be hours otherwise.
    #[test]
    fn an_element_of_a_million_attributes_is_not_compared_with_itself() {
        let attributes: String = (0..200_000).map(|number| format!(" a{number:x}")).collect();
        assert_eq!(elements(&format!("<a><b{attributes}><i>")), ["a"]);
    }

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
