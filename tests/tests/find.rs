//! Finding people over acquaintances, through the API of real processes.

use serde_json::{Value, json};
use vouchwell_tests::{Draft, Instance, Member, SOON, eventually, on_both_databases};

const SEARCH: &str = "/api/v1/vouchwell/search";

/// The people who are found, by their handles.
fn people(found: &Value) -> Vec<&str> {
    let found = found.as_array().unwrap_or_else(|| panic!("no list: {found}"));
    found
        .iter()
        .map(|one| one["account"]["acct"].as_str().expect("a handle"))
        .collect()
}

async fn search(reader: &Member, query: &str) -> Value {
    reader.get(&format!("{SEARCH}?{query}")).await.ok()
}

/// Says where a member is, by the command line.
fn settle(instance: &Instance, name: &str, place: &str) {
    let output = instance.run(["account", "set", name, "--place", place], b"");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

on_both_databases! {
    /// Ana knows Bob, and Bob recommends Carla, who lives on another server and near Ghent.
    async fn ana_finds_a_bookkeeper_near_ghent_over_bob(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (ana, bob, mal, carla) = (a.member("ana"), a.member("bob"), a.member("mal"), b.member("carla"));
        settle(&b, "carla", "Ghent, Belgium");
        ana.get_to_know(&bob).await;
        bob.get_to_know(&carla).await;
        assert_eq!(search(&ana, "q=bookkeeping").await, json!([]));
        let draft = Draft::new("Carla keeps our books.");
        let (_, theirs) = bob.write_and_offer(&carla, &draft).await;
        carla.accept(&theirs).await.ok();
        bob.wait_for_recommendation("author", &draft.text, "public").await;

        let found = search(&ana, "q=bookkeeping&near=ghent").await;
        assert_eq!(people(&found), [carla.handle()]);
        let one = &found[0];
        assert_eq!(one["account"]["place"], "Ghent, Belgium");
        assert_eq!(one["recommendations"][0]["text"], draft.text.as_str());
        assert_eq!(one["recommendations"][0]["verdict"], "valid");
        let paths = one["paths"].as_array().expect("paths are a list");
        assert_eq!((paths.len(), &paths[0]["why"]), (1, &json!("recommended_by_acquaintance")));
        let steps = &paths[0]["steps"];
        let names = [&steps[0]["from"], &steps[0]["to"], &steps[1]["from"], &steps[1]["to"]];
        assert_eq!(names.map(|account| &account["acct"]), ["ana", "bob", "bob", carla.handle().as_str()]);
        for step in [&steps[0], &steps[1]] {
            assert_eq!(step["relationship"], "worksWith");
            assert_eq!(step["known_since"], "2021-03");
            assert_eq!(step["evidence"], "declared");
        }

        assert_eq!(search(&ana, "q=bookkeeping&near=antwerp").await, json!([]));
        for alone in [search(&ana, "q=bookkeeping&hops=1").await, search(&mal, "q=bookkeeping").await] {
            assert_eq!((people(&alone), &alone[0]["paths"]), (vec![carla.handle().as_str()], &json!([])));
        }
        let answer = a.get(&format!("{SEARCH}?q=bookkeeping")).await;
        assert_eq!(answer.status, 401, "{answer}");
        let writer = a.sign_in("ana", "write read:accounts");
        assert_eq!(writer.get(&format!("{SEARCH}?q=bookkeeping")).await.status, 403);
        let searcher = a.sign_in("ana", "read:search");
        assert_eq!(people(&search(&searcher, "q=book").await), [carla.handle()]);
        let wrong = ["", "q=", "q=%23", "q=a+b+c+d+e+f", "q=x&hops=0", "q=x&hops=3", "q=x&hops=two", "q=x&near=%2C",
            "q=x&offset=-1", "q=x&limit=many"];
        for query in wrong {
            let answer = ana.get(&format!("{SEARCH}?{query}")).await;
            assert_eq!(answer.status, 422, "{query}: {answer}");
            answer.sentence();
        }

        let acquaintance = ana.wait_for_acquaintance(&bob.handle(), "mutual").await;
        ana.end_acquaintance(&acquaintance).await.ok();
        assert_eq!(search(&ana, "q=bookkeeping").await[0]["paths"], json!([]));
        carla.withdraw(&theirs).await.ok();
        eventually(SOON, "Carla is not found any more", async || {
            (search(&ana, "q=bookkeeping").await == json!([])).then_some(())
        })
        .await;
    }
}
