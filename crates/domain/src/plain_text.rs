//! The words of a piece of cleaned HTML.
//!
//! Whoever shows them escapes them like any other text, so nothing depends on how well the HTML was read.

/// The text without tags; lines and paragraphs are kept.
pub fn of(html: &str) -> String {
    of_part(html).trim().to_owned()
}

/// The same with the white space at both ends.
pub fn of_part(html: &str) -> String {
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

/// A text without controls of the direction in which it is read, which would hold for what stands beside it, too.
pub fn undirected(text: &str) -> String {
    let is_control = |letter: char| matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|letter| !is_control(*letter)).collect()
}

/// The text of an attribute, or of what stands between tags.
pub fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{A0}")
        // The last, so that what it escapes is not decoded twice.
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn paragraphs_and_lines_stay_and_tags_go() {
        let html = "<p>Keeps <b>small</b> companies<br>calm.</p><p>Salt &amp; ink &amp;lt; 3</p>";
        assert_eq!(of(html), "Keeps small companies\ncalm.\n\nSalt & ink &lt; 3");
        assert_eq!(of("no tags"), "no tags");
        assert_eq!(of("cut off <a href=\"x"), "cut off");
    }
}
