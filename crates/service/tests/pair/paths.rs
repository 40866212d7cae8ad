use chrono::TimeDelta;
use vouchwell_domain::evidence::EvidenceKind;
use vouchwell_domain::path::{Hops, Why};
use vouchwell_service::path::{Wanted, find};
use vouchwell_service::recommendation::{TextAnswer, answer, offer, write};
use vouchwell_service::{block, place};

use crate::faraway::Stranger;
use crate::in_a_village;
use crate::search::{names, routes, wanted};
use crate::village::{terms, words};

in_a_village! {
    async fn a_friend_of_a_friend_is_found_by_what_she_is_recommended_for(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        village.acquaint_since(&ana, &bob, ["2024", "2023-05"]).await;
        village.acquaint_since(&bob, &carla, ["2021-03", "2020"]).await;
        assert!(village.search(&ana, "bookkeeping").await.is_empty(), "nobody is recommended yet");
        village.recommend(&bob, &carla, "bookkeeping").await;

        let found = village.search(&ana, "bookkeeping").await;
        assert_eq!(names(&found), ["carla"]);
        assert_eq!(found[0].recommendations.len(), 1);
        assert_eq!(found[0].recommendations[0].author.account.name, "bob");
        let [path] = &found[0].paths[..] else { panic!("{:?}", found[0].paths) };
        assert_eq!(path.why, Why::RecommendedByAcquaintance);
        assert_eq!(routes(&found[0]), ["ana bob carla"]);
        let since: Vec<&str> = path.steps.iter().map(|step| step.known_since.as_str()).collect();
        assert_eq!(since, ["2024", "2021-03"], "each says it in her own words");
        assert!(path.steps.iter().all(|step| step.relationship == terms().relationship));
        assert!(path.steps.iter().all(|step| step.evidence == EvidenceKind::Declared));

        let near = Wanted { hops: Hops::One, ..wanted("bookkeeping") };
        let found = find(&village.context, &ana, &near).await.unwrap();
        assert_eq!((names(&found), routes(&found[0]).len()), (vec!["carla"], 0));
        assert!(village.search(&carla, "bookkeeping").await.is_empty(), "nobody looks for herself");
    }

    async fn before_it_is_public_a_text_finds_nobody(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        village.acquaint(&ana, &bob).await;
        village.acquaint(&bob, &carla).await;
        let draft = write(&village.context, &bob, carla.account.id, words("Careful.")).await.unwrap();
        let id = draft.recommendation.id;
        offer(&village.context, &bob, &id).await.unwrap();
        assert!(village.search(&ana, "bookkeeping").await.is_empty());
        answer(&village.context, &carla, &id, TextAnswer::Accept).await.unwrap();
        village.wait(TimeDelta::hours(23));
        village.tick().await;
        assert!(village.search(&ana, "bookkeeping").await.is_empty());
        village.wait(TimeDelta::hours(1));
        village.tick().await;
        assert_eq!(names(&village.search(&ana, "bookkeeping").await), ["carla"]);
    }

    async fn the_strongest_three_ways_are_shown_and_they_share_nobody(village) {
        let (ana, carla) = (village.elder("ana").await, village.elder("carla").await);
        let mut middle = Vec::new();
        for (name, since) in [("young", "2025"), ("old", "2001-01"), ("older", "2000"), ("author", "2025-11")] {
            let one = village.elder(name).await;
            village.acquaint_since(&ana, &one, ["1990", "1991"]).await;
            village.acquaint_since(&one, &carla, [since, "1999"]).await;
            middle.push(one);
        }
        village.recommend(&middle[3], &carla, "bookkeeping").await;
        let expected = ["ana author carla", "ana older carla", "ana old carla"];
        assert_eq!(village.routes(&ana, "bookkeeping").await.unwrap(), expected);

        village.acquaint_since(&ana, &carla, ["2026", "2026"]).await;
        let found = village.search(&ana, "bookkeeping").await;
        assert_eq!(routes(&found[0]), ["ana carla", expected[0], expected[1]]);
        let why: Vec<Why> = found[0].paths.iter().map(|path| path.why).collect();
        assert_eq!(why, [Why::Acquaintance, Why::RecommendedByAcquaintance, Why::KnownByAcquaintance]);
    }

    async fn what_is_equally_strong_takes_turns_from_day_to_day(village) {
        let (ana, carla, bob) = (village.elder("ana").await, village.elder("carla").await, village.elder("bob").await);
        village.acquaint(&bob, &carla).await;
        for name in ["dan", "eve"] {
            let one = village.elder(name).await;
            village.acquaint(&ana, &one).await;
            village.acquaint(&one, &carla).await;
        }
        village.recommend(&bob, &carla, "bookkeeping").await;
        let dora = village.elder("dora").await;
        village.acquaint(&bob, &dora).await;
        village.recommend(&bob, &dora, "bookkeeping").await;
        let frida = village.elder("frida").await;
        let (mut ways, mut people) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        for _ in 0..20 {
            let found = village.search(&ana, "bookkeeping").await;
            assert_eq!(names(&found), ["carla", "dora"], "who can be reached stands before who cannot");
            village.wait(TimeDelta::hours(1));
            let later = village.search(&ana, "bookkeeping").await;
            assert_eq!(routes(&found[0]), routes(&later[0]), "it stays for the day");
            ways.insert(routes(&found[0]));
            let strangers = village.search(&frida, "bookkeeping").await;
            people.insert(names(&strangers).join(" "));
            village.wait(TimeDelta::hours(23));
        }
        assert_eq!((ways.len(), people.len()), (2, 2), "{ways:?} {people:?}");
    }

    async fn words_are_found_by_their_beginnings_and_places_by_their_words(village) {
        let bob = village.elder("bob").await;
        for (name, topic, town) in [
            ("carla", "bookkeeping", "Ghent, Belgium"),
            ("dora", "tax_law", "GHENT"),
            ("emil", "law", "Köln"),
        ] {
            let subject = village.elder(name).await;
            village.acquaint(&bob, &subject).await;
            village.recommend(&bob, &subject, topic).await;
            place::set(&village.context, subject.id, Some(&town.parse().unwrap())).await.unwrap();
        }
        let context = &village.context;
        let ana = village.elder("ana").await;
        for (topic, near, expected) in [
            ("bookk", None, vec!["carla"]),
            ("#BookKeeping", None, vec!["carla"]),
            ("keeping", None, vec![]),
            ("law", None, vec!["dora", "emil"]),
            ("tax law", None, vec!["dora"]),
            ("law tax_l", None, vec!["dora"]),
            ("law book", None, vec![]),
            ("law", Some("ghent"), vec!["dora"]),
            ("law", Some("KÖLN"), vec!["emil"]),
            ("book", Some("belgium ghent"), vec!["carla"]),
            ("book", Some("gh"), vec![]),
            ("law", Some("belgium"), vec![]),
        ] {
            let near = near.map(|near| near.parse().unwrap());
            let found = find(context, &ana, &Wanted { near, ..wanted(topic) }).await.unwrap();
            let mut found = names(&found);
            found.sort_unstable();
            assert_eq!(found, expected, "{topic}");
        }
    }

    async fn a_list_is_read_in_parts(village) {
        let (ana, bob) = (village.elder("ana").await, village.elder("bob").await);
        for name in ["carla", "dora", "emil"] {
            let subject = village.elder(name).await;
            village.acquaint(&bob, &subject).await;
            village.recommend(&bob, &subject, "welding").await;
        }
        let whole = village.search(&ana, "welding").await;
        let part = |limit, offset| Wanted { limit, offset, ..wanted("welding") };
        let first = find(&village.context, &ana, &part(2, 0)).await.unwrap();
        let second = find(&village.context, &ana, &part(2, 2)).await.unwrap();
        assert_eq!([names(&first), names(&second)].concat(), names(&whole));
    }

    async fn paths_lead_over_people_of_other_servers(village) {
        let ana = village.elder("ana").await;
        let (mut xavier, yara) = (Stranger::known_at(&village, "xavier").await, Stranger::known_at(&village, "yara").await);
        let bundle = xavier.recommend(&village, &yara, "welding").await;
        assert_eq!(village.routes(&ana, "welding").await, Some(vec![]));
        xavier.acquaint(&village, &ana).await;
        assert_eq!(village.routes(&ana, "welding").await.unwrap(), ["ana xavier yara"]);

        xavier.change_key(&village).await;
        assert_eq!(village.routes(&ana, "welding").await, Some(vec![]), "another key is another person");
        let xavier = Stranger::known_at(&village, "xavier").await;
        assert_eq!(village.routes(&ana, "welding").await.unwrap(), ["ana xavier yara"]);

        xavier.withdraw(&village, &bundle.endorsement).await;
        assert_eq!(village.routes(&ana, "welding").await, None);
    }

    async fn who_is_gone_is_neither_found_nor_led_over(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        let (xavier, yara) = (Stranger::known_at(&village, "xavier").await, Stranger::known_at(&village, "yara").await);
        xavier.acquaint(&village, &ana).await;
        xavier.acquaint(&village, &carla).await;
        village.acquaint(&bob, &carla).await;
        village.recommend(&bob, &carla, "bookkeeping").await;
        xavier.recommend(&village, &yara, "welding").await;
        assert_eq!(village.routes(&ana, "bookkeeping").await.unwrap(), ["ana xavier carla"]);
        yara.leave(&village).await;
        assert_eq!(village.routes(&ana, "welding").await, None);
        xavier.leave(&village).await;
        assert_eq!(village.routes(&ana, "bookkeeping").await, Some(vec![]));
    }

    async fn blocks_hide_people_and_ways_from_both(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        village.acquaint(&ana, &bob).await;
        village.acquaint(&bob, &carla).await;
        let dan = village.elder("dan").await;
        village.acquaint(&dan, &carla).await;
        village.recommend(&dan, &carla, "bookkeeping").await;
        let way = Some(vec!["ana bob carla".to_owned()]);
        assert_eq!(village.routes(&ana, "bookkeeping").await, way);
        let hidden = [
            (&ana, &carla, None),
            (&carla, &ana, None),
            (&ana, &bob, Some(vec![])),
            (&bob, &ana, Some(vec![])),
            (&bob, &carla, Some(vec![])),
            (&carla, &bob, Some(vec![])),
            (&ana, &dan, None),
        ];
        for (blocker, blocked, seen) in hidden {
            block::block(&village.context, blocker, blocked.account.id).await.unwrap();
            let who = format!("{} blocks {}", blocker.account.name, blocked.account.name);
            assert_eq!(village.routes(&ana, "bookkeeping").await, seen, "{who}");
            block::unblock(&village.context, blocker, blocked.account.id).await.unwrap();
            assert_eq!(village.routes(&ana, "bookkeeping").await, way, "no more: {who}");
        }
    }
}
