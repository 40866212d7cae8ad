//! Plain text as members type it: the addresses, handles and hashtags in it, and the HTML made of it.

use std::collections::HashSet;
use std::fmt::Write as _;

use url::Url;

use crate::account::{Account, Handle};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Nothing but words.
    Words(&'a str),
    /// A web address, as it was typed.
    Link(&'a str),
    /// Somebody's handle, as it was typed, and what it says.
    Mention(&'a str, Handle),
    /// A hashtag without its sign, as it was typed.
    Hashtag(&'a str),
}

/// Somebody who was named in a text and is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// As it was typed.
    pub handle: Handle,
    /// Whose it is.
    pub account: Account,
}

/// Characters of a web address that are shown; the rest is only linked to.
const SHOWN: usize = 30;
/// The longest hashtag, in characters.
const HASHTAG: usize = 100;

/// Takes a text apart. The pieces put together are the text, but for the `#` of hashtags.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut words = 0;
    let mut at = 0;
    let mut before = None;
    while let Some(letter) = text[at..].chars().next() {
        let special = match letter {
            'h' | 'H' => link(&text[at..], before),
            '@' => mention(&text[at..], before),
            '#' | '＃' => hashtag(&text[at..], letter, before),
            _ => None,
        };
        if let Some((piece, length)) = special {
            if words < at {
                found.push(Piece::Words(&text[words..at]));
            }
            found.push(piece);
            at += length;
            words = at;
            before = text[..at].chars().next_back();
        } else {
            at += letter.len_utf8();
            before = Some(letter);
        }
    }
    if words < text.len() {
        found.push(Piece::Words(&text[words..]));
    }
    found
}

/// The handles in a text, each once, in their order.
pub fn handles(text: &str) -> Vec<Handle> {
    let mut seen = HashSet::new();
    let named = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Mention(_, handle) => Some(handle),
        _ => None,
    });
    named.filter(|handle| seen.insert(handle.clone())).collect()
}

/// The hashtags in a text, in small letters, each once, in their order.
pub fn hashtags(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let named = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Hashtag(name) => Some(name.to_lowercase()),
        _ => None,
    });
    named.filter(|name| seen.insert(name.clone())).collect()
}

/// The text as HTML: paragraphs and line breaks as they were typed, with links to addresses, to those of the
/// handles that are known, and to the pages of hashtags on the server at `origin`.
pub fn html(text: &str, origin: &str, mentioned: &[Mentioned]) -> String {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.fold(String::new(), |mut html, paragraph| {
        html.push_str("<p>");
        html.push_str(
            &line(
                paragraph.trim_matches('\n'),
                origin,
                mentioned,
                "nofollow noopener",
            )
            .replace('\n', "<br>"),
        );
        html.push_str("</p>");
        html
    })
}

/// As [`html`], without paragraphs: for a text of one line. Links say that they lead to the same person.
pub fn html_of_line(text: &str, origin: &str, mentioned: &[Mentioned]) -> String {
    line(text.trim(), origin, mentioned, "me nofollow noopener")
}

/// The page of a hashtag on the server at `origin`.
pub fn hashtag_address(name: &str, origin: &str) -> String {
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("{origin}/tags/{name}")
}

/// Text within an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn line(text: &str, origin: &str, mentioned: &[Mentioned], rel: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for piece in pieces(text) {
        // Writing to a String cannot fail.
        let _ = match piece {
            Piece::Words(words) => write!(html, "{}", escape(words)),
            Piece::Link(address) => write_link(&mut html, address, rel),
            Piece::Mention(typed, handle) => match mentioned.iter().find(|known| known.handle == handle) {
                Some(known) => write!(
                    html,
                    "<span class=\"h-card\" translate=\"no\"><a href=\"{}\" class=\"u-url mention\">@<span>{}</span></a></span>",
                    escape(known.account.profile.url.as_str()),
                    escape(&known.account.name)
                ),
                None => write!(html, "{}", escape(typed)),
            },
            Piece::Hashtag(name) => write!(
                html,
                "<a href=\"{}\" class=\"mention hashtag\" rel=\"tag\">#<span>{}</span></a>",
                hashtag_address(&name.to_lowercase(), origin),
                escape(name)
            ),
        };
    }
    html
}

/// The scheme and a long rest are there for those who copy, and not shown where classes are obeyed.
fn write_link(html: &mut String, address: &str, rel: &str) -> std::fmt::Result {
    let scheme = address.find("://").map_or(0, |end| end + 3);
    let (scheme, rest) = address.split_at(scheme);
    let cut = rest.char_indices().nth(SHOWN).map_or(rest.len(), |(at, _)| at);
    let (shown, hidden) = rest.split_at(cut);
    write!(
        html,
        "<a href=\"{}\" rel=\"{rel}\" target=\"_blank\" translate=\"no\"><span class=\"invisible\">{}</span>",
        escape(address),
        escape(scheme)
    )?;
    if hidden.is_empty() {
        write!(html, "{}</a>", escape(shown))
    } else {
        write!(
            html,
            "<span class=\"ellipsis\">{}</span><span class=\"invisible\">{}</span></a>",
            escape(shown),
            escape(hidden)
        )
    }
}

fn is_of_a_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

fn link(rest: &str, before: Option<char>) -> Option<(Piece<'_>, usize)> {
    let begins = |scheme: &str| {
        rest.get(..scheme.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(scheme))
    };
    if is_of_a_word(before) || !(begins("https://") || begins("http://")) {
        return None;
    }
    let end = rest.find(|letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '"')
    });
    let address = without_punctuation(&rest[..end.unwrap_or(rest.len())]);
    let url = Url::parse(address).ok()?;
    let is_plain = url.host_str().is_some() && url.username().is_empty() && url.password().is_none();
    is_plain.then_some((Piece::Link(address), address.len()))
}

