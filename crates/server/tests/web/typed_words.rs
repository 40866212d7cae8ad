//! Templates have no words of their own: all that is said comes from the sentences of a language.

use std::fs;
use std::path::{Path, PathBuf};

/// What stands between these is no text of the page.
const INSTRUCTIONS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// The attributes that are read out or shown.
const SPOKEN: [&str; 9] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
];

/// Words that are the same in every language, besides addresses, and what they are.
const THE_SAME: [(&str, &str, &str); 5] = [
    ("landing.html", "BO", "the initials in a drawing"),
    ("landing.html", "CJ", "the initials in a drawing"),
    (
        "parts/form.html",
        "aria-invalid=\"true\" aria-describedby=\"-complaint\"",
        "attributes of a field",
    ),
    (
        "settings_profile.html",
        "a rel=\"me\" href=\"\" Vouchwell /a",
        "HTML to be copied",
    ),
    (
        "administration/domains.html",
        "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate",
        "the head of a file",
    ),
];

fn templates(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(templates(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The template as if everything that it asks for were empty.
fn emptied(template: &str) -> String {
    let mut html = String::new();
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let instruction = INSTRUCTIONS
            .iter()
            .find(|(opening, _)| rest[start..].starts_with(opening));
        let Some((opening, closing)) = instruction else {
            html.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };
        html.push_str(&rest[..start]);
        let inside = &rest[start + opening.len()..];
        let end = inside.find(closing).expect("an instruction ends");
        rest = &inside[end + closing.len()..];
    }
    html + rest
}

/// The texts between the tags, and those of attributes that are spoken.
fn said(html: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut rest = html;
    loop {
        let (text, after) = rest.split_once('<').unwrap_or((rest, ""));
        said.push(without_entities(text));
        if after.is_empty() {
            return said;
        }
        let (tag, after) = after.split_once('>').expect("a tag ends");
        for attribute in SPOKEN {
            let opening = format!(" {attribute}=\"");
            let values = tag.split(opening.as_str()).skip(1);
            said.extend(values.map(|value| value.split('"').next().unwrap().to_owned()));
        }
        rest = after;
    }
}

fn without_entities(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (entity, after) = after.split_once(';').expect("an entity ends");
        assert!(!entity.contains(char::is_whitespace), "a stray & before {entity}");
        plain = plain + before + " ";
        rest = after;
    }
    let plain = plain + rest;
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words that are typed into a template.
fn words(template: &str) -> Vec<String> {
    let mut said = said(&emptied(template));
    let is_address = |text: &str| text.ends_with(".example") && !text.contains(' ');
    said.retain(|text| text.contains(char::is_alphabetic) && !is_address(text));
    said
}

#[test]
fn words_are_found_wherever_they_are_typed() {
    let template = "{# A note -#}\n<p class=\"lead\"{% if a %} hidden{% endif %}>{{ say(\"yes\") }}: Look &amp; see</p>\
                    <img src=\"a\" alt=\"A mark\"><input placeholder=\"{{ b }}2021\" value=\"c\">Now";
    assert_eq!(words(template), [": Look see", "A mark", "Now"]);
}

#[test]
fn no_template_has_words_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut seen = Vec::new();
    for path in templates(&folder) {
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        for text in words(&fs::read_to_string(&path).unwrap()) {
            let known = THE_SAME
                .iter()
                .find(|(template, same, _)| (*template, *same) == (name, text.as_str()));
            assert!(known.is_some(), "{name} says {text:?} itself: make it a sentence");
            seen.extend(known);
        }
    }
    for same in &THE_SAME {
        assert!(seen.contains(&same), "{same:?} is not there any more");
    }
}
