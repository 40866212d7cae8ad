//! How many pictures a page carries, so that it stays light.

use super::Post;

/// The most pictures of posts on a page: with the typefaces, 200 kB.
pub(in crate::web) const CARRIED: usize = 6;
/// The most on a page that also shows the portrait of somebody and the header of her profile, which is as heavy as two.
pub(in crate::web) const CARRIED_BESIDE_PORTRAITS: usize = CARRIED - 3;

/// Leaves its first picture to each post of a list, as long as the page carries more; the others are on their own pages.
/// Returns how many more it carries.
pub(in crate::web) fn lighten<'a>(posts: impl IntoIterator<Item = &'a mut Post>, carried: usize) -> usize {
    posts.into_iter().fold(carried, |left, post| {
        let shown = post.pictures.len().min(left).min(1);
        post.more_pictures = post.pictures.split_off(shown).len();
        left - shown
    })
}
