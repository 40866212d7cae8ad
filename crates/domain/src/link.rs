//! Links in the cleaned HTML of statuses.

use crate::identifier::ObjectUri;
use crate::plain_text::decoded;

/// The address to which the first link of a text leads that is neither a mention nor a hashtag.
pub fn first_link(html: &str) -> Option<ObjectUri> {
    let tags = html
        .split("<a ")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    let mut links = tags.filter(|tag| !["mention", "hashtag"].iter().any(|class| has_class(tag, class)));
    decoded(attribute(links.next()?, "href")?).parse().ok()
}

fn has_class(tag: &str, class: &str) -> bool {
    attribute(tag, "class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
}

/// Cleaned HTML writes attributes in double quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}=\"");
    let (before, rest) = tag.split_once(&start)?;
    let is_whole_name = before.is_empty() || before.ends_with(' ');
    rest.split('"').next().filter(|_| is_whole_name)
}

#[cfg(test)]
mod tests {
    use super::first_link;
    use crate::text::html;

    #[test]
    fn the_first_link_is_the_one_that_was_typed() {
        let typed = html(
            "#tea @ada see https://a.example/?x=1&y='2'&z=3 and https://b.example",
            "https://here.example",
            &[],
        );
        assert_eq!(
            first_link(&typed).unwrap().as_str(),
            "https://a.example/?x=1&y='2'&z=3"
        );
    }

    #[test]
    fn names_and_hashtags_are_no_links() {
        for none in [
            "<p>words</p>",
            "<p><a href=\"https://a.example/@ada\" class=\"u-url mention\">@ada</a></p>",
            "<p><a class=\"mention hashtag\" href=\"https://a.example/tags/tea\" rel=\"tag\">#tea</a></p>",
            "<a href=\"nowhere\">x</a>",
            "<a data-href=\"https://a.example\">x</a>",
        ] {
            assert_eq!(first_link(none), None, "{none}");
        }
    }
}
