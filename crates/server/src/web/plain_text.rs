//! The words of a piece of cleaned HTML, for pages that show profiles as plain text.
//!
//! What comes out is escaped like any other text, so nothing depends on how well the HTML was read.

use super::link::Link;

/// The text without tags; lines and paragraphs are kept.
pub fn of(html: &str) -> String {
    of_part(html).trim().to_owned()
}

/// The same with the white space at both ends.
pub(super) fn of_part(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag_and_rest)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tag_and_rest.split_once('>').unwrap_or((tag_and_rest, ""));
        match tag.split_whitespace().next().unwrap_or_default() {
            "br" | "br/" => text.push('\n'),
            "/p" => text.push_str("\n\n"),
            _ => {}
        }
        rest = after;
    }
    text.push_str(rest);
    decoded(&text)
}

/// Where the first link of it leads.
pub fn first_link(html: &str) -> Option<Link> {
    let (_, after) = html.split_once("href=\"")?;
    let (address, _) = after.split_once('"')?;
    Link::elsewhere(&decoded(address))
}

/// The ampersand last, so that what it escapes is not decoded twice.
fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::{first_link, of};
    use crate::web::link::Link;

    #[test]
    fn paragraphs_and_lines_stay_and_tags_go() {
        let html = "<p>Keeps <b>small</b> companies<br>calm.</p><p>Salt &amp; ink &amp;lt; 3</p>";
        assert_eq!(of(html), "Keeps small companies\ncalm.\n\nSalt & ink &lt; 3");
        assert_eq!(of("no tags"), "no tags");
        assert_eq!(of("cut off <a href=\"x"), "cut off");
    }

    #[test]
    fn only_a_web_address_is_a_link() {
        let link = Link::elsewhere("https://janssens.example/?a=1&b=2");
        assert!(link.is_some());
        assert_eq!(
            first_link("<a href=\"https://janssens.example/?a=1&amp;b=2\" rel=\"me\">me</a>"),
            link
        );
        assert_eq!(first_link("<a href=\"javascript:alert(1)\">me</a>"), None);
        assert_eq!(first_link("Ghent"), None);
    }
}
