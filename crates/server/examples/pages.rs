//! Shows every page with sample people: `cargo run -p vouchwell-server --example pages [ADDRESS]`.

use std::error::Error;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use vouchwell_evidence::{Timestamp, Verdict, verify};
use vouchwell_server::web::failure::{self, Failure};
use vouchwell_server::web::frame::Rendered;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::reader::Reader;
use vouchwell_server::web::tombstone::TombstoneView;
use vouchwell_server::web::verification::{Finding, VerificationView};
use vouchwell_server::web::{
    about, asset, authorization, hashtag, landing, meeting, post, profile, recommendation, security, session,
    settings, tombstone, verification, waiting,
};

#[path = "../tests/web/sample.rs"]
#[allow(clippy::unwrap_used, dead_code, reason = "shared with the tests")]
mod sample;

const BUNDLE: &[u8] = include_bytes!("../../evidence/vectors/valid.json");

/// The pages with the addresses under which they are shown.
type Page = (&'static str, fn(&Locale) -> Rendered);

const PAGES: [Page; 20] = [
    ("/", |locale| landing::render(&sample::site(), locale)),
    ("/about", |locale| about::render(&sample::site(), locale)),
    ("/meet", |locale| {
        meeting::render(&sample::meeting_link(), &sample::site(), locale)
    }),
    ("/@carla", |locale| {
        profile::render(&sample::profile(), &sample::site(), locale)
    }),
    ("/@ana", |locale| {
        profile::render(&sample::newcomer(), &sample::site(), locale)
    }),
    ("/recommendation", |locale| {
        recommendation::render(&sample::recommendation(), &sample::site(), locale)
    }),
    ("/old", |locale| {
        recommendation::render(&sample::old_recommendation(), &sample::site(), locale)
    }),
    ("/@carla/1", |locale| {
        post::render(&sample::post(), &sample::site(), locale)
    }),
    ("/tags/bookkeeping", |locale| {
        hashtag::render(&sample::hashtag(), &sample::site(), locale)
    }),
    ("/tombstone", |locale| {
        let withdrawn = sample::time("2026-05-02T09:00:00Z");
        let view = TombstoneView {
            withdrawn,
            evidence: "/recommendations/4be7/bundle".into(),
        };
        tombstone::render(&view, &sample::site(), locale)
    }),
    ("/verify", |locale| {
        verification::render(&VerificationView::Form, &sample::site(), locale)
    }),
    ("/valid", |locale| {
        verification::render(&valid(), &sample::site(), locale)
    }),
    ("/refused", |locale| {
        let view = VerificationView::Refused(Verdict::BadSignature);
        verification::render(&view, &sample::site(), locale)
    }),
    ("/sign-in", |locale| {
        session::render(&sample::sign_in(), &sample::site(), locale)
    }),
    ("/consent", |locale| {
        authorization::render(&sample::consent(), &sample::site(), locale)
    }),
    ("/code", |locale| {
        authorization::render_outcome(&sample::code(), &sample::site(), locale)
    }),
    ("/refusal", |locale| {
        authorization::render_outcome(&sample::refused(), &sample::site(), locale)
    }),
    ("/waiting", |locale| {
        waiting::render(&sample::waiting(), &sample::site(), locale)
    }),
    ("/settings", |locale| {
        settings::render(&sample::settings(), &sample::site(), locale)
    }),
    ("/failure", |locale| {
        failure::render(Failure::NotFound, &sample::site(), locale)
    }),
];

fn valid() -> VerificationView {
    let now: Result<Timestamp, _> = "2026-04-30T12:00:00Z".parse();
    match now.map(|now| verify(BUNDLE, now)) {
        Ok(Ok(bundle)) => VerificationView::Valid(Box::new(Finding::of(&bundle))),
        _ => VerificationView::Refused(Verdict::Malformed),
    }
}

fn answer(rendered: Rendered) -> Response {
    rendered.map_or_else(
        |error| error.to_string().into_response(),
        IntoResponse::into_response,
    )
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8089".to_owned());
    let mut router = Router::new().route("/assets/{name}", get(asset::show));
    for (path, render) in PAGES {
        router = router.route(
            path,
            get(move |reader: Reader| async move { answer(render(&reader.locale)) }),
        );
        eprintln!("http://{address}{path}");
    }
    let listener = TcpListener::bind(&address).await?;
    axum::serve(listener, router.layer(from_fn(security::headers))).await?;
    Ok(())
}
