//! What readers will see of a text, made as it will be made when it is public.

use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::plain_text;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{Disclosure, Language, Limitations, RecommendationText, Relationship, Topics};
use vouchwell_federation::recommendation_post;
use vouchwell_service::Context;

use crate::web::passage::{Passage, passages};

/// What readers will see.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The words, as the page shows them.
    pub words: Sketch,
    /// The post that goes to Mastodon and the like, once the words are complete; it says how the two know each other, so
    /// it needs that they do.
    pub post: Option<Post>,
}

/// Words that can be shown, though something may be missing that has to stand beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// The text.
    pub text: RecommendationText,
    /// Its language.
    pub language: Language,
    /// What the author cannot speak to.
    pub limitations: Limitations,
    /// For what, as soon as that is said.
    pub topics: Option<Topics>,
    /// What is disclosed, as soon as that is decided.
    pub disclosures: Option<Vec<Disclosure>>,
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
    pub(in crate::web) fn of(
        context: &Context,
        id: &RecommendationId,
        words: Sketch,
        relationship: Option<Relationship>,
    ) -> Preview {
        let page = context.address.recommendation(id);
        let post = relationship.zip(words.complete()).map(|(relationship, words)| {
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

impl Sketch {
    /// Words of which nothing is missing.
    pub fn of(words: Words) -> Sketch {
        Sketch {
            text: words.text,
            language: words.language,
            limitations: words.limitations,
            topics: Some(words.topics),
            disclosures: Some(words.disclosures),
        }
    }

    /// The words, if nothing is missing.
    pub fn complete(&self) -> Option<Words> {
        Some(Words {
            text: self.text.clone(),
            language: self.language.clone(),
            topics: self.topics.clone()?,
            limitations: self.limitations.clone(),
            disclosures: self.disclosures.clone()?,
        })
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
