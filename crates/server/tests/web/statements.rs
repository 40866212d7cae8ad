//! How many statements pages and calls cost: as many where they show a lot as where they show little.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::status::Visibility;
use vouchwell_tests::{Engine, Statements};

use crate::app::App;
use crate::busy::{Busy, Manner, Round};
use crate::routes;
use crate::sheet::Sheet;

/// A page, how long it is, and how many statements it costs.
type Cost = (&'static str, usize, usize);

impl Busy {
    /// How long a page is, and how many statements it costs.
    async fn cost(&self, path: &str) -> (usize, usize) {
        // What is noted when she first comes does not count.
        let mut length = self.read(path).await;
        let mut fewest = usize::MAX;
        for _ in 0..3 {
            let before = Statements::asked();
            length = self.read(path).await;
            fewest = fewest.min(Statements::asked() - before);
        }
        (length, fewest)
    }

    async fn read(&self, path: &str) -> usize {
        let request = Request::get(path)
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty())
            .unwrap();
        let (status, page) = self.instance.send(request).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page.len()
    }

    /// The same of the answer to a call.
    async fn cost_of_call(&self, app: &App, path: &str) -> (usize, usize) {
        let mut length = self.call(app, path).await.len();
        let mut fewest = usize::MAX;
        for _ in 0..2 {
            let before = Statements::asked();
            length = self.call(app, path).await.len();
            fewest = fewest.min(Statements::asked() - before);
        }
        (length, fewest)
    }

    /// The same of the answer to a list of servers, about which something is to be decided.
    async fn cost_of_plan(&self, servers: usize) -> (usize, usize) {
        let form = self.instance.read_as("/admin/domains", &self.cookie).await;
        let list: Vec<String> = (0..servers)
            .map(|number| format!("w{number}.bad.example"))
            .collect();
        let list = list.join("\n") + "\nabroad.example";
        let sheet = Sheet::on(&form, "/admin/domains", "list").with(&[("list", &list)]);
        let mut cost = (0, usize::MAX);
        for _ in 0..3 {
            let before = Statements::asked();
            let (status, page) = self.instance.send(sheet.request(&self.cookie)).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            cost = (page.len(), cost.1.min(Statements::asked() - before));
        }
        cost
    }

    async fn costs_of_calls(&self, app: &App, first: &Round) -> Vec<Cost> {
        let mut costs = Vec::new();
        for (name, path) in self.calls(app, first).await {
            let (length, statements) = self.cost_of_call(app, &path).await;
            costs.push((name, length, statements));
        }
        costs
    }

    /// Ids count on from the last one of the process. When another test moved its clock by months in the middle of this one,
    /// a boost would come more than a week after what it boosts, and both would be shown.
    fn outrun_the_clocks_of_others(&self) {
        let later_than_all = "2100-01-01T00:00:00Z".parse().unwrap();
        StatusId::next(later_than_all, &*self.instance.context.entropy);
    }

    async fn costs(&self, pages: Vec<(&'static str, String)>) -> Vec<Cost> {
        let mut costs = Vec::new();
        for (name, path) in pages {
            let (length, statements) = self.cost(&path).await;
            costs.push((name, length, statements));
        }
        costs
    }
}

/// Those that are counted below, or ask the database for nothing that can be more than one.
const NOT_COUNTED: [&str; 18] = [
    "/",
    "/about",
    "/admin",
    "/assets/{name}",
    "/authorize_interaction",
    "/email/{secret}",
    "/favicon.ico",
    "/join",
    "/join/{secret}",
    "/login",
    "/manifest.webmanifest",
    "/meet/{token}",
    "/password",
    "/password/{secret}",
    "/recommendations/{id}/preview.png",
    "/setup/{secret}",
    "/still-so",
    "/verify",
];

/// Every page that the routers name is among these, or says by its name why it is not.
fn assert_all_are_counted(paths: Vec<String>) {
    let routes = routes::read_by_get();
    let counted: Vec<&str> = paths.iter().map(|path| routes::route_of(&routes, path)).collect();
    let missing: Vec<&String> = routes
        .iter()
        .filter(|route| !counted.contains(&route.as_str()) && !NOT_COUNTED.contains(&route.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?} are not counted");
    let gone: Vec<&str> = NOT_COUNTED
        .into_iter()
        .filter(|route| counted.contains(route) || !routes.iter().any(|known| known == route))
        .collect();
    assert!(gone.is_empty(), "{gone:?} are counted, or are not there any more");
}

/// Those of the pages that cost more where there is more, or so much that something is asked in a loop.
fn dearer(little: Vec<Cost>, much: Vec<Cost>, grow: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((name, short, few), (_, long, many)) in little.into_iter().zip(much) {
        if (grow && long <= short) || few != many || !(1..60).contains(&few) {
            wrong.push(format!(
                "{name}: {few} statements for {short} bytes, {many} for {long}"
            ));
        }
    }
    wrong
}

#[tokio::test]
async fn a_page_or_a_call_costs_as_many_statements_however_much_it_shows() {
    Statements::listen();
    let mut busy = Busy::begin(Engine::Postgresql, Manner::default()).await;
    busy.outrun_the_clocks_of_others();
    let first = busy.enliven(0).await;
    busy.revise(&first, "Carla finds most errors.").await;
    let mut steady = busy.steady_pages(&first);
    steady.extend(busy.pages_of_acquaintance(&first).await);
    let counted = busy.pages(&first, &first).into_iter().chain(steady.clone());
    assert_all_are_counted(counted.map(|(_, path)| path).collect());
    let little = busy.costs(busy.pages(&first, &first)).await;
    let at_first = busy.costs(steady.clone()).await;
    let newest = busy.enliven(1).await;
    busy.instance
        .post(&first.friend, "More #payroll", Visibility::Public, None)
        .await;
    busy.revise(&first, "Carla finds all errors.").await;
    let mut wrong = dearer(little, busy.costs(busy.pages(&first, &newest)).await, true);
    wrong.extend(dearer(at_first, busy.costs(steady).await, false));

    // What comes within half a day is told as one.
    busy.instance.context.terms.hold = TimeDelta::minutes(1);
    let mut app = busy.app().await;
    busy.enliven_app(&mut app, &newest).await;
    let third = busy.enliven(2).await;
    busy.enliven_app(&mut app, &third).await;
    let calls = busy.calls(&app, &first).await;
    let forgotten = busy.not_counted(&app, &calls).await;
    assert!(forgotten.is_empty(), "say how they are read: {forgotten:?}");
    let read_at_first = busy.costs_of_calls(&app, &first).await;
    let last = busy.enliven(3).await;
    busy.enliven_app(&mut app, &last).await;
    busy.revise(&first, "Carla finds every error.").await;
    wrong.extend(dearer(
        read_at_first,
        busy.costs_of_calls(&app, &first).await,
        true,
    ));

    let second_part = busy.lengthen_thread(&first, 31).await;
    let (short, few) = busy.cost(&second_part).await;
    busy.lengthen_thread(&first, 8).await;
    let (long, many) = busy.cost(&second_part).await;
    let part = |length, statements| vec![("part of a thread", length, statements)];
    wrong.extend(dearer(part(short, few), part(long, many), true));

    let (short, few) = busy.cost_of_plan(2).await;
    let (long, many) = busy.cost_of_plan(100).await;
    let plan = |length, statements| vec![("a list of servers", length, statements)];
    wrong.extend(dearer(plan(short, few), plan(long, many), true));

    // Once the term of all is over, each is shown with the time at which it was last affirmed.
    let (_, current) = busy.cost("/@reader").await;
    busy.instance.wait_until("2027-06-01T12:00:00Z");
    busy.cookie = busy.instance.sign_in("friend0").await;
    let (short, few) = busy.cost("/still-so").await;
    busy.cookie = busy.instance.sign_in("reader").await;
    let (long, many) = busy.cost("/still-so").await;
    let asked = |length, statements| vec![("still so", length, statements)];
    wrong.extend(dearer(asked(short, few), asked(long, many), true));
    assert!(wrong.is_empty(), "{wrong:#?}");
    busy.instance.wait_until("2031-03-01T12:00:00Z");
    assert_eq!(busy.cost("/@reader").await.1, current);
}
