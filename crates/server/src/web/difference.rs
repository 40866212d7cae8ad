//! What changed between two texts, word by word.

use vouchwell_domain::version::Words;

/// The most pairs of words that are compared; a middle that is larger is shown as replaced whole.
const MOST_PAIRS: usize = 1_000_000;
/// The most changes that are marked one by one; nobody reads a text of more.
const MOST_CHANGES: usize = 200;
/// What marks a change is about as long, in bytes.
const MARK: usize = 150;

/// A run of words that was kept, taken out or put in, with the white space after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// In both texts.
    Kept(String),
    /// Only in the older text.
    Removed(String),
    /// Only in the newer text.
    Added(String),
}

/// What changed between the words of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// In what is said.
    pub text: Vec<Change>,
    /// In what its author cannot speak to.
    pub limitations: Vec<Change>,
}

impl Changes {
    /// What turns the words of one text into those of another.
    pub fn between(old: &Words, new: &Words) -> Self {
        Self {
            text: between(old.text.as_str(), new.text.as_str()),
            limitations: between(old.limitations.as_str(), new.limitations.as_str()),
        }
    }

    /// About how long they are on a page, in bytes.
    pub fn length(&self) -> usize {
        let length = |change: &Change| match change {
            Change::Kept(words) => words.len(),
            Change::Removed(words) | Change::Added(words) => words.len() + MARK,
        };
        self.text.iter().chain(&self.limitations).map(length).sum()
    }
}

/// The changes that turn `old` into `new`, in reading order.
pub fn between(old: &str, new: &str) -> Vec<Change> {
    let (old, new) = (words(old), words(new));
    let same = |(one, other): &(&&str, &&str)| one == other;
    let before = old.iter().zip(&new).take_while(same).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(same)
        .count();
    let old_middle = &old_rest[..old_rest.len() - after];
    let new_middle = &new_rest[..new_rest.len() - after];

    let mut changes = Vec::new();
    push(&mut changes, Change::Kept, &old[..before]);
    let mut middle = Vec::new();
    if old_middle.len() * new_middle.len() <= MOST_PAIRS {
        compare(&mut middle, old_middle, new_middle);
    }
    if middle.is_empty() || middle.len() > MOST_CHANGES {
        push(&mut changes, Change::Removed, old_middle);
        push(&mut changes, Change::Added, new_middle);
    } else {
        changes.append(&mut middle);
    }
    push(&mut changes, Change::Kept, &old_rest[old_rest.len() - after..]);
    changes
}

/// Walks along a longest common subsequence, found from the end.
fn compare(changes: &mut Vec<Change>, old: &[&str], new: &[&str]) {
    let columns = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * columns];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            common[row * columns + column] = if old[row] == new[column] {
                common[(row + 1) * columns + column + 1] + 1
            } else {
                common[(row + 1) * columns + column].max(common[row * columns + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < old.len() && column < new.len() {
        if old[row] == new[column] {
            push(changes, Change::Kept, &old[row..=row]);
            row += 1;
            column += 1;
        } else if common[(row + 1) * columns + column] >= common[row * columns + column + 1] {
            push(changes, Change::Removed, &old[row..=row]);
            row += 1;
        } else {
            push(changes, Change::Added, &new[column..=column]);
            column += 1;
        }
    }
    push(changes, Change::Removed, &old[row..]);
    push(changes, Change::Added, &new[column..]);
}

/// Words with the white space that follows them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_space = false;
    for (index, character) in text.char_indices() {
        if in_space && !character.is_whitespace() {
            words.push(&text[start..index]);
            start = index;
        }
        in_space = character.is_whitespace();
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// Adds words to the last run if it is of the same kind.
fn push(changes: &mut Vec<Change>, kind: fn(String) -> Change, words: &[&str]) {
    if words.is_empty() {
        return;
    }
    let change = kind(words.concat());
    match (changes.last_mut(), change) {
        (Some(Change::Kept(run)), Change::Kept(more))
        | (Some(Change::Removed(run)), Change::Removed(more))
        | (Some(Change::Added(run)), Change::Added(more)) => run.push_str(&more),
        (_, change) => changes.push(change),
    }
}

#[cfg(test)]
mod tests {
    use super::Change::{self, Added, Kept, Removed};
    use super::{MOST_CHANGES, MOST_PAIRS, between};

    fn old(changes: &[Change]) -> String {
        let part = |change: &Change| match change {
            Kept(words) | Removed(words) => words.clone(),
            Added(_) => String::new(),
        };
        changes.iter().map(part).collect()
    }

    fn new(changes: &[Change]) -> String {
        let part = |change: &Change| match change {
            Kept(words) | Added(words) => words.clone(),
            Removed(_) => String::new(),
        };
        changes.iter().map(part).collect()
    }

    #[test]
    fn one_changed_word_is_one_change() {
        let changes = between(
            "She kept our books for two years.",
            "She kept our books for three years.",
        );
        let expected = [
            Kept("She kept our books for ".into()),
            Removed("two ".into()),
            Added("three ".into()),
            Kept("years.".into()),
        ];
        assert_eq!(changes, expected);
    }

    #[test]
    fn both_texts_can_be_read_from_the_changes() {
        for (one, other) in [
            ("", ""),
            ("", "now there is a text"),
            ("the text\n\nis gone", ""),
            ("a b c d e f", "f e d c b a"),
            ("same words", "same words"),
            ("  leading space", "leading space "),
        ] {
            let changes = between(one, other);
            assert_eq!((old(&changes).as_str(), new(&changes).as_str()), (one, other));
        }
    }

    #[test]
    fn texts_that_share_nothing_and_are_long_are_replaced_whole() {
        let one = "a ".repeat(MOST_PAIRS / 100);
        let other = "b ".repeat(200);
        assert_eq!(
            between(&one, &other),
            [Removed(one.clone()), Added(other.clone())]
        );
    }

    #[test]
    fn texts_with_a_change_in_every_other_word_are_replaced_whole() {
        let one = "and this ".repeat(MOST_CHANGES);
        let other = "and that ".repeat(MOST_CHANGES);
        let expected = [
            Kept("and ".to_owned()),
            Removed(one["and ".len()..].to_owned()),
            Added(other["and ".len()..].to_owned()),
        ];
        assert_eq!(between(&one, &other), expected);
    }
}
