use sqlx::AssertSqlSafe;
use vouchwell_domain::audit::{Act, AuditEntry, Doer};
use vouchwell_domain::identifier::AuditEntryId;
use vouchwell_domain::page::Page;
use vouchwell_storage::audit::{add, list};
use vouchwell_storage::{Store, Transaction};

use crate::both::{ENTROPY, at, stores};

async fn run(store: &Store, statement: &str) -> Result<(), sqlx::Error> {
    let statement = AssertSqlSafe(statement.to_owned());
    match store.begin().await.unwrap() {
        Transaction::Sqlite(mut connection) => {
            sqlx::query(statement).execute(&mut *connection).await?;
        }
        Transaction::Postgres(mut connection) => {
            sqlx::query(statement).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_stands_in_the_log_cannot_be_changed_or_removed() {
    for store in stores().await {
        let entry = AuditEntry {
            id: AuditEntryId::next(at(0), &ENTROPY),
            done_by: Doer::Member("rita".to_owned()),
            act: Act::Suspend,
            subject: "ada".to_owned(),
            note: "Sells stars".to_owned(),
            created_at: at(0),
        };
        let mut transaction = store.begin().await.unwrap();
        add(&mut transaction, &entry).await.unwrap();
        transaction.commit().await.unwrap();
        for statement in ["UPDATE audit_entry SET note = ''", "DELETE FROM audit_entry"] {
            let refused = run(&store, statement).await.unwrap_err().to_string();
            assert!(refused.contains("only added to"), "{refused}");
        }
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(list(&mut transaction, Page::newest(10)).await.unwrap(), [entry]);
    }
}
