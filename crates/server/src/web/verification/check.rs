//! The form to check a file, and its answer.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use vouchwell_service::verification::verify;

use super::{Finding, LARGEST_FILE, VerificationView, render};
use crate::web::failure::{self, Failure};
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;

/// Answers `GET /verify`.
pub async fn show(State(Records { pages, .. }): State<Records>, reader: Reader) -> Response {
    response::found(
        render(&VerificationView::Form, &pages.site, &reader.locale),
        &reader,
    )
}

/// Answers `POST /verify`: checks the file of the form, or else the pasted text, and keeps neither.
pub async fn check(
    State(records): State<Records>,
    reader: Reader,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let pages = &records.pages;
    let Ok(form) = form else {
        return failure::answer(Failure::NotUnderstood, pages, &reader);
    };
    let (status, view) = match submitted(form).await {
        Ok(content) if content.trim_ascii().is_empty() => {
            (StatusCode::BAD_REQUEST, VerificationView::Nothing)
        }
        Ok(content) if content.len() > LARGEST_FILE => {
            (StatusCode::PAYLOAD_TOO_LARGE, VerificationView::TooLarge)
        }
        Ok(content) => match verify(&records.context, &content).await {
            Ok(Ok(bundle)) => (
                StatusCode::OK,
                VerificationView::Valid(Box::new(Finding::of(&bundle))),
            ),
            Ok(Err(verdict)) => (StatusCode::OK, VerificationView::Refused(verdict)),
            Err(error) => return failure::answer(error.into(), pages, &reader),
        },
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            (StatusCode::PAYLOAD_TOO_LARGE, VerificationView::TooLarge)
        }
        Err(_) => return failure::answer(Failure::NotUnderstood, pages, &reader),
    };
    response::with_status(status, render(&view, &pages.site, &reader.locale), &reader)
}

/// The first part of the form that holds something.
async fn submitted(mut form: Multipart) -> Result<Bytes, MultipartError> {
    while let Some(field) = form.next_field().await? {
        let content = field.bytes().await?;
        if !content.trim_ascii().is_empty() {
            return Ok(content);
        }
    }
    Ok(Bytes::new())
}
