use vouchwell_domain::filter::{Filter, FilterAction, FilterContext};
use vouchwell_domain::identifier::{FilterKeywordId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::filter::{self, FilterChange, KeywordChange};
use vouchwell_service::timeline::{self, Source, StatusView};
use vouchwell_service::{Error, follow, reblog, status};

use crate::in_a_town;
use crate::town::{Town, noon};

fn keyword(text: &str) -> (Option<FilterKeywordId>, KeywordChange) {
    let wanted = KeywordChange {
        keyword: Some(text.to_owned()),
        whole_word: Some(true),
        is_removed: false,
    };
    (None, wanted)
}

fn wanted(title: &str, keywords: &[&str]) -> FilterChange {
    FilterChange {
        title: Some(title.to_owned()),
        contexts: Some(vec![FilterContext::Home, FilterContext::Public]),
        keywords: keywords.iter().map(|text| keyword(text)).collect(),
        ..FilterChange::default()
    }
}

async fn everything(town: &Town, reader: &Member) -> Vec<StatusView> {
    let page = Page::newest(10);
    timeline::public(&town.context, Some(reader), Source::Everywhere, page)
        .await
        .unwrap()
}

/// By which filters a status is marked, and for which words.
fn marks(views: &[StatusView], id: StatusId) -> Vec<(String, Vec<String>)> {
    let view = views.iter().find(|view| view.status.id == id).unwrap();
    view.filtered
        .iter()
        .map(|found| (found.filter.title.clone(), found.keywords.clone()))
        .collect()
}

fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(
        matches!(result, Err(Error::Refused(Refusal::Invalid(_)))),
        "{result:?}"
    );
}

fn is_unknown<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
}

