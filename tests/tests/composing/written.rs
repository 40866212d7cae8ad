//! One writes about the other, on pages alone: asked, corrected, pulled, accepted, revised, and gone again.

use vouchwell_tests::{Answer, Browser, on_both_databases};

use crate::scene::{Scene, find, link_in_list, wait_for};

const WORDS: &str = "She finds the error before the auditor does.";

/// What an author types; the last of it says what is to be done.
fn typed<'a>(text: &'a str, wish: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("text", text),
        ("limitations", "Tax law."),
        ("topics", "Bookkeeping"),
        ("language", "en"),
        ("disclosures", "pays-subject"),
        ("wish", wish),
    ]
}

async fn offer(bob: &mut Browser, page: &Answer, text: &str) -> Answer {
    let offered = bob.submit(page, "Save as a draft", &typed(text, "offer")).await;
    assert!(
        offered.body.contains("It lies before <bdi>carla</bdi>"),
        "{offered}"
    );
    offered
}

/// The page of the one text that somebody has, for her.
async fn own_text(browser: &mut Browser) -> String {
    let page = browser.open("/recommendations").await;
    assert_eq!(page.body.matches("href=\"/texts/").count(), 1, "{page}");
    link_in_list(&page, "/texts/")
}

async fn accept(carla: &mut Browser) -> Answer {
    let page = wait_for(carla, "/waiting", "Written about you").await;
    carla
        .submit(&page, "I accept exactly this", &[("answer", "accept")])
        .await
}

