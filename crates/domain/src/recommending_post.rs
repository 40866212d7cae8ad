//! Posts that begin a recommendation: they begin with one handle, and carry the hashtag [`SIGN`].

use vouchwell_evidence::{RecommendationText, Topic, Topics};

use crate::account::Handle;
use crate::post::PostContent;
use crate::text::{Piece, pieces};

/// The hashtag, without its sign and in small letters.
pub const SIGN: &str = "recommend";

/// What such a post says, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecommendingPost {
    /// Whom it is about, as it was typed.
    pub subject: Handle,
    /// What it says, without the handle it begins with and the hashtags that stand around the words.
    pub text: RecommendationText,
    /// Its other hashtags.
    pub topics: Topics,
}

/// The post begins a recommendation, but lacks something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecommendingPostError {
    /// There are no words about the person.
    #[error("this begins a recommendation (#{SIGN}): say in words what you saw of this person's work")]
    Blank,
    /// There are too many.
    #[error("this begins a recommendation (#{SIGN}), which has at most 5,000 characters")]
    TooLong,
    /// There is no topic, or there are too many.
    #[error(
        "this begins a recommendation (#{SIGN}): say what for by one to five more hashtags, such as #bookkeeping"
    )]
    Topics,
    /// A hashtag is no topic.
    #[error(
        "this begins a recommendation (#{SIGN}), and #{0} cannot be its topic: letters, digits and _ can, at most 50"
    )]
    Topic(String),
}

impl RecommendingPost {
    /// Takes a post apart; nothing if it begins no recommendation.
    ///
    /// # Errors
    /// It lacks something that a recommendation has; see [`RecommendingPostError`].
    pub fn read(content: &PostContent) -> Result<Option<Self>, RecommendingPostError> {
        let pieces = pieces(content.text());
        let Some((Piece::Mention(_, subject), rest)) = pieces.split_first() else {
            return Ok(None);
        };
        let next = rest.iter().find(|piece| !is_blank(piece));
        let names_another = matches!(next, Some(Piece::Mention(..)));
        let hashtags = content.hashtags();
        if names_another || !hashtags.iter().any(|name| name == SIGN) {
            return Ok(None);
        }
        let topic = |name: String| {
            name.parse::<Topic>()
                .map_err(|_| RecommendingPostError::Topic(name))
        };
        let topics = hashtags.into_iter().filter(|name| name != SIGN).map(topic);
        let topics: Vec<Topic> = topics.collect::<Result<_, _>>()?;
        let words = words(rest);
        if words.is_empty() {
            return Err(RecommendingPostError::Blank);
        }
        Ok(Some(Self {
            subject: subject.clone(),
            text: words.parse().map_err(|_| RecommendingPostError::TooLong)?,
            topics: topics.try_into().map_err(|_| RecommendingPostError::Topics)?,
        }))
    }
}

/// What is said. Hashtags within sentences are words of theirs; those before and after the sentences are not.
fn words(mut pieces: &[Piece<'_>]) -> String {
    while let Some((first, rest)) = pieces.split_first() {
        if !(is_blank(first) || matches!(first, Piece::Hashtag(_))) {
            break;
        }
        pieces = rest;
    }
    let is_loose = |piece: &Piece<'_>| is_blank(piece) || matches!(piece, Piece::Hashtag(_));
    let end = pieces
        .iter()
        .rposition(|piece| !is_loose(piece))
        .map_or(0, |last| last + 1);
    let (said, after) = pieces.split_at(end);
    let ends_a_sentence = match said.last() {
        Some(Piece::Words(words)) => ends_a_sentence(words),
        _ => false,
    };
    let after = if ends_a_sentence { &[] } else { after };
    let mut words = String::new();
    for piece in said {
        words.push_str(spoken(piece));
    }
    for piece in after {
        if !matches!(piece, Piece::Hashtag(name) if name.to_lowercase() == SIGN) {
            words.push_str(spoken(piece));
        }
    }
    words
        .trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, ':' | ','))
        .to_owned()
}

fn spoken<'a>(piece: &Piece<'a>) -> &'a str {
    match piece {
        Piece::Words(text) | Piece::Link(text) | Piece::Mention(text, _) | Piece::Hashtag(text) => text,
    }
}

fn is_blank(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Words(words) if words.chars().all(|letter| letter.is_whitespace() || matches!(letter, ':' | ',')))
}

/// A line break, or a mark with nothing but blanks after it.
fn ends_a_sentence(words: &str) -> bool {
    let end = words.trim_end();
    words[end.len()..].contains('\n')
        || end
            .chars()
            .next_back()
            .is_some_and(|letter| !letter.is_alphanumeric() && !matches!(letter, ',' | '-' | '–' | '('))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<RecommendingPost>, RecommendingPostError> {
        RecommendingPost::read(&PostContent::new(text, "", false, None).unwrap())
    }

    fn parts(text: &str) -> (String, String, Vec<String>) {
        let post = read(text).unwrap().unwrap();
        let topics = post.topics.iter().map(|topic| topic.as_str().to_owned());
        (
            post.subject.to_string(),
            post.text.as_str().to_owned(),
            topics.collect(),
        )
    }

    #[test]
    fn hashtags_around_the_words_are_topics_alone_and_those_within_are_words_too() {
        for text in [
            "@carla@b.example She closes the books on time.\n\n#recommend #Bookkeeping",
            "@carla@b.example: #recommend #bookkeeping She closes the books on time.",
            "@carla@b.example She closes the books on time. #bookkeeping #Recommend",
        ] {
            let (subject, said, topics) = parts(text);
            assert_eq!(subject, "carla@b.example");
            assert_eq!(
                (said.as_str(), topics.as_slice()),
                ("She closes the books on time.", &["bookkeeping".to_owned()][..]),
                "{text}"
            );
        }
        let (_, said, topics) =
            parts("@carla I #recommend her #Payroll, and she taught @bob #tax_law #recommend");
        assert_eq!(said, "I recommend her Payroll, and she taught @bob tax_law");
        assert_eq!(topics, ["payroll", "tax_law"]);
    }

    #[test]
    fn other_posts_begin_no_recommendation() {
        for text in [
            "@carla is careful #bookkeeping",
            "I #recommend @carla for #bookkeeping",
            "@carla @bob you both are careful #recommend #bookkeeping",
            "@carla recommend #recommended #bookkeeping",
            "@carla see https://a.example/#recommend #bookkeeping",
        ] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(
            read("@carla #recommend #bookkeeping"),
            Err(RecommendingPostError::Blank)
        );
        assert_eq!(
            read("@carla Careful. #recommend"),
            Err(RecommendingPostError::Topics)
        );
        assert_eq!(
            read("@carla Careful. #recommend #a #b #c #d #e #f"),
            Err(RecommendingPostError::Topics)
        );
        let long = "x".repeat(51);
        assert_eq!(
            read(&format!("@carla Careful. #recommend #{long}")),
            Err(RecommendingPostError::Topic(long))
        );
        let links = format!("https://a.example/{} ", "x".repeat(500)).repeat(11);
        assert_eq!(
            read(&format!("@carla {links} #recommend #a")),
            Err(RecommendingPostError::TooLong)
        );
    }
}
