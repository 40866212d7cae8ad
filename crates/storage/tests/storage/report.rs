use vouchwell_domain::identifier::ReportId;
use vouchwell_domain::page::Page;
use vouchwell_domain::report::Report;
use vouchwell_storage::report;

use crate::both::{ENTROPY, at, stores};

#[tokio::test]
async fn a_report_is_kept_once() {
    for store in stores().await {
        let received = Report {
            id: ReportId::next(at(0), &ENTROPY),
            uri: "https://away.example/flags/1".parse().unwrap(),
            reporter: "https://away.example/actor".parse().unwrap(),
            objects: vec!["https://here.example/users/ada".parse().unwrap()],
            content: "spam".to_owned(),
            created_at: at(0),
        };
        let again = Report {
            id: ReportId::next(at(1), &ENTROPY),
            ..received.clone()
        };
        let mut transaction = store.begin().await.unwrap();
        assert!(report::insert(&mut transaction, &received).await.unwrap());
        assert!(!report::insert(&mut transaction, &again).await.unwrap());
        assert_eq!(
            report::list(&mut transaction, Page::newest(10)).await.unwrap(),
            std::slice::from_ref(&received)
        );
        let page = Page {
            max: None,
            since: None,
            min: Some(received.id.number()),
            limit: 10,
        };
        assert_eq!(report::list(&mut transaction, page).await.unwrap(), []);
    }
}
