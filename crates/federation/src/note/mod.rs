//! Notes: recommendations as ordinary servers show them, the posts of members, and those of others.

mod attachment;
mod ordinary;
mod post;
mod question;
mod quote;
mod recommendation;
mod rendering;
mod replies;

pub(crate) use ordinary::{emoji, parse as parse_ordinary, visibility};
pub(crate) use post::post;
pub(crate) use quote::approves;
pub(crate) use recommendation::{offered, parse_offered, parse_recommendation, published};
pub use rendering::render as recommendation_post;
