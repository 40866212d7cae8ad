//! schema.org descriptions as blocks of JSON-LD data in a page.

use std::fmt::{self, Display, Formatter};

use askama::filters::HtmlSafe;
use serde_json::{Value, json};

use super::person::Person;
use super::site::Site;

/// JSON that cannot end the script element around it, nor begin anything else.
#[derive(Debug, Clone)]
pub struct DataBlock(String);

impl DataBlock {
    /// The description of one thing; `@context` is added.
    pub fn new(mut thing: Value) -> DataBlock {
        if let Some(members) = thing.as_object_mut() {
            members.insert("@context".to_owned(), json!("https://schema.org"));
        }
        let mut safe = String::new();
        for character in thing.to_string().chars() {
            match character {
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    safe.push_str(&format!("\\u{:04x}", u32::from(character)));
                }
                other => safe.push(other),
            }
        }
        DataBlock(safe)
    }
}

impl Display for DataBlock {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl HtmlSafe for DataBlock {}

/// A person as schema.org knows her.
pub(super) fn person(person: &Person, site: &Site) -> Value {
    let mut value = json!({"@type": "Person", "name": person.name});
    if let Some(handle) = &person.handle {
        value["alternateName"] = json!(handle);
    }
    if let Some(link) = &person.link {
        value["url"] = json!(link.absolute(site));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::DataBlock;
    use serde_json::{Value, json};

    #[test]
    fn a_hostile_text_stays_data() {
        let text = "</script><script>alert(1)</script><!-- & \u{2028}";
        let block = DataBlock::new(json!({"reviewBody": text})).to_string();
        assert!(!block.contains(['<', '>', '&', '\u{2028}']), "{block}");
        let read: Value = serde_json::from_str(&block).unwrap();
        assert_eq!(read["reviewBody"], text);
        assert_eq!(read["@context"], "https://schema.org");
    }
}
