use std::collections::BTreeMap;

use reqwest::Method;
use url::Url;

use crate::{Answer, Visitor};

/// Somebody with a browser: keeps cookies, fills in forms, and goes where she is led on this site.
#[derive(Clone, Debug)]
pub struct Browser {
    visitor: Visitor,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser in which nobody is signed in.
    pub fn new(visitor: &Visitor) -> Self {
        Self {
            visitor: visitor.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// What the site left here.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    /// Puts a cookie here, as somebody else may have done.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Opens a page.
    pub async fn open(&mut self, address: &str) -> Answer {
        let answer = self.ask(Method::GET, address, None).await;
        self.follow(answer).await
    }

    /// Sends the form of a page that has this button, with what is typed into it.
    pub async fn submit(&mut self, page: &Answer, button: &str, typed: &[(&str, &str)]) -> Answer {
        let form = Form::find(page, button);
        let mut fields = form.hidden;
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(&form.action, &fields).await
    }

    /// Sends fields to an address, wherever they come from.
    pub async fn post<N: AsRef<str>, V: AsRef<str>>(&mut self, address: &str, fields: &[(N, V)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let kind = "application/x-www-form-urlencoded".to_owned();
        let answer = self
            .ask(Method::POST, address, Some((kind, body.into_bytes())))
            .await;
        self.follow(answer).await
    }

    /// Sends fields and a file, as forms with files do.
    pub async fn upload(&mut self, address: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        let mut body = Vec::new();
        let part = |name: &str, more: &str| {
            format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n").into_bytes()
        };
        for (name, value) in fields {
            body.extend([&part(name, ""), value.as_bytes(), b"\r\n"].concat());
        }
        body.extend([&part(file.0, "; filename=\"file\""), file.1, b"\r\n--part--\r\n"].concat());
        let kind = "multipart/form-data; boundary=part".to_owned();
        let answer = self.ask(Method::POST, address, Some((kind, body))).await;
        self.follow(answer).await
    }

    /// Signs in on the page that asks for it.
    pub async fn sign_in(&mut self, page: &Answer, login: &str, password: &str) -> Answer {
        self.submit(page, "Sign in", &[("login", login), ("password", password)])
            .await
    }

    async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            match answer.location() {
                Some(to) if to.starts_with('/') || to.starts_with(self.visitor.origin()) => {
                    answer = self.ask(Method::GET, &to, None).await;
                }
                _ => return answer,
            }
        }
        panic!("led around in circles: {answer}");
    }

    async fn ask(&mut self, method: Method, address: &str, body: Option<(String, Vec<u8>)>) -> Answer {
        let mut request = self
            .visitor
            .request(method, address)
            .header("accept", "text/html")
            .header("accept-language", "en");
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", pairs.join("; "));
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let answer = self.visitor.send(request).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("a cookie is ASCII");
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

impl Answer {
    /// The hidden field of that name in the form with this button.
    pub fn hidden(&self, button: &str, name: &str) -> String {
        let form = Form::find(self, button);
        let found = form.hidden.into_iter().find(|(known, _)| known == name);
        found
            .unwrap_or_else(|| panic!("no {name} in the form of {button}"))
            .1
    }

    /// Where the answer leads.
    pub fn location(&self) -> Option<String> {
        let location = self.headers.get("location")?;
        Some(location.to_str().expect("an address is ASCII").to_owned())
    }

    /// A parameter of the address to which the answer leads.
    pub fn led_with(&self, name: &str) -> Option<String> {
        let location = Url::parse(&self.location()?).ok()?;
        let found = location.query_pairs().find(|(known, _)| known == name);
        found.map(|(_, value)| value.into_owned())
    }
}

struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Form {
    fn find(page: &Answer, button: &str) -> Self {
        let forms = page.body.split("<form").skip(1);
        let form = forms
            .filter_map(|form| form.split("</form>").next())
            .find(|form| form.contains(button))
            .unwrap_or_else(|| panic!("no form with {button:?} on {page}"));
        let (head, fields) = form.split_once('>').expect("a tag ends");
        let hidden = fields
            .split("<input type=\"hidden\"")
            .skip(1)
            .map(|field| (attribute(field, "name"), attribute(field, "value")))
            .collect();
        Self {
            action: attribute(head, "action"),
            hidden,
        }
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let (_, after) = tag
        .split_once(&format!("{name}=\""))
        .unwrap_or_else(|| panic!("no {name} in {tag}"));
    unescape(after.split('"').next().unwrap_or_default())
}

/// The references that pages are written with.
fn unescape(text: &str) -> String {
    let mut plain = text.to_owned();
    for (reference, sign) in [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(reference, sign);
    }
    plain
}
