//! Pictures that stand for names.

use serde_json::{Value, json};

use super::{Received, bob, parse};

#[test]
fn pictures_that_stand_for_names_are_read() {
    let emoji = |name: &str, icon: Value| json!({ "type": "Emoji", "name": name, "icon": icon });
    let icon = json!({ "type": "Image", "mediaType": "image/png", "url": "https://b.example/emoji/1.png" });
    let note = json!({ "id": "https://b.example/notes/1", "type": "Note", "attributedTo": bob(), "content": ":blobcat:",
        "tag": [emoji(":blobcat:", icon.clone()), emoji("party", icon.clone()), emoji(":no cat:", icon.clone()),
            emoji(":nothing:", json!({})), emoji(":script:", json!({ "url": "javascript:alert(1)" }))] });
    let create =
        json!({ "id": "https://b.example/creates/1", "type": "Create", "actor": bob(), "object": note });
    let Ok(Received::CreateNote(read)) = parse(&create, &bob()) else {
        panic!("{create} is read as no Note");
    };
    let url = "https://b.example/emoji/1.png";
    let read: Vec<(&str, &str)> = read
        .emojis
        .iter()
        .map(|emoji| (emoji.shortcode.as_str(), emoji.url.as_str()))
        .collect();
    assert_eq!(read, [("blobcat", url), ("party", url)]);
}

#[test]
fn the_address_of_a_custom_emoji_ends_nothing_that_it_is_written_into() {
    let read = |address: &str| {
        let tag =
            json!({ "type": "Emoji", "name": ":blobcat:", "icon": { "type": "Image", "url": address } });
        let note = json!({ "id": "https://b.example/notes/1", "type": "Note", "attributedTo": bob(), "content": "",
            "tag": [tag] });
        let create =
            json!({ "id": "https://b.example/creates/1", "type": "Create", "actor": bob(), "object": note });
        let Ok(Received::CreateNote(read)) = parse(&create, &bob()) else {
            panic!("{create} is read as no Note");
        };
        read.emojis.first().map(|emoji| emoji.url.to_string())
    };
    for (written, kept) in [
        (
            "https://b.example/x\" onerror=\"alert(1)",
            "https://b.example/x%22%20onerror=%22alert(1)",
        ),
        (
            "https://b.example/<b>?a=<\" \0",
            "https://b.example/%3Cb%3E?a=%3C%22",
        ),
        ("https://b.example/a\0b?\0c", "https://b.example/a%00b?%00c"),
        ("https://b.example/1.png", "https://b.example/1.png"),
    ] {
        assert_eq!(read(written).as_deref(), Some(kept), "{written:?}");
    }
    for refused in [
        "http://b.example/1.png",
        "https://b\"example/1.png",
        "//b.example/1.png",
    ] {
        assert_eq!(read(refused), None, "{refused}");
    }
}
