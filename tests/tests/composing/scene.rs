//! Two people at two servers, each with a browser.

use vouchwell_tests::{Answer, Browser, Instance, PASSWORD, SOON, World, eventually};

/// Carla at `a`, who asks, and Bob at `b`, who writes.
pub(crate) struct Scene {
    pub(crate) a: Instance,
    pub(crate) b: Instance,
    pub(crate) carla: Browser,
    pub(crate) bob: Browser,
}

impl Scene {
    pub(crate) async fn set(world: &World) -> Self {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        a.create_account("carla");
        b.create_account("bob");
        let (carla, bob) = (signed_in(&a, "carla").await, signed_in(&b, "bob").await);
        Self { a, b, carla, bob }
    }

    pub(crate) fn handle_of_carla(&self) -> String {
        format!("@carla@{}", self.a.host())
    }

    pub(crate) fn handle_of_bob(&self) -> String {
        format!("@bob@{}", self.b.host())
    }

    /// Both say that they know each other: Carla first, Bob where it waits for him.
    pub(crate) async fn get_to_know(&mut self) {
        let handle = self.handle_of_bob();
        let page = say(&mut self.carla, &handle, "worksWith").await;
        assert!(page.body.contains("has not answered"), "{page}");
        let page = wait_for(&mut self.bob, "/waiting", "Do you know each other?").await;
        let yes = [
            ("answer", "yes"),
            ("relationship", "worksWith"),
            ("known_since", "2021-03"),
        ];
        self.bob.submit(&page, "Yes, we know each other", &yes).await;
        wait_for(&mut self.carla, "/acquaintances", "You both say so").await;
    }
}

/// Says that she knows somebody.
pub(crate) async fn say(browser: &mut Browser, handle: &str, relationship: &str) -> Answer {
    let page = find(browser, "/acquaintances/new", handle).await;
    let typed = [("relationship", relationship), ("year", "2021"), ("month", "03")];
    browser.submit(&page, "I know ", &typed).await
}

/// The page about the person with a handle.
pub(crate) async fn find(browser: &mut Browser, path: &str, handle: &str) -> Answer {
    browser
        .open(&format!("{path}?acct={}", handle.replace('@', "%40")))
        .await
}

/// Opens a page until it says something.
pub(crate) async fn wait_for(browser: &mut Browser, path: &str, words: &str) -> Answer {
    eventually(SOON, &format!("{path} says: {words}"), async || {
        Some(browser.open(path).await).filter(|page| page.body.contains(words))
    })
    .await
}

/// The first link in the lists of a page that begins so.
pub(crate) fn link_in_list(page: &Answer, beginning: &str) -> String {
    let (_, lists) = page.body.split_once("class=\"cards\"").expect("a list");
    let after = lists.split(&format!("href=\"{beginning}")).nth(1);
    let rest = after.unwrap_or_else(|| panic!("no link to {beginning} on {page}"));
    format!("{beginning}{}", rest.split('"').next().unwrap_or_default())
}

async fn signed_in(instance: &Instance, name: &str) -> Browser {
    let mut browser = Browser::new(instance);
    let page = browser.open("/acquaintances").await;
    let page = browser.sign_in(&page, name, PASSWORD).await;
    assert!(page.body.contains("People you know"), "{page}");
    browser
}
