//! What all pages have in common.

use askama::Template;
use axum::response::Html;

/// A finished page, or the reason why its template failed.
pub type Rendered = Result<Html<String>, askama::Error>;

/// Turns a template into a page.
pub(super) fn page(template: &impl Template) -> Rendered {
    template.render().map(Html)
}
