//! A form as a browser holds it.

use axum::body::Body;
use axum::http::{Request, header};

use crate::markup::{Tag, tags};

/// A form of a page.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    action: String,
    is_read: bool,
    is_multipart: bool,
    parts: Vec<Tag>,
    fields: Vec<(String, String)>,
}

impl Sheet {
    /// All of them.
    pub(crate) fn all_on(page: &str) -> Vec<Self> {
        let forms = page.split("<form").skip(1);
        forms
            .map(|part| Self::of(part.split("</form>").next().unwrap()))
            .collect()
    }

    /// The first one that goes there and has a field of this name.
    pub(crate) fn on(page: &str, action: &str, field: &str) -> Self {
        let mut all = Self::all_on(page).into_iter();
        let found = all.find(|form| {
            form.action == action
                && form
                    .parts
                    .iter()
                    .any(|part| part.attribute("name") == Some(field))
        });
        found.unwrap_or_else(|| panic!("no form to {action} with {field} in {page}"))
    }

    fn of(form: &str) -> Self {
        let mut parts = tags(&format!("<form{form}"));
        let head = parts.remove(0);
        let is_set = |part: &&Tag| match part.attribute("type") {
            Some("checkbox" | "radio") => part.attribute("checked").is_some(),
            Some("file" | "submit") => false,
            _ => part.name == "input",
        };
        let set = |part: &Tag| {
            let value = part.attribute("value").unwrap_or_default();
            Some((part.attribute("name")?.to_owned(), unescaped(value)))
        };
        Self {
            action: head
                .attribute("action")
                .and_then(|action| action.split('?').next())
                .unwrap_or_default()
                .to_owned(),
            is_read: head.attribute("method") == Some("get"),
            is_multipart: head.attribute("enctype") == Some("multipart/form-data"),
            fields: parts.iter().filter(is_set).filter_map(set).collect(),
            parts,
        }
    }

    /// The same, sent to another address by a script.
    pub(crate) fn to(self, action: &str) -> Self {
        Self {
            action: action.to_owned(),
            ..self
        }
    }

    /// Where it goes.
    pub(crate) fn action(&self) -> &str {
        &self.action
    }

    /// Whether its address is one of those that a pattern stands for, in which `*` is any part.
    pub(crate) fn goes_to(&self, pattern: &str) -> bool {
        let (parts, wanted) = (self.action.split('/'), pattern.split('/'));
        parts.clone().count() == wanted.clone().count()
            && parts
                .zip(wanted)
                .all(|(part, wanted)| wanted == "*" || part == wanted)
    }

    /// Whether it changes something.
    pub(crate) fn is_posted(&self) -> bool {
        !self.is_read
    }

    /// The fields into which somebody types.
    pub(crate) fn typed_fields(&self) -> Vec<Tag> {
        let is_typed = |part: &&Tag| match part.name.as_str() {
            "textarea" => true,
            "input" => {
                let kind = part.attribute("type");
                matches!(kind, Some("text" | "email" | "password" | "search"))
                    && part.attribute("readonly").is_none()
            }
            _ => false,
        };
        self.parts.iter().filter(is_typed).cloned().collect()
    }

    /// With something typed or chosen.
    pub(crate) fn with(mut self, typed: &[(&str, &str)]) -> Self {
        for (name, _) in typed {
            self.fields.retain(|(known, _)| known != name);
        }
        let typed = typed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.fields.extend(typed);
        self
    }

    /// As it is sent by the browser with this cookie.
    pub(crate) fn request(&self, cookie: &str) -> Request<Body> {
        let encoded = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish();
        if self.is_read {
            let request = Request::get(format!("{}?{encoded}", self.action)).header(header::COOKIE, cookie);
            return request.body(Body::empty()).unwrap();
        }
        let (kind, body) = if self.is_multipart {
            let part = |(name, value): &(String, String)| {
                format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let parts: String = self.fields.iter().map(part).collect();
            (
                "multipart/form-data; boundary=edge",
                format!("{parts}--edge--\r\n"),
            )
        } else {
            ("application/x-www-form-urlencoded", encoded)
        };
        Request::post(&self.action)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap()
    }
}

pub(crate) fn unescaped(value: &str) -> String {
    let mut text = value.to_owned();
    for (code, character) in [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ] {
        text = text.replace(code, character);
    }
    text
}
