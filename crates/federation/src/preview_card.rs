//! What the page to which posts of members lead says of itself.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::StatusCode;
use url::Url;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::preview_card::{AUTHOR_LENGTH, DESCRIPTION_LENGTH, Line, PreviewCard, TITLE_LENGTH};
use vouchwell_service::preview_card;

use crate::Federation;
use crate::client::{DocumentType, FetchError};
use crate::page::{self, Part};

/// Time for a page; less than its job has.
const PATIENCE: Duration = Duration::from_secs(10);

impl Federation {
    /// Asks the page at an address once. What is known of it stays if it cannot be had at the moment.
    pub(crate) async fn fetch_preview_card(
        &self,
        address: &ObjectUri,
    ) -> Result<(), vouchwell_service::Error> {
        let Ok(url) = Url::parse(address.as_str()) else {
            return Ok(());
        };
        if self.is_shut_out(&url).await? {
            return Ok(());
        }
        let now = self.context.now();
        let asking = self.page(&url, PATIENCE, move |html, page| said_of_itself(html, page, now));
        let outcome = match asking.await {
            Ok((found, _)) if self.is_shut_out(&found).await? => return Ok(()),
            Ok((_, said)) => {
                preview_card::keep(&self.context, address, said.as_ref()).await?;
                if said.is_some() { "kept" } else { "nothing" }
            }
            Err(FetchError::Status(StatusCode::NOT_FOUND | StatusCode::GONE)) => {
                preview_card::keep(&self.context, address, None).await?;
                "gone"
            }
            Err(error) => {
                tracing::info!(%error, host = url.host_str(), "a page that a post leads to cannot be read");
                "unreadable"
            }
        };
        metrics::counter!("vouchwell_preview_cards_total", "outcome" => outcome).increment(1);
        Ok(())
    }
}

/// What a page says of itself; nothing if it has no title, or if it is the page of something that is told to other
/// servers and that its author takes back by telling them.
fn said_of_itself(html: &str, page: &Url, now: DateTime<Utc>) -> Option<PreviewCard> {
    let mut head = Head::default();
    page::read(html, |part| head.see(&part));
    if head.is_of_activity {
        return None;
    }
    let said = |first: &str, second: &str, longest| {
        let first = Line::of(first, longest);
        if first.is_empty() {
            Line::of(second, longest)
        } else {
            first
        }
    };
    let published = DateTime::parse_from_rfc3339(head.published.trim()).ok();
    let published = published.map(|published| published.to_utc());
    Some(PreviewCard {
        page: page.as_str().parse().ok()?,
        title: said(&head.graph_title, &head.title, TITLE_LENGTH),
        description: said(&head.graph_description, &head.description, DESCRIPTION_LENGTH),
        author: Line::of(&head.author, AUTHOR_LENGTH),
        language: head.language.trim().parse().ok(),
        published_at: published.filter(|published| (DateTime::UNIX_EPOCH..=now).contains(published)),
    })
    .filter(|card| !card.title.is_empty())
}

/// What is looked for in a page; of each the first that there is.
#[derive(Default)]
struct Head {
    title: String,
    description: String,
    author: String,
    graph_title: String,
    graph_description: String,
    published: String,
    language: String,
    is_of_activity: bool,
    is_in_title: bool,
    has_title: bool,
}

impl Head {
    fn see(&mut self, part: &Part<'_>) {
        match part {
            Part::Text(text) if self.is_in_title && !self.has_title => self.title.push_str(text),
            Part::End(tag) if &*tag.name == "title" => self.has_title = true,
            Part::Start(tag) => match &*tag.name {
                "html" => set(&mut self.language, page::attribute(tag, "lang")),
                "title" => self.is_in_title = true,
                "meta" => self.see_meta(page::attribute(tag, "content"), |name| page::attribute(tag, name)),
                "link" => {
                    let kind = page::attribute(tag, "type").trim().to_ascii_lowercase();
                    self.is_of_activity |= DocumentType::Activity.admits(&kind);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Open Graph names its words by `property`, HTML by `name`; pages take one for the other.
    fn see_meta<'a>(&mut self, content: &str, attribute: impl Fn(&str) -> &'a str) {
        let name = match attribute("property") {
            "" => attribute("name"),
            property => property,
        };
        let place = match name.trim().to_ascii_lowercase().as_str() {
            "og:title" => &mut self.graph_title,
            "og:description" => &mut self.graph_description,
            "description" => &mut self.description,
            "author" => &mut self.author,
            "article:published_time" => &mut self.published,
            _ => return,
        };
        set(place, content);
    }
}

fn set(place: &mut String, said: &str) {
    if place.is_empty() {
        said.clone_into(place);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use url::Url;
    use vouchwell_domain::preview_card::PreviewCard;

    use super::said_of_itself;

    fn said(html: &str) -> Option<PreviewCard> {
        let now: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        said_of_itself(html, &Url::parse("https://tea.example/a").unwrap(), now)
    }

    fn title(html: &str) -> Option<String> {
        said(html).map(|card| card.title.as_str().to_owned())
    }

    #[test]
    fn a_page_says_what_it_is_called_about_and_by_whom() {
        let card = said(
            "<!doctype html><HTML lang=en-GB><head><title>Tea &amp; us</title><meta name=Description content=long>
             <meta property='og:title' content='Tea &quot;for&quot; two'><meta content='All
             about tea' property=og:description><meta name=author content=Ada>
             <meta property=article:published_time content=2026-02-01T10:00:00+01:00>",
        )
        .unwrap();
        assert_eq!(card.page.as_str(), "https://tea.example/a");
        assert_eq!(card.title.as_str(), "Tea \"for\" two");
        assert_eq!(
            (card.description.as_str(), card.author.as_str()),
            ("All about tea", "Ada")
        );
        assert_eq!(card.language.unwrap().to_string(), "en-GB");
        assert_eq!(
            card.published_at.unwrap().to_rfc3339(),
            "2026-02-01T09:00:00+00:00"
        );
    }

    #[test]
    fn the_first_title_counts_whatever_stands_in_scripts_and_drawings() {
        for (html, expected) in [
            ("<title>One</title><svg><title>Two</title></svg>", Some("One")),
            (
                "<script>'<title>No</title>'</script><title>Yes</title>",
                Some("Yes"),
            ),
            ("<title>A <b>c</b> &lt;d></title>", Some("A <b>c</b> <d>")),
            (
                "<meta property=og:title content=' '><title>Words</title>",
                Some("Words"),
            ),
            ("<title>never ends", Some("never ends")),
            ("<title> </title>", None),
            ("<!-- <title>No</title> -->", None),
            ("plain words", None),
        ] {
            assert_eq!(title(html).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn what_cannot_be_so_is_left_out() {
        let card = said(
            "<html lang='a language'><title>Tea</title>
             <meta property=article:published_time content=2999-01-01T00:00:00Z>",
        )
        .unwrap();
        assert_eq!((card.language, card.published_at), (None, None));
    }

    #[test]
    fn what_its_author_takes_back_by_telling_servers_has_no_card() {
        let page = "<title>Ada says</title><link rel=alternate href=/1 type=";
        assert_eq!(title(&format!("{page}application/activity+json>")), None);
        assert!(title(&format!("{page}application/rss+xml>")).is_some());
    }
}
