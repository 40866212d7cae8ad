//! Whether the pages that a member's profile leads to lead back to it (`rel="me"`).

use std::time::Duration;

use url::Url;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_service::profile;

use crate::Federation;
use crate::page::{self, Part};

/// Time for all pages of a profile, which are asked at once.
const PATIENCE: Duration = Duration::from_secs(10);

impl Federation {
    /// Asks the pages of a member's lines that have not been seen to lead back. One that cannot be had does not
    /// lead back; the member asks again by saving her profile.
    pub(crate) async fn verify_links(&self, id: AccountId) -> Result<(), vouchwell_service::Error> {
        let Some((account, pages)) = profile::unverified_links(&self.context, id).await? else {
            return Ok(());
        };
        let asked = pages.into_iter().map(|page| {
            let account = &account;
            async move { self.leads_back(&page, account).await.then_some(page) }
        });
        let found: Vec<ObjectUri> = futures::future::join_all(asked)
            .await
            .into_iter()
            .flatten()
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        profile::links_verified(&self.context, id, &found).await
    }

    async fn leads_back(&self, page: &ObjectUri, account: &Account) -> bool {
        let Ok(url) = Url::parse(page.as_str()) else {
            return false;
        };
        if !matches!(self.is_shut_out(&url).await, Ok(false)) {
            return false;
        }
        match self.page(&url, PATIENCE, same_person).await {
            Ok((_, named)) => {
                let own = [account.profile.url.as_str(), account.uri.as_str()];
                let own: Vec<Url> = own.iter().filter_map(|own| Url::parse(own).ok()).collect();
                named.iter().any(|named| own.contains(named))
            }
            Err(error) => {
                tracing::info!(%error, %page, "a page that a profile leads to cannot be read");
                false
            }
        }
    }
}

/// Where the links of a page lead that it says to be of the same person.
fn same_person(html: &str, address: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    page::read(html, |part| {
        let Part::Start(tag) = part else { return };
        if !matches!(&*tag.name, "a" | "link") {
            return;
        }
        let mut words = page::attribute(tag, "rel").split_ascii_whitespace();
        if words.any(|word| word.eq_ignore_ascii_case("me"))
            && let Ok(url) = address.join(page::attribute(tag, "href").trim())
        {
            found.push(url);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::same_person;

    #[test]
    fn links_of_the_same_person_are_found_wherever_they_stand_and_no_others() {
        let page = r#"<!doctype html><head><LINK href="/@ada" rel="alternate ME"><title><a rel=me href=/no></title><script>"<a rel=me href=/no>"</script>
            <body><!-- <a rel="me" href="/hidden"> --><p>I am <a class=x rel='nofollow me'
            href=https://here.example/@ada>ada</a>, not <a href="/@eve">eve</a> or <a rel="mean" href="/@mel">mel</a>"#;
        let address = Url::parse("https://ada.example/about").unwrap();
        let found: Vec<String> = same_person(page, &address).iter().map(Url::to_string).collect();
        assert_eq!(found, ["https://ada.example/@ada", "https://here.example/@ada"]);
    }

    #[test]
    fn what_is_no_page_has_no_links() {
        let address = Url::parse("https://ada.example/").unwrap();
        for text in [
            "",
            "<",
            "<a rel=me href",
            "\u{0}<a rel=me href='https://['>",
            "<a/rel=me/href=//>",
        ] {
            assert_eq!(same_person(text, &address), [], "{text}");
        }
    }
}
