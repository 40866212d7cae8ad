//! Under which domains the hosts of accounts and of pages are, so that what is decided about a domain is found by an index.

use vouchwell_domain::account::Host;

use crate::{Result, Transaction};

/// Keeps the domains of a host.
pub(crate) async fn keep(transaction: &mut Transaction, host: &Host) -> Result<()> {
    let domains = host.domains();
    on_both!(transaction, connection => {
        let mut builder = sqlx::QueryBuilder::new("INSERT INTO host_domain (host, domain) ");
        builder.push_values(&domains, |mut row, domain| {
            row.push_bind(host.as_str()).push_bind(domain.as_str());
        });
        builder.push(" ON CONFLICT (host, domain) DO NOTHING");
        builder.build().execute(connection).await?;
    });
    Ok(())
}
