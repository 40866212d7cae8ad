//! Headers that hold browsers to what the pages need, and to nothing else.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use vouchwell_domain::application::RedirectUri;

/// Styles, scripts, fonts and images come from here, frames from nowhere. Blocks of JSON-LD are data and no scripts,
/// so they need no permission.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     font-src 'self'; img-src 'self'; manifest-src 'self'; \
     base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// No page uses a device, a sensor or a payment.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), payment=(), usb=()";
/// But one reads codes by the camera.
const PERMISSIONS_WITH_CAMERA: &str = "accelerometer=(), camera=(self), display-capture=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Adds the headers to every answer that does not say otherwise; use with [`axum::middleware::from_fn`].
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (PERMISSIONS, PERMISSIONS_POLICY),
        (OPENER_POLICY, "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Lets a page use the camera, if the reader allows it.
pub(super) fn with_camera(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(PERMISSIONS, HeaderValue::from_static(PERMISSIONS_WITH_CAMERA));
    response
}

/// Lets a page stand in a window that an application opened and waits for, and lets its form lead back there:
/// browsers hold the addresses that a form is led on to against the policy of the page.
pub(super) fn in_popup(mut response: Response, back: Option<&RedirectUri>) -> Response {
    let headers = response.headers_mut();
    headers.insert(OPENER_POLICY, HeaderValue::from_static("unsafe-none"));
    let policy = back.map(|uri| format!("{CONTENT_SECURITY_POLICY} https: {}:", uri.scheme()));
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