in_a_town! {
    async fn what_a_filter_finds_is_marked_for_its_member_alone(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let theirs = town.post(&bea, Visibility::Public).await;
        let own = town.post(&ada, Visibility::Public).await;
        filter::create(&town.context, &ada, wanted("greetings", &["evening", "morning"])).await.unwrap();
        let over = FilterChange { expires_at: Some(Some(noon())), ..wanted("over", &["good"]) };
        filter::create(&town.context, &ada, over).await.unwrap();
        let shown = everything(&town, &ada).await;
        assert_eq!(marks(&shown, theirs.id), [("greetings".to_owned(), vec!["evening".to_owned()])]);
        assert_eq!(marks(&shown, own.id), [], "her own posts are not marked");
        assert_eq!(marks(&everything(&town, &bea).await, theirs.id), []);

        reblog::reblog(&town.context, &bea, own.id, None).await.unwrap();
        follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        let home = timeline::home(&town.context, &ada, Page::newest(10)).await.unwrap();
        assert!(home.iter().filter(|view| view.status.account == ada.account.id).all(|view| view.filtered.is_empty()));
        let thread = status::thread(&town.context, Some(&ada), theirs.id).await.unwrap();
        assert_eq!(thread.descendants, []);
        let alone = timeline::status(&town.context, Some(&ada), theirs.id).await.unwrap();
        assert_eq!(alone.filtered.len(), 1);
    }

    async fn a_boost_is_marked_for_what_it_boosts(town) {
        let (ada, bea, cem) = (town.join("ada").await, town.join("bea").await, town.join("cem").await);
        let written = town.post(&cem, Visibility::Public).await;
        follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        reblog::reblog(&town.context, &bea, written.id, None).await.unwrap();
        let made = filter::create(&town.context, &ada, wanted("one post", &[])).await.unwrap();
        let named = filter::add_status(&town.context, &ada, made.id, written.id).await.unwrap();
        assert_eq!(filter::add_status(&town.context, &ada, made.id, written.id).await.unwrap(), named);
        let [boost] = timeline::home(&town.context, &ada, Page::newest(10)).await.unwrap().try_into().unwrap();
        assert_eq!(boost.filtered[0].statuses, [written.id]);
        assert_eq!(boost.reblog.unwrap().filtered[0].statuses, [written.id]);
        is_unknown(filter::remove_status(&town.context, &bea, named.id).await);
        filter::remove_status(&town.context, &ada, named.id).await.unwrap();
        let [boost] = timeline::home(&town.context, &ada, Page::newest(10)).await.unwrap().try_into().unwrap();
        assert_eq!(boost.filtered, []);
        let secret = town.post(&bea, Visibility::Direct).await;
        is_unknown(filter::add_status(&town.context, &ada, made.id, secret.id).await);
    }

    async fn a_filter_is_changed_part_by_part(town) {
        let ada = town.join("ada").await;
        let made = filter::create(&town.context, &ada, wanted(" Food ", &["soup", "bread"])).await.unwrap();
        assert_eq!((made.title.as_str(), made.action, made.keywords.len()), ("Food", FilterAction::Warn, 2));
        let (soup, bread) = (made.keywords[0].id, made.keywords[1].id);
        let change = FilterChange {
            action: Some(FilterAction::Hide),
            expires_at: Some(Some(noon())),
            keywords: vec![
                (Some(soup), KeywordChange { whole_word: Some(false), ..KeywordChange::default() }),
                (Some(bread), KeywordChange { is_removed: true, ..KeywordChange::default() }),
                keyword("cake"),
            ],
            ..FilterChange::default()
        };
        let changed = filter::change(&town.context, &ada, made.id, change).await.unwrap();
        assert_eq!((changed.title.as_str(), changed.action, changed.expires_at), ("Food", FilterAction::Hide, Some(noon())));
        let words = |kept: &Filter| -> Vec<(String, bool)> {
            kept.keywords.iter().map(|word| (word.keyword.clone(), word.whole_word)).collect()
        };
        assert_eq!(words(&changed), [("soup".to_owned(), false), ("cake".to_owned(), true)]);
        let forever = FilterChange { expires_at: Some(None), ..FilterChange::default() };
        let changed = filter::change(&town.context, &ada, made.id, forever).await.unwrap();
        assert_eq!((changed.expires_at, changed.keywords.len()), (None, 2));

        let added = filter::add_keyword(&town.context, &ada, made.id, keyword("pie").1).await.unwrap();
        let other = KeywordChange { keyword: Some("tart".to_owned()), ..KeywordChange::default() };
        let renamed = filter::change_keyword(&town.context, &ada, added.id, other).await.unwrap();
        assert_eq!((renamed.keyword.as_str(), renamed.whole_word), ("tart", true));
        filter::remove_keyword(&town.context, &ada, soup).await.unwrap();
        is_unknown(filter::keyword(&town.context, &ada, soup).await);
        let kept = filter::show(&town.context, &ada, made.id).await.unwrap();
        assert_eq!(words(&kept), [("cake".to_owned(), true), ("tart".to_owned(), true)]);
    }

    async fn a_filter_is_known_to_its_member_alone(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let made = filter::create(&town.context, &ada, wanted("Food", &["soup"])).await.unwrap();
        let soup = made.keywords[0].id;
        assert_eq!(filter::all(&town.context, &bea).await.unwrap(), []);
        is_unknown(filter::show(&town.context, &bea, made.id).await);
        is_unknown(filter::change(&town.context, &bea, made.id, FilterChange::default()).await);
        is_unknown(filter::remove(&town.context, &bea, made.id).await);
        is_unknown(filter::add_keyword(&town.context, &bea, made.id, keyword("x").1).await);
        is_unknown(filter::change_keyword(&town.context, &bea, soup, keyword("x").1).await);
        is_unknown(filter::remove_keyword(&town.context, &bea, soup).await);
        let hers = filter::create(&town.context, &bea, wanted("Own", &[])).await.unwrap();
        let foreign = FilterChange { keywords: vec![(Some(soup), keyword("x").1)], ..FilterChange::default() };
        is_unknown(filter::change(&town.context, &bea, hers.id, foreign).await);
        assert_eq!(filter::all(&town.context, &ada).await.unwrap(), std::slice::from_ref(&made));
        filter::remove(&town.context, &ada, made.id).await.unwrap();
        assert_eq!(filter::all(&town.context, &ada).await.unwrap(), []);
    }

    async fn a_filter_says_what_it_is_and_where_it_holds(town) {
        let ada = town.join("ada").await;
        let nowhere = FilterChange { contexts: Some(Vec::new()), ..wanted("x", &[]) };
        for unfit in [wanted("", &[]), wanted(&"x".repeat(501), &[]), wanted("x", &[" "]), nowhere] {
            is_refused(filter::create(&town.context, &ada, unfit).await);
        }
        assert_eq!(filter::all(&town.context, &ada).await.unwrap(), []);
        let many: Vec<String> = (0..101).map(|number| format!("word{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        is_refused(filter::create(&town.context, &ada, wanted("many", &many)).await);
        let full = filter::create(&town.context, &ada, wanted("many", &many[..100])).await.unwrap();
        let other = KeywordChange { keyword: Some("other".to_owned()), ..KeywordChange::default() };
        let change = FilterChange { keywords: vec![(Some(full.keywords[0].id), other)], ..FilterChange::default() };
        filter::change(&town.context, &ada, full.id, change).await.unwrap();
        is_refused(filter::add_keyword(&town.context, &ada, full.id, keyword("more").1).await);
    }

    async fn all_filters_together_look_for_no_more_than_can_be_found_fast(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let many: Vec<String> = (0..100).map(|number| format!("word{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let first = filter::create(&town.context, &ada, wanted("first", &many)).await.unwrap();
        let second = filter::create(&town.context, &ada, wanted("second", &many[1..])).await.unwrap();
        is_refused(filter::create(&town.context, &ada, wanted("third", &["one", "two"])).await);
        let third = filter::create(&town.context, &ada, wanted("third", &["one"])).await.unwrap();
        is_refused(filter::create(&town.context, &ada, wanted("fourth", &["more"])).await);
        let more = FilterChange { keywords: vec![keyword("more")], ..FilterChange::default() };
        is_refused(filter::change(&town.context, &ada, second.id, more.clone()).await);
        is_refused(filter::add_keyword(&town.context, &ada, second.id, keyword("more").1).await);
        assert_eq!(filter::show(&town.context, &ada, second.id).await.unwrap(), second);
        filter::create(&town.context, &ada, wanted("fourth", &[])).await.unwrap();

        let other = FilterChange { keywords: vec![(Some(third.keywords[0].id), keyword("other").1)], ..FilterChange::default() };
        filter::change(&town.context, &ada, third.id, other).await.unwrap();
        filter::create(&town.context, &bea, wanted("of somebody else", &["more"])).await.unwrap();
        filter::remove_keyword(&town.context, &ada, first.keywords[0].id).await.unwrap();
        filter::change(&town.context, &ada, second.id, more).await.unwrap();
    }
}