/// What ends a sentence ends no address; a bracket does only if it was opened in it.
fn without_punctuation(address: &str) -> &str {
    let mut address = address;
    while let Some(last) = address.chars().next_back() {
        let is_loose = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '”' | '“' | '»' | '…' => true,
            ')' => address.matches(')').count() > address.matches('(').count(),
            ']' => address.matches(']').count() > address.matches('[').count(),
            _ => false,
        };
        if !is_loose {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

fn mention(rest: &str, before: Option<char>) -> Option<(Piece<'_>, usize)> {
    if is_of_a_word(before) || matches!(before, Some('/' | '@' | '.')) {
        return None;
    }
    let name = run(&rest[1..], |letter| {
        letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
    });
    let name = name.trim_end_matches(['-', '.']);
    if name.is_empty() {
        return None;
    }
    let alone = &rest[..1 + name.len()];
    let full = rest[alone.len()..].strip_prefix('@').and_then(|after| {
        let host = run(after, |letter| {
            letter.is_alphanumeric() || matches!(letter, '-' | '.' | ':')
        });
        let host = host.trim_end_matches(['-', '.', ':']);
        let typed = &rest[..alone.len() + 1 + host.len()];
        typed.parse::<Handle>().ok().map(|handle| (typed, handle))
    });
    let (typed, handle) = match full {
        Some(found) => found,
        None => (alone, alone.parse().ok()?),
    };
    Some((Piece::Mention(typed, handle), typed.len()))
}

fn hashtag(rest: &str, sign: char, before: Option<char>) -> Option<(Piece<'_>, usize)> {
    if is_of_a_word(before) || matches!(before, Some('/' | '&' | '#')) {
        return None;
    }
    let name = run(&rest[sign.len_utf8()..], |letter| {
        letter.is_alphanumeric() || letter == '_'
    });
    let is_name = name.chars().count() <= HASHTAG && name.chars().any(char::is_alphabetic);
    is_name.then_some((Piece::Hashtag(name), sign.len_utf8() + name.len()))
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = text.find(|letter| !belongs(letter)).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Piece, handles, hashtags, html, html_of_line, pieces};

    fn links(text: &str) -> Vec<&str> {
        let found = pieces(text).into_iter().filter_map(|piece| match piece {
            Piece::Link(address) => Some(address),
            _ => None,
        });
        found.collect()
    }

    #[test]
    fn an_address_ends_before_the_punctuation_around_it() {
        assert_eq!(
            links("See https://a.example/b, (http://c.example) and https://d.example/e_(f)."),
            [
                "https://a.example/b",
                "http://c.example",
                "https://d.example/e_(f)"
            ]
        );
        for none in [
            "https://",
            "xhttps://a.example",
            "javascript://a.example",
            "https://a@b.example/",
        ] {
            assert_eq!(links(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn handles_are_found_and_addresses_of_mail_are_not() {
        let found: Vec<String> = handles(
            "@ada and @Ben.J@away.example:8443. Not bea@mail.example, https://x.example/@eve, @ada or @@",
        )
        .iter()
        .map(ToString::to_string)
        .collect();
        assert_eq!(found, ["ada", "Ben.J@away.example:8443"]);
    }

    #[test]
    fn hashtags_are_words_and_no_numbers_or_fragments() {
        assert_eq!(
            hashtags("#Gardening (#bücher) #gardening #1 &#39; a#b https://a.example/#c #2nd"),
            ["gardening", "bücher", "2nd"]
        );
    }

    #[test]
    fn paragraphs_and_lines_stay_and_markup_is_shown_as_it_was_typed() {
        assert_eq!(
            html("<b> & #Tea\r\nline\n\n\nnext", "https://here.example", &[]),
            "<p>&lt;b&gt; &amp; <a href=\"https://here.example/tags/tea\" class=\"mention hashtag\" rel=\"tag\">\
             #<span>Tea</span></a><br>line</p><p>next</p>"
        );
        assert_eq!(html(" \n\n ", "https://here.example", &[]), "");
    }

    #[test]
    fn the_links_of_a_line_lead_to_the_same_person() {
        let html = html_of_line(" https://ada.example/\"onclick=x ", "https://here.example", &[]);
        assert!(
            html.starts_with("<a href=\"https://ada.example/\" rel=\"me nofollow noopener\""),
            "{html}"
        );
        assert!(html.ends_with("&quot;onclick=x"), "{html}");
    }

    proptest! {
        #[test]
        fn no_text_becomes_markup_of_its_own(text in r#"[ a-z<>&"'@#:/.\n()é]{0,80}(https://a.example/["<>'&x]{0,9})?"#) {
            let html = html(&text, "https://here.example", &[]);
            let tags: Vec<&str> = html.split('<').skip(1).filter_map(|tag| tag.split('>').next()).collect();
            for tag in tags {
                let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
                prop_assert!(matches!(name, "p" | "br" | "a" | "span"), "{}", html);
            }
        }

        #[test]
        fn nothing_of_a_text_is_lost(text in ".{0,60}") {
            let put_together: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Words(words) | Piece::Link(words) | Piece::Mention(words, _) => words.to_owned(),
                    Piece::Hashtag(name) => format!("#{name}"),
                })
                .collect();
            prop_assert_eq!(put_together, text.replace('＃', "#"));
        }
    }
}
