//! The languages the pages are written in, and how one is chosen for a reader.

/// A language every page exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, the language of last resort.
    English,
    /// German.
    German,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// The BCP 47 tag, as in `lang` attributes and in `?lang=`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// Its name in itself, so that those who need it can read it.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }

    /// The form Open Graph wants in `og:locale`.
    pub fn open_graph(self) -> &'static str {
        match self {
            Language::English => "en_GB",
            Language::German => "de_DE",
        }
    }

    /// The language a tag asks for, regional forms included (`de-AT` is German).
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split('-').next().unwrap_or_default().trim();
        Language::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The best match for an `Accept-Language` header (RFC 9110 §12.5.4); English if nothing fits.
    pub fn accepted(header: &str) -> Language {
        let mut best = (0, Language::English);
        for range in header.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight(parameters);
            if let Some(language) = Language::from_tag(tag.trim())
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// Thousandths, so that weights compare exactly; what cannot be read counts as refused.
fn weight(parameters: &str) -> u16 {
    let Some((_, value)) = parameters.split_once("q=") else {
        return 1000;
    };
    match value.trim().parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => (value * 1000.0).round() as u16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, German};

    #[test]
    fn the_reader_gets_the_language_she_likes_best() {
        for (header, expected) in [
            ("de-AT,de;q=0.9,en;q=0.8", German),
            ("en-US,en;q=0.9,de;q=0.8", English),
            ("fr,de;q=0.3,en;q=0.7", English),
            ("nl, de ; q=0.4", German),
            ("fr-BE", English),
            ("de;q=0", English),
            ("de;q=lots,en;q=0.1", English),
            ("", English),
        ] {
            assert_eq!(Language::accepted(header), expected, "{header:?}");
        }
    }
}
