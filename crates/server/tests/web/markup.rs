//! A small reader of the HTML that the pages are made of, strict enough to see what was smuggled in.

/// A start tag with its attributes.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Every start tag in order, as a browser would find them.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if !rest.starts_with(|character: char| character.is_ascii_alphabetic()) {
            continue;
        }
        let name_end = rest
            .find(|character: char| !character.is_ascii_alphanumeric())
            .unwrap();
        let name = rest[..name_end].to_owned();
        rest = &rest[name_end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            if let Some(after) = rest.strip_prefix('/') {
                rest = after;
                continue;
            }
            let end = rest.find(['=', '>', '/', ' ', '\n']).expect("a tag ends");
            let key = rest[..end].to_owned();
            assert!(
                !key.is_empty(),
                "a stray sign in <{name}: {}",
                &rest[..rest.len().min(60)]
            );
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(after) = rest.strip_prefix("=\"") {
                let end = after.find('"').expect("an attribute ends");
                value = after[..end].to_owned();
                rest = &after[end + 1..];
            }
            attributes.push((key, value));
        }
        if name == "script" {
            rest = &rest[rest.find("</script").expect("a script element ends")..];
        }
        tags.push(Tag { name, attributes });
    }
    tags
}
