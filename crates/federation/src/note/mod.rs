//! Notes: recommendations as ordinary servers show them, and the posts of others.

mod ordinary;
mod recommendation;
mod rendering;

pub(crate) use ordinary::{parse as parse_ordinary, visibility};
pub(crate) use recommendation::{offered, parse_offered, parse_recommendation, published};
