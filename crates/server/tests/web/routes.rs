//! The addresses of pages, as the routers name them.

use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_tests::Engine;

use crate::busy::{Busy, Manner};

/// What follows `.route(` in the source of a router: a literal or the name of a constant, and what answers.
const ROUTE: &str = ".route(";

/// The addresses that are answered by GET, those with fewer gaps first.
pub(crate) fn read_by_get() -> Vec<String> {
    let mut routes = Vec::new();
    for file in sources(&root()) {
        let source = fs::read_to_string(&file).unwrap();
        for part in source.split(ROUTE).skip(1) {
            let (path, handler) = part.split_once(',').unwrap();
            let (path, handler) = (path.trim(), handler.trim_start());
            if !handler.trim_start_matches("routing::").starts_with("post(") {
                routes.push(match path.strip_prefix('"') {
                    Some(literal) => literal.trim_end_matches('"').to_owned(),
                    None => constant(&file, path),
                });
            }
        }
    }
    assert!(routes.len() > 50, "only {routes:?}");
    routes.sort_by_key(|route| route.matches('{').count());
    routes
}

/// The one of these addresses that answers a path.
pub(crate) fn route_of<'a>(routes: &'a [String], path: &str) -> &'a str {
    let path = path.split('?').next().unwrap();
    let answers = |route: &&String| fits(route, path);
    routes
        .iter()
        .find(answers)
        .unwrap_or_else(|| panic!("no route answers {path}"))
}

fn fits(route: &str, path: &str) -> bool {
    let (parts, given) = (route.split('/'), path.split('/'));
    let fits_part = |(part, given): (&str, &str)| match part.split_once('{') {
        Some((before, after)) => {
            let after = after.split_once('}').unwrap().1;
            let inside = given
                .strip_prefix(before)
                .and_then(|given| given.strip_suffix(after));
            inside.is_some_and(|inside| !inside.is_empty())
        }
        None => part == given,
    };
    route.matches('/').count() == path.matches('/').count() && parts.zip(given).all(fits_part)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The value of a constant that a file names.
fn constant(file: &Path, name: &str) -> String {
    let mut modules: Vec<&str> = name.split("::").collect();
    let name = modules.pop().unwrap();
    let places = if modules.is_empty() {
        vec![file.to_owned()]
    } else {
        let module: PathBuf = modules.iter().collect();
        let inside = file.with_extension("");
        [inside.as_path(), file.parent().unwrap()]
            .map(|folder| folder.join(&module).with_extension("rs"))
            .to_vec()
    };
    let source = places
        .iter()
        .find_map(|place| fs::read_to_string(place).ok())
        .unwrap();
    let start = format!("const {name}: &str = \"");
    let value = source
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {name} in {places:?}"))
        .1;
    value.split('"').next().unwrap().to_owned()
}

/// What is at these addresses is for everybody, or for whoever has the address.
const FOR_EVERYBODY: [&str; 14] = [
    "/join/{secret}",
    "/setup/{secret}",
    "/password/{secret}",
    "/email/{secret}",
    "/meet/{token}",
    "/assets/{name}",
    "/@{name}",
    "/@{name}/follow",
    "/@{name}/recommendations.atom",
    "/@{name}/{id}",
    "/tags/{name}",
    "/recommendations/{id}",
    "/recommendations/{id}/preview.png",
    // What one member may see of another.
    "/people/{id}",
];

#[tokio::test]
async fn what_is_of_others_is_not_there() {
    let routes = read_by_get();
    let mut busy = Busy::begin(Engine::Sqlite, Manner::default()).await;
    let first = busy.enliven(0).await;
    let mut pages = busy.pages(&first, &first);
    pages.extend(busy.steady_pages(&first));
    pages.extend(busy.pages_of_acquaintance(&first).await);
    busy.instance.member("nosy").await;
    let nosy = busy.instance.sign_in("nosy").await;
    let is_of_somebody = |route: &&String| {
        let is_open = FOR_EVERYBODY.contains(&route.as_str()) || route.ends_with("/report");
        route.starts_with("/admin") || (route.contains('{') && !is_open)
    };
    let mut of_somebody = 0;
    for route in routes.iter().filter(is_of_somebody) {
        let shown = pages.iter().find(|(_, path)| route_of(&routes, path) == route);
        let path = shown.map_or(route.as_str(), |(_, path)| path);
        assert!(!path.contains('{'), "nothing is there at {route}");
        let request = Request::get(path).header(header::COOKIE, &nosy);
        let (status, page) = busy.instance.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {page}");
        of_somebody += 1;
    }
    assert!(of_somebody > 10, "only {of_somebody}");
}
