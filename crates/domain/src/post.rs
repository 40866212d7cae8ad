//! Posts: what members write.

use serde::{Deserialize, Serialize};
use vouchwell_evidence::Language;

use crate::account::Handle;
use crate::identifier::{MediaId, StatusId};
use crate::poll::NewPoll;
use crate::quote::QuotePolicy;
use crate::status::Visibility;
use crate::text::{self, Piece, pieces};

/// The longest post, in characters as they are counted for it.
pub const LONGEST: usize = 5_000;
/// What a web address counts, however long it is.
pub const LINK_LENGTH: usize = 23;
/// The most people that a post names.
pub const MENTIONS: usize = 50;
/// The most hashtags of a post.
pub const HASHTAGS: usize = 100;

/// What was written is no post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// There are no words.
    #[error("Text can't be blank: write something")]
    Blank,
    /// There are too many.
    #[error(
        "a post has at most {LONGEST} characters with its content warning; a web address counts {LINK_LENGTH}"
    )]
    TooLong,
    /// It names too many people.
    #[error("a post names at most {MENTIONS} people")]
    TooManyMentions,
    /// It has too many hashtags.
    #[error("a post has at most {HASHTAGS} hashtags")]
    TooManyHashtags,
}

/// What a post says: cleaned, not blank, and not too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostContent {
    text: String,
    spoiler: String,
    sensitive: bool,
    language: Option<Language>,
}

/// A post as a member writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// What it says.
    pub content: PostContent,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it answers.
    pub in_reply_to: Option<StatusId>,
    /// What it shows, in this order.
    pub media: Vec<MediaId>,
    /// What it asks.
    pub poll: Option<NewPoll>,
    /// Who may quote it, as far as everybody may read it.
    #[serde(default)]
    pub quote_policy: QuotePolicy,
}

impl PostContent {
    /// Takes what was typed. A content warning without a text is the text; what has a warning is sensitive.
    ///
    /// # Errors
    /// See [`PostError`].
    pub fn new(
        text: &str,
        spoiler: &str,
        sensitive: bool,
        language: Option<Language>,
    ) -> Result<Self, PostError> {
        let content = Self::beside_media(text, spoiler, sensitive, language)?;
        if content.text.is_empty() {
            return Err(PostError::Blank);
        }
        Ok(content)
    }

    /// The same for a post that shows something, which may say nothing.
    ///
    /// # Errors
    /// See [`PostError`].
    pub fn beside_media(
        text: &str,
        spoiler: &str,
        sensitive: bool,
        language: Option<Language>,
    ) -> Result<Self, PostError> {
        let (mut text, mut spoiler) = (cleaned(text), cleaned(spoiler));
        let sensitive = sensitive || !spoiler.is_empty();
        if text.is_empty() {
            text = std::mem::take(&mut spoiler);
        }
        let content = Self {
            text,
            spoiler,
            sensitive,
            language,
        };
        if content.length() > LONGEST {
            Err(PostError::TooLong)
        } else if content.handles().len() > MENTIONS {
            Err(PostError::TooManyMentions)
        } else if content.hashtags().len() > HASHTAGS {
            Err(PostError::TooManyHashtags)
        } else {
            Ok(content)
        }
    }

    /// The text as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The content warning, plain text; empty for none.
    pub fn spoiler(&self) -> &str {
        &self.spoiler
    }

    /// Whether media are hidden at first.
    pub const fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// The language, if it was said.
    pub const fn language(&self) -> Option<&Language> {
        self.language.as_ref()
    }

    /// The handles of those it names, each once.
    pub fn handles(&self) -> Vec<Handle> {
        text::handles(&self.text)
    }

    /// Its hashtags in small letters, each once.
    pub fn hashtags(&self) -> Vec<String> {
        text::hashtags(&self.text)
    }

    /// As Mastodon counts: an address is as long as any other, and a handle has no host.
    fn length(&self) -> usize {
        let text = pieces(&self.text).into_iter().map(|piece| match piece {
            Piece::Words(words) => words.chars().count(),
            Piece::Link(_) => LINK_LENGTH,
            Piece::Mention(_, handle) => 1 + handle.name.chars().count(),
            Piece::Hashtag(name) => 1 + name.chars().count(),
        });
        text.sum::<usize>() + self.spoiler.chars().count()
    }
}

/// Lines end in one way, and other control characters are gone.
fn cleaned(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = lines
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'));
    kept.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str, spoiler: &str) -> Result<PostContent, PostError> {
        PostContent::new(text, spoiler, false, None)
    }

    #[test]
    fn an_address_counts_23_and_a_handle_without_its_host() {
        let address = format!("https://long.example/{}", "x".repeat(300));
        let handle = format!("@ada@{}.example", "long".repeat(10));
        let rest = LONGEST - LINK_LENGTH - "@ada".len() - 2;
        let text = format!("{address} {handle} {}", "é".repeat(rest));
        assert!(content(&text, "").is_ok());
        assert_eq!(content(&format!("{text}x"), ""), Err(PostError::TooLong));
        assert_eq!(content(&text, "x"), Err(PostError::TooLong), "the warning counts");
    }

    #[test]
    fn a_warning_without_a_text_is_the_text_and_hides_media() {
        let only_warning = content(" \n", "careful").unwrap();
        assert_eq!((only_warning.text(), only_warning.spoiler()), ("careful", ""));
        assert!(only_warning.is_sensitive() && content("x", "careful").unwrap().is_sensitive());
        assert!(!content("x", " ").unwrap().is_sensitive());
        assert_eq!(content("\0\u{7}", "\t"), Err(PostError::Blank));
    }

    #[test]
    fn lines_end_in_one_way_and_control_characters_are_gone() {
        let cleaned = content("one\r\ntwo\rthree\0\n\tfour\u{8}\n\n", "").unwrap();
        assert_eq!(cleaned.text(), "one\ntwo\nthree\n\tfour");
    }

    #[test]
    fn people_and_hashtags_are_bounded() {
        let many =
            |sign: &str, count: usize| (0..count).map(|at| format!("{sign}n{at} ")).collect::<String>();
        assert!(content(&many("@", MENTIONS), "").is_ok());
        assert_eq!(
            content(&many("@", MENTIONS + 1), ""),
            Err(PostError::TooManyMentions)
        );
        assert!(content(&many("#", HASHTAGS), "").is_ok());
        assert_eq!(
            content(&many("#", HASHTAGS + 1), ""),
            Err(PostError::TooManyHashtags)
        );
        assert!(content(&"@ada ".repeat(MENTIONS + 1), "").is_ok(), "one person");
    }
}
