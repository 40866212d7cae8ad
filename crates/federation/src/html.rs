//! Cleaning the HTML of others, and writing plain text as HTML.

use std::borrow::Cow;
use std::collections::HashSet;

use ammonia::{Builder, UrlRelative};

use crate::page;

/// What other servers and clients know mentions, hashtags and shortened addresses by.
const CLASSES: [&str; 6] = ["mention", "u-url", "hashtag", "h-card", "invisible", "ellipsis"];

/// The line that leads to what is quoted, which apps hide where they show the quoted post itself (FEP-044f).
const QUOTE_INLINE: &str = "quote-inline";

/// HTML of others as it may be shown: text, links and simple structure, no more than `limit` characters of
/// what came.
pub(crate) fn clean(html: &str, limit: usize) -> String {
    let tags: HashSet<&str> = [
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "ul",
    ]
    .into();
    Builder::new()
        .tags(tags)
        .generic_attributes(HashSet::new())
        .tag_attributes([("a", HashSet::from(["href"]))].into())
        .allowed_classes(
            [
                ("a", CLASSES.into()),
                ("span", CLASSES.into()),
                ("p", [QUOTE_INLINE].into()),
            ]
            .into(),
        )
        .url_schemes(HashSet::from(["http", "https"]))
        // What leads from their page to another of theirs would lead to one of ours.
        .url_relative(UrlRelative::Deny)
        .attribute_filter(|_, name, value| match name {
            "href" => from_its_host(value).map(Cow::Owned),
            _ => Some(Cow::Borrowed(value)),
        })
        .link_rel(Some("nofollow noopener noreferrer"))
        .clean(page::of_honest_parts(&cut(html, limit)))
        .to_string()
}

/// An address that names its host. Browsers read `https:path` as a path of the page on which it stands, see "special
/// relative or authority state" of <https://url.spec.whatwg.org/>.
fn from_its_host(address: &str) -> Option<String> {
    ["http://", "https://"].into_iter().find_map(|scheme| {
        let (start, rest) = address.trim().split_at_checked(scheme.len())?;
        start
            .eq_ignore_ascii_case(scheme)
            .then(|| format!("{scheme}{rest}"))
    })
}

/// The words alone, as far as `limit` characters.
pub(crate) fn to_plain(html: &str, limit: usize) -> String {
    let broken = page::of_honest_parts(html)
        .replace("<br>", "\n")
        .replace("<br/>", "\n")
        .replace("<br />", "\n")
        .replace("</p><p>", "\n\n");
    let text = Builder::empty().clean(&broken).to_string();
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    let plain = text
        .chars()
        .filter(|letter| !letter.is_control() || *letter == '\n');
    plain.take(limit).collect::<String>().trim().to_owned()
}

/// Plain text as HTML: paragraphs and line breaks as they were written.
pub(crate) fn from_plain(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines: Vec<String> = paragraph.split('\n').map(escape).collect();
        format!("<p>{}</p>", lines.join("<br>"))
    });
    paragraphs.collect()
}

/// Text within an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// At most `limit` characters.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_styles_of_others_are_gone() {
        let hostile = r#"<p onclick="x()">a<script>alert(1)</script><img src=x onerror=y><a href="javascript:z">b</a></p>"#;
        let cleaned = clean(hostile, 1_000);
        for trace in ["script", "onclick", "onerror", "javascript", "img"] {
            assert!(!cleaned.contains(trace), "{cleaned}");
        }
        assert!(cleaned.starts_with("<p>a"), "{cleaned}");
    }

    /// They would be compared with each other, at 5,000 million pairs.
    #[test]
    fn an_element_of_a_hundred_thousand_attributes_ends_the_text() {
        let attributes: String = (0..100_000).map(|number| format!(" a{number:x}")).collect();
        let hostile = format!("<p>Good morning</p><b{attributes}>and more</b>");
        assert_eq!(to_plain(&hostile, 4_000), "Good morning");
        assert_eq!(clean(&hostile, usize::MAX), "<p>Good morning</p>");
    }

    #[test]
    fn links_name_the_host_to_which_they_lead() {
        for (address, kept) in [
            ("https://amy.example/a?b#c", Some("https://amy.example/a?b#c")),
            (" HTTPS://amy.example", Some("https://amy.example")),
            ("https:settings", None),
            ("https:/settings", None),
            ("https:,//amy.example", None),
            ("//amy.example", None),
            ("/settings", None),
        ] {
            let cleaned = clean(&format!("<a href='{address}'>amy</a>"), 1_000);
            let expected = kept.map(|kept| format!("href=\"{kept}\""));
            match expected {
                Some(expected) => assert!(cleaned.contains(&expected), "{cleaned}"),
                None => assert!(!cleaned.contains("href"), "{cleaned}"),
            }
        }
    }

    #[test]
    fn plain_words_survive_the_way_through_html() {
        for words in [
            "let's meet & <talk>",
            "one\ntwo",
            "one\n\ntwo \"three\"",
            "&lt; is how < is written",
        ] {
            assert_eq!(to_plain(&from_plain(words), 1_000), words);
        }
    }
}
