//! What phones need to put the site among their apps.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::Value;

use crate::instance::Instance;

#[tokio::test]
async fn its_icons_are_what_it_says_of_them_and_its_start_is_there() {
    let instance = Instance::found().await;
    instance.member("ada").await;
    let cookie = instance.sign_in("ada").await;
    for (language, lead) in [("en", "recommendation"), ("de", "Empfehlung")] {
        let (status, manifest) = instance.read("/manifest.webmanifest", language).await;
        assert_eq!(status, StatusCode::OK);
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        assert_eq!(manifest["lang"], language);
        let description = manifest["description"].as_str().unwrap();
        assert!(description.contains(lead), "{description}");
        let start = manifest["start_url"].as_str().unwrap();
        assert!(start.starts_with(manifest["scope"].as_str().unwrap()));
        let home = instance.read_as(start, &cookie).await;
        assert!(
            home.contains("rel=\"manifest\" href=\"/manifest.webmanifest\""),
            "{home}"
        );
        let purposes: Vec<&Value> = manifest["icons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|icon| &icon["purpose"])
            .collect();
        assert_eq!(purposes, ["any", "any", "maskable"]);
        for icon in manifest["icons"].as_array().unwrap() {
            let request = Request::get(icon["src"].as_str().unwrap())
                .body(Body::empty())
                .unwrap();
            let response = instance.answer(request).await;
            assert_eq!(
                response.headers()[header::CONTENT_TYPE],
                icon["type"].as_str().unwrap()
            );
            let bytes = to_bytes(response.into_body(), 100_000).await.unwrap();
            let picture = image::load_from_memory(&bytes).unwrap();
            assert_eq!(
                format!("{}x{}", picture.width(), picture.height()),
                icon["sizes"].as_str().unwrap()
            );
        }
    }
}
