//! Erasing what is known of a member alone, when she deletes her account.

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::AccountId;

use crate::value_list::push_list;
use crate::{Result, Transaction, status};

/// Texts that were never public: hers, and those that others wrote for her from elsewhere.
macro_rules! unpublished {
    ($statement:literal) => {
        concat!(
            $statement,
            " recommendation_id IN (SELECT id FROM recommendation WHERE author_id = $1
                 OR (subject_id = $1 AND author_id IN (SELECT id FROM account WHERE host IS NOT NULL)))
               AND stage NOT IN ('public', 'replaced')"
        )
    };
}

/// What makes somebody a member, in the order in which it goes.
pub const MEMBERSHIP: [&str; 7] = [
    "DELETE FROM boundary WHERE account_id = $1",
    "DELETE FROM confirmed_email WHERE account_id = $1",
    "DELETE FROM wanted_email WHERE account_id = $1",
    "DELETE FROM reading_language WHERE account_id = $1",
    "DELETE FROM preference WHERE account_id = $1",
    "DELETE FROM profile_source WHERE account_id = $1",
    "DELETE FROM member WHERE account_id = $1",
];

/// What else is known of a member alone. A new table that names accounts has to be considered here or in
/// [`MEMBERSHIP`]; a test asks for it.
pub const ERASED: [&str; 61] = [
    // What the instance told her.
    "DELETE FROM status WHERE visibility = 'direct' AND id IN (SELECT status_id FROM mention WHERE account_id = $1)
         AND account_id IN (SELECT id FROM account WHERE host IS NULL AND kind = 'Application')",
    // What it told others of her, which says her name and handle.
    "DELETE FROM status WHERE visibility = 'direct'
         AND account_id IN (SELECT id FROM account WHERE host IS NULL AND kind = 'Application')
         AND replace(content, (SELECT '</bdi> (' || account.name || '@' ||
             replace(replace(instance.origin, 'https://', ''), 'http://', '') || ')'
             FROM account, instance WHERE account.id = $1), '') <> content",
    // Codes name the tokens that were made of them.
    "DELETE FROM authorization_code WHERE account_id = $1",
    // Subscriptions, too.
    "DELETE FROM push_subscription WHERE account_id = $1",
    "DELETE FROM access_token WHERE account_id = $1",
    "DELETE FROM account_move WHERE account_id = $1",
    "DELETE FROM acquaintance WHERE owner_id = $1",
    "DELETE FROM block WHERE blocked_id = $1",
    "DELETE FROM block WHERE blocker_id = $1",
    "DELETE FROM bookmark WHERE account_id = $1",
    "DELETE FROM collection_item WHERE account_id = $1",
    "DELETE FROM collection WHERE author_id = $1",
    "DELETE FROM conversation WHERE account_id = $1",
    "DELETE FROM conversation_mute WHERE account_id = $1",
    "DELETE FROM dismissed_suggestion WHERE account_id = $1",
    "DELETE FROM dismissed_suggestion WHERE owner_id = $1",
    "DELETE FROM domain_block WHERE owner_id = $1",
    "DELETE FROM doubt WHERE asker_id = $1",
    "DELETE FROM doubt WHERE member_id = $1",
    "DELETE FROM favourite WHERE account_id = $1",
    "DELETE FROM featured_tag WHERE account_id = $1",
    "DELETE FROM filter WHERE owner_id = $1",
    "DELETE FROM follow WHERE followed_id = $1",
    "DELETE FROM follow WHERE follower_id = $1",
    "DELETE FROM followed_tag WHERE owner_id = $1",
    "DELETE FROM idempotency_key WHERE account_id = $1",
    "DELETE FROM invitation WHERE invited_id = $1",
    "DELETE FROM invitation WHERE inviter_id = $1",
    "DELETE FROM list WHERE owner_id = $1",
    "DELETE FROM marker WHERE account_id = $1",
    "DELETE FROM media WHERE account_id = $1",
    "DELETE FROM meeting WHERE member_id = $1",
    "DELETE FROM mute WHERE muted_id = $1",
    "DELETE FROM mute WHERE muter_id = $1",
    "DELETE FROM notification WHERE account_id = $1",
    "DELETE FROM notification WHERE from_id = $1",
    "DELETE FROM notification_permission WHERE account_id = $1",
    "DELETE FROM notification_permission WHERE from_id = $1",
    "DELETE FROM notification_policy WHERE account_id = $1",
    "DELETE FROM passkey WHERE account_id = $1",
    "DELETE FROM passkey_challenge WHERE account_id = $1",
    "DELETE FROM pin WHERE account_id = $1",
    "DELETE FROM private_note WHERE account_id = $1",
    "DELETE FROM private_note WHERE owner_id = $1",
    "DELETE FROM poll_vote WHERE account_id = $1",
    "DELETE FROM portrait WHERE account_id = $1",
    "DELETE FROM quote_authorization WHERE account_id = $1",
    "DELETE FROM recipient WHERE account_id = $1",
    "DELETE FROM recovery_code WHERE account_id = $1",
    "DELETE FROM request WHERE owner_id = $1",
    "DELETE FROM scheduled_status WHERE account_id = $1",
    "DELETE FROM second_factor WHERE account_id = $1",
    "DELETE FROM sent_activity WHERE account_id = $1",
    "DELETE FROM session WHERE account_id = $1",
    "DELETE FROM status WHERE account_id = $1",
    "DELETE FROM suspension WHERE account_id = $1",
    "DELETE FROM tie WHERE from_id = $1",
    "DELETE FROM tie WHERE to_id = $1",
    "DELETE FROM topic_word WHERE author_id = $1",
    "DELETE FROM topic_word WHERE subject_id = $1",
    "DELETE FROM recommendation WHERE standing = 'unpublished' AND (author_id = $1
         OR (subject_id = $1 AND author_id IN (SELECT id FROM account WHERE host IS NOT NULL)))",
];

/// Erases address, password and settings: the account is no member's any more.
///
/// # Errors
/// The database is away.
pub async fn end_membership(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    for statement in MEMBERSHIP {
        run(transaction, statement, account).await?;
    }
    Ok(())
}

/// Erases what else is known of a member alone: tokens, drafts and offered texts, posts, lists, and what she was
/// sent. Her account stays as a tombstone, so that nobody gets its name, and so do what other people's records
/// say of her and the signed documents that were public, which are withdrawn.
///
/// # Errors
/// The database is away.
pub async fn erase(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    let never_public: Vec<String> = on_both!(&mut *transaction, connection => {
        sqlx::query_scalar(unpublished!("SELECT endorsement FROM version WHERE endorsement IS NOT NULL AND"))
            .bind(account.number())
            .fetch_all(connection)
            .await?
    });
    run(transaction, unpublished!("DELETE FROM version WHERE"), account).await?;
    if !never_public.is_empty() {
        on_both!(&mut *transaction, connection => {
            let mut query = QueryBuilder::new(
                "DELETE FROM document WHERE NOT EXISTS (SELECT 1 FROM version
                     WHERE version.endorsement = document.digest) AND digest IN ",
            );
            push_list(&mut query, never_public);
            query.build().execute(connection).await?;
        });
    }
    status::announce_end_of_ordinary(transaction, account).await?;
    for statement in ERASED {
        run(transaction, statement, account).await?;
    }
    Ok(())
}

async fn run(transaction: &mut Transaction, statement: &'static str, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(statement).bind(account.number()).execute(connection).await?;
    });
    Ok(())
}
