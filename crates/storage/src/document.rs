//! Signed documents and withdrawals.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use vouchwell_domain::evidence::{
    Acceptance, ActorUri, Attestation, Bundle, DidKey, Digest, Endorsement, Signed, SignedDocument,
    Withdrawal,
};

use crate::error::parse;
use crate::{Error, Result, Transaction, value_list};

/// What is known of a stored document without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentAuthor {
    /// Who signed it.
    pub author: ActorUri,
    /// With which key.
    pub key: DidKey,
}

/// Keeps a document for ever, by its digest.
///
/// # Errors
/// The database is away.
pub async fn keep(
    transaction: &mut Transaction,
    document: &SignedDocument,
    received_at: DateTime<Utc>,
) -> Result<()> {
    let kind = match document {
        SignedDocument::Attestation(_) => "attestation",
        SignedDocument::Endorsement(_) => "endorsement",
        SignedDocument::Acceptance(_) => "acceptance",
        SignedDocument::Withdrawal(_) => "withdrawal",
    };
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO document (digest, uri, kind, author, author_key, json, published_at, received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO NOTHING",
        )
        .bind(document.digest().to_string())
        .bind(document.id().to_string())
        .bind(kind)
        .bind(document.author().to_string())
        .bind(document.author_key().to_string())
        .bind(document.json())
        .bind(document.published().datetime())
        .bind(received_at)
        .execute(connection)
        .await?;
    });
    if let SignedDocument::Withdrawal(withdrawal) = document {
        keep_force(transaction, withdrawal).await?;
    }
    Ok(())
}

/// Keeps the four documents of a bundle.
///
/// # Errors
/// The database is away.
pub async fn keep_bundle(
    transaction: &mut Transaction,
    bundle: &Bundle,
    received_at: DateTime<Utc>,
) -> Result<()> {
    let [by_author, by_subject] = bundle.attestations.clone();
    for part in [
        SignedDocument::Attestation(by_author),
        SignedDocument::Attestation(by_subject),
        SignedDocument::Endorsement(bundle.endorsement.clone()),
        SignedDocument::Acceptance(bundle.acceptance.clone()),
    ] {
        keep(transaction, &part, received_at).await?;
    }
    Ok(())
}

async fn keep_force(transaction: &mut Transaction, withdrawal: &Signed<Withdrawal>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO withdrawal (withdrawn_digest, document_digest, author, author_key)
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(withdrawal.content().digest.to_string())
        .bind(withdrawal.digest().to_string())
        .bind(withdrawal.content().author.to_string())
        .bind(withdrawal.content().author_key.to_string())
        .execute(connection)
        .await?;
    });
    Ok(())
}

async fn json(transaction: &mut Transaction, digest: &Digest) -> Result<Option<Value>> {
    let text: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT json FROM document WHERE digest = $1")
            .bind(digest.to_string())
            .fetch_optional(connection)
            .await?
    });
    text.map(|text| serde_json::from_str(&text).map_err(|_| Error::Unreadable("document")))
        .transpose()
}

/// The document with this digest.
///
/// # Errors
/// The database is away.
pub async fn by_digest(transaction: &mut Transaction, digest: &Digest) -> Result<Option<SignedDocument>> {
    json(transaction, digest)
        .await?
        .map(|value| SignedDocument::parse(value).map_err(|_| Error::Unreadable("document")))
        .transpose()
}

/// The attestation with this digest, which must be there.
///
/// # Errors
/// It is not, or the database is away.
pub async fn attestation(transaction: &mut Transaction, digest: &Digest) -> Result<Signed<Attestation>> {
    match by_digest(transaction, digest).await? {
        Some(SignedDocument::Attestation(document)) => Ok(document),
        _ => Err(Error::Unreadable("attestation")),
    }
}

/// Many attestations in one statement, by their digests.
///
/// # Errors
/// The database is away.
pub async fn attestations(
    transaction: &mut Transaction,
    digests: &[Digest],
) -> Result<HashMap<Digest, Signed<Attestation>>> {
    if digests.is_empty() {
        return Ok(HashMap::new());
    }
    let texts: Vec<String> = on_both!(transaction, connection => {
        let statement = "SELECT json FROM document WHERE kind = 'attestation' AND digest IN ";
        value_list::texts(statement, digests.iter().map(Digest::to_string))
            .build_query_scalar()
            .fetch_all(connection)
            .await?
    });
    texts
        .iter()
        .map(|text| {
            let value = serde_json::from_str(text).map_err(|_| Error::Unreadable("attestation"))?;
            let document: Signed<Attestation> =
                Signed::parse(value).map_err(|_| Error::Unreadable("attestation"))?;
            Ok((*document.digest(), document))
        })
        .collect()
}

/// The endorsement with this digest, which must be there.
///
/// # Errors
/// It is not, or the database is away.
pub async fn endorsement(transaction: &mut Transaction, digest: &Digest) -> Result<Signed<Endorsement>> {
    match by_digest(transaction, digest).await? {
        Some(SignedDocument::Endorsement(document)) => Ok(document),
        _ => Err(Error::Unreadable("endorsement")),
    }
}