on_both_databases! {
    async fn a_text_is_written_corrected_pulled_accepted_revised_and_hidden(world: World) {
        let mut scene = Scene::set(&world).await;
        scene.a.set("VOUCHWELL_HOLD", "1h");
        scene.a.restart().await;
        scene.get_to_know().await;
        let bob = scene.handle_of_bob();
        let page = find(&mut scene.carla, "/requests/new", &bob).await;
        let asked = [("acct", bob.as_str()), ("topics", "bookkeeping")];
        scene.carla.submit(&page, ">Ask</button>", &asked).await;
        let page = wait_for(&mut scene.bob, "/waiting", "You are asked for a recommendation").await;
        let page = scene.bob.submit(&page, "Yes, I", &[("answer", "write")]).await;
        assert!(page.body.contains("About <bdi>carla</bdi>"), "a yes leads to the text: {page}");

        let undecided = &typed(WORDS, "preview")[..4];
        let undecided: Vec<_> = undecided.iter().copied().chain([("wish", "preview")]).collect();
        let incomplete = scene.bob.submit(&page, ">Preview</button>", &undecided).await;
        assert_eq!(incomplete.status, 200, "a look does nothing that could be refused: {incomplete}");
        assert!(incomplete.body.contains("Tick what is so") && incomplete.body.contains(WORDS), "{incomplete}");
        let shown = scene.bob.submit(&page, ">Preview</button>", &typed(WORDS, "preview")).await;
        for part in ["pays or has paid", "Please note: I pay this person.", "characters long"] {
            assert!(shown.body.contains(part), "{part}: {shown}");
        }
        assert!(!scene.bob.open("/recommendations").await.body.contains("/texts/"), "a preview keeps nothing");
        for _ in 0..2 {
            let kept = scene.bob.submit(&shown, "Save as a draft", &typed(WORDS, "save")).await;
            assert!(kept.body.contains("This is a draft"), "{kept}");
        }
        let text = own_text(&mut scene.bob).await;
        let draft = text.replace("/texts/", "/compose/");
        assert_eq!(scene.bob.open(&text.replace("/texts/", "/recommendations/")).await.status, 404);
        let page = scene.bob.open(&draft).await;
        assert!(page.body.contains(WORDS) && page.body.contains("value=\"pays-subject\" checked"), "{page}");
        offer(&mut scene.bob, &page, WORDS).await;

        let page = wait_for(&mut scene.carla, "/waiting", WORDS).await;
        let correction = [("answer", "correct"), ("message", "It was the tax office.")];
        scene.carla.submit(&page, "Ask for the correction", &correction).await;
        wait_for(&mut scene.bob, &text, "It was the tax office.").await;
        let page = scene.bob.open(&draft).await;
        let mended = "She finds the error before the tax office does.";
        offer(&mut scene.bob, &page, mended).await;

        let page = accept(&mut scene.carla).await;
        assert!(page.body.contains("Public from") && page.body.contains("data-until="), "{page}");
        wait_for(&mut scene.bob, &text, "has accepted it, word for word").await;
        let page = scene.carla.submit(&page, "Pull it back", &[]).await;
        assert!(page.body.contains("It lies before you"), "{page}");
        wait_for(&mut scene.bob, &text, "It lies before <bdi>carla</bdi>").await;
        scene.a.set("VOUCHWELL_HOLD", "1s");
        scene.a.restart().await;
        accept(&mut scene.carla).await;
        let page = wait_for(&mut scene.bob, &text, "It is public").await;
        assert!(page.body.contains(mended), "{page}");
        let permalink = text.replace("/texts/", "/recommendations/");
        let page = scene.bob.open(&permalink).await;
        assert!(page.status == 200 && page.body.contains(mended), "{page}");

        let page = scene.bob.open(&draft).await;
        assert!(page.body.contains("is public. It stays until"), "{page}");
        let newer = "She finds every error before the tax office does.";
        let page = offer(&mut scene.bob, &page, newer).await;
        assert!(page.body.contains("<ins>") && page.body.contains("It is public"), "{page}");
        let page = wait_for(&mut scene.carla, "/waiting", newer).await;
        assert!(page.body.contains("which stays until this one is public"), "{page}");
        assert!(page.body.contains("<ins>") && page.body.contains("<del>"), "{page}");
        accept(&mut scene.carla).await;
        wait_for(&mut scene.bob, &permalink, "Each text replaced the one before").await;

        let hers = own_text(&mut scene.carla).await;
        let here = hers.replace("/texts/", "/recommendations/");
        wait_for(&mut scene.carla, &here, newer).await;
        let page = scene.carla.open(&format!("{hers}/end")).await;
        assert!(page.body.contains("cannot be undone"), "{page}");
        let page = scene.carla.submit(&page, "Hide it for good", &[]).await;
        assert!(page.body.contains("It does not come back"), "{page}");
        let page = wait_for(&mut scene.bob, &permalink, "This recommendation was withdrawn").await;
        assert!(page.status == 410 && !page.body.contains(newer), "{page}");
    }

    async fn an_author_deletes_a_draft_and_withdraws_what_is_public(world: World) {
        let mut scene = Scene::set(&world).await;
        scene.get_to_know().await;
        let carla = scene.handle_of_carla();
        let page = find(&mut scene.bob, "/compose", &carla).await;
        scene.bob.submit(&page, "Save as a draft", &typed(WORDS, "save")).await;
        let text = own_text(&mut scene.bob).await;
        assert_eq!(scene.carla.open(&text).await.status, 404, "a draft is for its author alone");
        let page = scene.bob.open(&format!("{text}/end")).await;
        let page = scene.bob.submit(&page, "Delete it", &[]).await;
        assert!(page.body.contains("You have not written about anybody yet"), "{page}");

        let page = find(&mut scene.bob, "/compose", &carla).await;
        offer(&mut scene.bob, &page, WORDS).await;
        accept(&mut scene.carla).await;
        let text = own_text(&mut scene.bob).await;
        wait_for(&mut scene.bob, &text, "It is public").await;
        let hers = own_text(&mut scene.carla).await;
        wait_for(&mut scene.carla, &hers, "It is public").await;
        let page = scene.bob.open(&format!("{text}/end")).await;
        let page = scene.bob.submit(&page, "Withdraw it for good", &[]).await;
        assert!(page.body.contains("It does not come back"), "{page}");
        let page = scene.bob.open(&text.replace("/texts/", "/recommendations/")).await;
        assert!(page.status == 410 && !page.body.contains(WORDS), "{page}");
        wait_for(&mut scene.carla, &hers, "It does not come back").await;
    }

    async fn a_yes_that_is_signed_is_pulled_back_by_a_new_author_alone(world: World) {
        let mut scene = Scene::set(&world).await;
        scene.b.execute("UPDATE member SET quarantine_exempt = FALSE").await;
        scene.get_to_know().await;
        let carla = scene.handle_of_carla();
        let page = find(&mut scene.bob, "/compose", &carla).await;
        offer(&mut scene.bob, &page, WORDS).await;
        accept(&mut scene.carla).await;
        let hers = own_text(&mut scene.carla).await;
        let page = wait_for(&mut scene.carla, &hers, "Your yes is signed").await;
        assert!(!page.body.contains("Pull it back"), "{page}");
        let text = own_text(&mut scene.bob).await;
        let page = wait_for(&mut scene.bob, &text, "cannot any more").await;
        let page = scene.bob.submit(&page, "Pull it back", &[]).await;
        assert!(page.body.contains("This is a draft"), "{page}");
    }
}
