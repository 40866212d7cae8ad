//! No form takes effect that was not given to the browser that sends it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;

use crate::instance::Instance;
use crate::markup::tags;
use crate::pages;

/// The one that changes nothing.
const UNSTAMPED: &str = "/verify";

/// Where a form goes, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    action: String,
    is_multipart: bool,
}

impl Form {
    /// Each of the pages that there are, which all have a stamp.
    fn all() -> BTreeSet<Self> {
        let mut forms = BTreeSet::new();
        for (page, html) in pages::all(&Locale::accepted(Language::English)) {
            for part in html.split("<form").skip(1) {
                let form = part.split("</form>").next().unwrap();
                let parts = tags(&format!("<form{form}"));
                let [head, fields @ ..] = parts.as_slice() else {
                    panic!("{page}: no form in {form}");
                };
                if head.attribute("method") != Some("post") {
                    continue;
                }
                let action = head
                    .attribute("action")
                    .unwrap_or_else(|| panic!("{page}: {head:?}"));
                if action == UNSTAMPED {
                    continue;
                }
                let is_stamped = fields
                    .iter()
                    .any(|field| field.attribute("name") == Some("stamp"));
                assert!(is_stamped, "{page}: the form to {action} has no stamp");
                forms.insert(Self {
                    action: action.to_owned(),
                    is_multipart: head.attribute("enctype") == Some("multipart/form-data"),
                });
            }
        }
        forms
    }

    fn with_stamp(&self, stamp: &str, cookie: &str) -> Request<Body> {
        let request = Request::post(&self.action).header(header::COOKIE, cookie);
        let (kind, body) = if self.is_multipart {
            let field = format!(
                "--edge\r\ncontent-disposition: form-data; name=\"stamp\"\r\n\r\n{stamp}\r\n--edge--\r\n"
            );
            ("multipart/form-data; boundary=edge", field)
        } else {
            ("application/x-www-form-urlencoded", format!("stamp={stamp}"))
        };
        request
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap()
    }
}

/// What the first field of that name has in it.
pub(crate) fn field(page: &str, name: &str) -> String {
    let field = tags(page)
        .into_iter()
        .find(|tag| tag.attribute("name") == Some(name))
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    field.attribute("value").unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_form_is_refused_without_its_stamp_and_with_that_of_another_browser() {
    let instance = Instance::found().await;
    instance.member("carla").await;
    let (cookie, other) = (instance.sign_in("carla").await, instance.sign_in("carla").await);
    let page = instance.read_as("/settings/preferences", &other).await;
    let foreign = field(&page, "stamp");
    let own = Form {
        action: "/settings/preferences".to_owned(),
        is_multipart: false,
    };
    let (status, page) = instance.send(own.with_stamp(&foreign, &other)).await;
    assert_ne!(
        status,
        StatusCode::FORBIDDEN,
        "it is good where it was given: {page}"
    );
    let forms = Form::all();
    assert!(forms.len() > 40, "only {forms:?}");
    for form in forms {
        for stamp in ["", &foreign] {
            let (status, page) = instance.send(form.with_stamp(stamp, &cookie)).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{form:?} with {stamp:?}: {page}");
        }
    }
}
