use chrono::TimeDelta;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::instance_domain::Severity;
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::preview_card::{Line, PreviewCard};
use vouchwell_domain::status::Visibility;
use vouchwell_service::administration::{Administrator, domain};
use vouchwell_service::card::Card;
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::status::{Concern, RemoteNote, delete, edit, receive_note};
use vouchwell_service::{preview_card, timeline};
use vouchwell_storage::job::{self, Lease};

use crate::in_a_town;
use crate::posts::{content, words_alone};
use crate::town::{Town, newcomer, note};

const TEA: &str = "https://tea.example/cups";

fn uri(text: &str) -> ObjectUri {
    text.parse().unwrap()
}

fn says(title: &str, page: &str) -> PreviewCard {
    PreviewCard {
        page: uri(page),
        title: Line::of(title, 200),
        description: Line::of("What to drink from.", 300),
        author: Line::default(),
        language: Some("en".parse().unwrap()),
        published_at: None,
    }
}

impl Town {
    /// The pages that are to be asked for since this was last looked at.
    async fn asked(&self) -> Vec<String> {
        let mut transaction = self.begin().await;
        let wanted = Lease {
            queue: Queue::Timer,
            limit: 1_000,
            per_host: 1_000,
            skipped_hosts: &[],
            now: self.context.now(),
            duration: TimeDelta::days(365),
        };
        let jobs = job::lease(&mut transaction, wanted).await.unwrap();
        transaction.commit().await.unwrap();
        let asked = jobs.into_iter().map(|leased| match leased.job {
            Job::FetchPreviewCard { address } => address.to_string(),
            other => panic!("{other:?} asks for no page"),
        });
        asked.collect()
    }

    async fn says(&self, address: &str, said: Option<PreviewCard>) {
        preview_card::keep(&self.context, &uri(address), said.as_ref())
            .await
            .unwrap();
    }

    /// The link and the title of a post's card.
    async fn shown(&self, reader: &Member, id: StatusId) -> Option<(String, String)> {
        let view = timeline::status(&self.context, Some(reader), id).await.unwrap();
        match view.card? {
            Card::Page(page) => Some((page.link.to_string(), page.says.title.as_str().to_owned())),
            Card::Recommendation(_) => None,
        }
    }
}

