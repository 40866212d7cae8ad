//! What readers will see of a text, made as it will be made when it is public.

use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::plain_text;
use vouchwell_domain::version::Words;
use vouchwell_evidence::Relationship;
use vouchwell_federation::recommendation_post;
use vouchwell_service::Context;

use crate::web::passage::{Passage, passages};

/// What readers will see.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The words, as the page shows them.
    pub words: Words,
    /// The post that goes to Mastodon and the like; it says how the two know each other, so it needs that they do.
    pub post: Option<Post>,
}

/// A post, as other servers show it.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its paragraphs.
    pub passages: Vec<Passage>,
    /// Its characters.
    pub length: usize,
}

impl Preview {
    /// The preview of words, by an author who says how the two know each other.
    pub(super) fn of(
        context: &Context,
        id: &RecommendationId,
        words: Words,
        relationship: Option<Relationship>,
    ) -> Preview {
        let page = context.address.recommendation(id);
        let post = relationship.map(|relationship| {
            Post::of(&recommendation_post(
                &words,
                relationship,
                page.as_str(),
                context.address.origin(),
            ))
        });
        Preview { words, post }
    }
}

impl Post {
    /// A post by its HTML.
    pub fn of(html: &str) -> Post {
        Post {
            passages: passages(html),
            length: plain_text::of(html).chars().count(),
        }
    }
}
