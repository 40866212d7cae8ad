//! What members of two servers do about each other, by pages alone.

mod acquainted;
mod met;
mod scene;
mod written;