in_a_town! {
    async fn a_page_is_asked_for_once_and_for_what_members_say_to_everybody_alone(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        for secret in [Visibility::Private, Visibility::Direct] {
            town.write(&ada, TEA, secret).await;
        }
        let elsewhere = RemoteNote { content: format!("<p><a href=\"{TEA}\">cups</a></p>"), ..note("notes/1", &[&ada]) };
        let mut transaction = town.begin().await;
        let received = receive_note(&town.context, &mut transaction, &ben, elsewhere, Concern::Unknown).await.unwrap().unwrap();
        transaction.commit().await.unwrap();
        town.write(&ada, &format!("{}/about", town.context.address.origin()), Visibility::Public).await;
        assert_eq!(town.asked().await, [""; 0]);

        let first = town.write(&ada, &format!("See {TEA}#small or https://other.example"), Visibility::Unlisted).await;
        let second = town.write(&ada, TEA, Visibility::Public).await;
        assert_eq!(town.asked().await, [TEA]);
        assert_eq!(town.shown(&ada, first.id).await, None, "nothing is known yet");
        town.says(TEA, Some(says("Cups", "https://www.tea.example/cups/"))).await;
        let cups = |link: &str| Some((link.to_owned(), "Cups".to_owned()));
        assert_eq!(town.shown(&ada, first.id).await, cups(&format!("{TEA}#small")));
        for other in [second.id, received.id] {
            assert_eq!(town.shown(&ada, other).await, cups(TEA), "what is known is shown to whoever reads the link");
        }
        town.wait(TimeDelta::hours(25)).await;
        town.write(&ada, TEA, Visibility::Public).await;
        assert_eq!(town.asked().await, [TEA], "after a day the page may say something else");
        town.says(TEA, None).await;
        assert_eq!(town.shown(&ada, first.id).await, None);
    }

    async fn an_edit_has_the_card_of_what_it_leads_to_now(town) {
        let ada = town.join("ada").await;
        let post = town.write(&ada, TEA, Visibility::Public).await;
        town.says(TEA, Some(says("Cups", TEA))).await;
        let other = "https://coffee.example/";
        let view = edit(&town.context, &ada, post.id, &words_alone(content(&format!("Rather {other}")))).await.unwrap();
        assert_eq!((view.card, town.asked().await), (None, vec![TEA.to_owned(), other.to_owned()]));
        town.says(other, Some(says("Beans", other))).await;
        assert_eq!(town.shown(&ada, post.id).await, Some((other.to_owned(), "Beans".to_owned())));
        edit(&town.context, &ada, post.id, &words_alone(content("Neither"))).await.unwrap();
        assert_eq!((town.shown(&ada, post.id).await, town.asked().await), (None, Vec::new()));
    }

    async fn what_no_post_leads_to_any_more_is_forgotten(town) {
        let ada = town.join("ada").await;
        let (kept, gone) = (TEA, "https://coffee.example/");
        town.write(&ada, kept, Visibility::Public).await;
        let post = town.write(&ada, gone, Visibility::Public).await;
        let reading = town.write(&ada, gone, Visibility::Private).await;
        for address in [kept, gone] {
            town.says(address, Some(says("Cups", address))).await;
        }
        delete(&town.context, &ada, post.id).await.unwrap();
        preview_card::forget_unused(&town.context).await.unwrap();
        assert!(town.shown(&ada, reading.id).await.is_some(), "it was asked for today");
        assert_eq!(town.asked().await.len(), 2);
        town.wait(TimeDelta::hours(25)).await;
        preview_card::forget_unused(&town.context).await.unwrap();
        assert_eq!(town.shown(&ada, reading.id).await, None);
        let reading = town.write(&ada, kept, Visibility::Private).await;
        assert!(town.shown(&ada, reading.id).await.is_some());
    }

    async fn a_blocked_server_has_no_cards_nor_has_what_leads_to_it(town) {
        let new = NewMember { role: Role::Admin, ..newcomer("rita") };
        let rita = member::create(&town.context, new).await.unwrap();
        let mut posts = Vec::new();
        for (link, page) in [
            ("https://evil.example/", "https://evil.example/"),
            ("https://www.evil.example/a", "https://www.evil.example/a"),
            ("https://short.example/b", "https://m.evil.example/b"),
            ("https://not-evil.example/", "https://not-evil.example/"),
        ] {
            posts.push(town.write(&rita, link, Visibility::Public).await.id);
            town.says(link, Some(says("Words", page))).await;
        }
        let host = "evil.example".parse().unwrap();
        let administrator = Administrator::of(&rita).unwrap();
        domain::decide(&town.context, administrator, &host, Some(Severity::Block), "").await.unwrap();
        let mut shown = Vec::new();
        for id in posts {
            shown.push(town.shown(&rita, id).await.is_some());
        }
        assert_eq!(shown, [false, false, false, true]);
    }

    async fn of_one_host_no_more_pages_are_asked_for_in_an_hour_than_it_can_bear(town) {
        const BEARABLE: usize = 120;
        let ada = town.join("ada").await;
        for number in 0..=BEARABLE {
            town.write(&ada, &format!("{TEA}/{number}"), Visibility::Public).await;
        }
        town.write(&ada, "https://other.example/", Visibility::Public).await;
        let asked = town.asked().await;
        let of_host = asked.iter().filter(|asked| asked.starts_with(TEA)).count();
        assert_eq!((of_host, asked.len()), (BEARABLE, BEARABLE + 1));
        town.wait(TimeDelta::hours(2)).await;
        town.write(&ada, &format!("{TEA}/{BEARABLE}"), Visibility::Public).await;
        assert_eq!(town.asked().await.len(), 1);
    }
}
