//! What was typed into a form that could not be taken, on its way to where it is sent again.

/// The fields in which members type what they alone know, which is not written into a page.
const SECRETS: [&str; 4] = ["password", "old", "new", "again"];
/// Stands among the fields for pictures, which a page cannot keep.
pub(super) const PICTURES: &str = "pictures_left_out";

/// The fields of a form, as they are sent again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    fields: Vec<(String, String)>,
}

impl Carried {
    /// What was sent, without its stamp and with nothing in the place of secrets.
    pub(super) fn of(sent: &[u8]) -> Self {
        let fields = url::form_urlencoded::parse(sent).into_owned();
        let fields = fields.filter(|(name, _)| name != "stamp");
        let without_secret = |(name, value): (String, String)| {
            let value = if is_secret(&name) { String::new() } else { value };
            (name, value)
        };
        fields.map(without_secret).collect()
    }

    /// The fields, to be sent again.
    pub fn fields(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(name, _)| name != PICTURES)
    }

    /// Whether there is more than secrets.
    pub(super) fn has_words(&self) -> bool {
        self.fields().any(|(name, _)| !is_secret(name))
    }

    /// Whether a secret has to be typed again.
    pub fn had_secret(&self) -> bool {
        self.fields().any(|(name, _)| is_secret(name))
    }

    /// Whether pictures have to be chosen again.
    pub fn had_pictures(&self) -> bool {
        self.fields.iter().any(|(name, _)| name == PICTURES)
    }

    /// As a form is sent.
    pub(super) fn encoded(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish()
    }
}

impl FromIterator<(String, String)> for Carried {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self {
            fields: fields.into_iter().collect(),
        }
    }
}

fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::Carried;

    #[test]
    fn words_are_carried_and_secrets_are_not() {
        let carried = Carried::of(b"stamp=s&handle=ada&password=secret&pictures_left_out=1");
        let fields: Vec<_> = carried.fields().cloned().collect();
        let expected = [("handle", "ada"), ("password", "")];
        assert_eq!(
            fields,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(carried.has_words() && carried.had_secret() && carried.had_pictures());
        assert_eq!(Carried::of(carried.encoded().as_bytes()), carried);
        assert!(!Carried::of(b"stamp=s&old=a&new=b&again=b").has_words());
    }
}
