//! The language of a text, to be chosen by its own name.

/// Languages by their own names.
const NAMES: [(&str, &str); 40] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("bs", "Bosanski"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// A language to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its BCP 47 tag.
    pub tag: String,
    /// What it calls itself.
    pub name: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// All of them, with the one that is chosen, even if it is another.
pub(in crate::web) fn choices(chosen: &str) -> Vec<Choice> {
    let choice = |tag: &str, name: &str| Choice {
        tag: tag.to_owned(),
        name: name.to_owned(),
        is_chosen: tag == chosen,
    };
    let mut choices: Vec<Choice> = NAMES.iter().map(|(tag, name)| choice(tag, name)).collect();
    if !chosen.is_empty() && !choices.iter().any(|choice| choice.is_chosen) {
        choices.insert(0, choice(chosen, chosen));
    }
    choices
}

/// What a language calls itself; its tag, if that is not known.
pub(in crate::web) fn name(tag: &str) -> &str {
    let known = NAMES.iter().find(|(known, _)| *known == tag);
    known.map_or(tag, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::choices;

    #[test]
    fn the_language_of_a_text_can_always_be_kept() {
        for tag in ["en", "de-AT"] {
            let chosen: Vec<_> = choices(tag)
                .into_iter()
                .filter(|choice| choice.is_chosen)
                .collect();
            assert_eq!(chosen.len(), 1);
            assert_eq!(chosen[0].tag, tag);
        }
    }
}