/// The acceptance with this digest, which must be there.
///
/// # Errors
/// It is not, or the database is away.
pub async fn acceptance(transaction: &mut Transaction, digest: &Digest) -> Result<Signed<Acceptance>> {
    match by_digest(transaction, digest).await? {
        Some(SignedDocument::Acceptance(document)) => Ok(document),
        _ => Err(Error::Unreadable("acceptance")),
    }
}

/// The digests of the documents that were made under an id.
///
/// # Errors
/// The database is away.
pub async fn digests_of_uri(transaction: &mut Transaction, uri: &str) -> Result<Vec<Digest>> {
    let digests: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT digest FROM document WHERE uri = $1 ORDER BY published_at DESC")
            .bind(uri)
            .fetch_all(connection)
            .await?
    });
    digests.iter().map(|digest| parse(digest, "digest")).collect()
}

/// Everything that somebody signed with a key and that can be withdrawn, newest first.
///
/// # Errors
/// The database is away.
pub async fn by_author(
    transaction: &mut Transaction,
    author: &ActorUri,
    key: &DidKey,
) -> Result<Vec<SignedDocument>> {
    let texts: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT json FROM document WHERE author = $1 AND author_key = $2 AND kind <> 'withdrawal'
             ORDER BY published_at DESC, digest",
        )
        .bind(author.as_str())
        .bind(key.as_str())
        .fetch_all(connection)
        .await?
    });
    let read = |text: &String| {
        let value = serde_json::from_str(text).map_err(|_| Error::Unreadable("document"))?;
        SignedDocument::parse(value).map_err(|_| Error::Unreadable("document"))
    };
    texts.iter().map(read).collect()
}

/// Who signed the document with this digest.
///
/// # Errors
/// The database is away.
pub async fn author(transaction: &mut Transaction, digest: &Digest) -> Result<Option<DocumentAuthor>> {
    let row: Option<(String, String)> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT author, author_key FROM document WHERE digest = $1")
            .bind(digest.to_string())
            .fetch_optional(connection)
            .await?
    });
    row.map(|(author, key)| {
        Ok(DocumentAuthor {
            author: parse(&author, "actor")?,
            key: parse(&key, "key")?,
        })
    })
    .transpose()
}

/// The withdrawal that has force over a stored document: by its author, with its key.
///
/// # Errors
/// The database is away.
pub async fn withdrawal_of(
    transaction: &mut Transaction,
    digest: &Digest,
) -> Result<Option<Signed<Withdrawal>>> {
    let found: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT withdrawal.document_digest FROM withdrawal
             JOIN document ON document.digest = withdrawal.withdrawn_digest
             WHERE withdrawal.withdrawn_digest = $1
               AND withdrawal.author = document.author AND withdrawal.author_key = document.author_key
             LIMIT 1",
        )
        .bind(digest.to_string())
        .fetch_optional(connection)
        .await?
    });
    let Some(found) = found else { return Ok(None) };
    match by_digest(transaction, &parse(&found, "digest")?).await? {
        Some(SignedDocument::Withdrawal(document)) => Ok(Some(document)),
        _ => Err(Error::Unreadable("withdrawal")),
    }
}

/// The withdrawals that have force over any part of a bundle, whether its parts are stored here or not.
///
/// # Errors
/// The database is away.
pub async fn withdrawals_of_bundle(
    transaction: &mut Transaction,
    bundle: &Bundle,
) -> Result<Vec<Signed<Withdrawal>>> {
    let [by_author, by_subject] = &bundle.attestations;
    let parts = [
        (
            bundle.endorsement.digest(),
            &bundle.endorsement.author,
            &bundle.endorsement.author_key,
        ),
        (by_author.digest(), &by_author.author, &by_author.author_key),
        (by_subject.digest(), &by_subject.author, &by_subject.author_key),
        (
            bundle.acceptance.digest(),
            &bundle.acceptance.author,
            &bundle.acceptance.author_key,
        ),
    ];
    let statement = "SELECT document.json FROM withdrawal
         JOIN document ON document.digest = withdrawal.document_digest
         WHERE withdrawal.withdrawn_digest IN ";
    let texts: Vec<String> = on_both!(transaction, connection => {
        value_list::texts(statement, parts.iter().map(|(digest, ..)| digest.to_string()))
            .build_query_scalar()
            .fetch_all(connection)
            .await?
    });
    let mut found: Vec<Signed<Withdrawal>> = Vec::new();
    for text in texts {
        let value = serde_json::from_str(&text).map_err(|_| Error::Unreadable("withdrawal"))?;
        found.push(Signed::parse(value).map_err(|_| Error::Unreadable("withdrawal"))?);
    }
    found.retain(|one| parts.contains(&(&one.digest, &one.author, &one.author_key)));
    Ok(found)
}
