//! What the file of a recommendation proves.

use vouchwell_domain::version::Words;
use vouchwell_evidence::{ActorUri, DidKey, Timestamp, VerifiedBundle};

use crate::web::acquaintance::Acquaintance;
use crate::web::link::Link;
use crate::web::person::Person;

/// What a file proved.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Who wrote it, named by the address of the account.
    pub author: Person,
    /// Whom it is about, named likewise.
    pub subject: Person,
    /// What it says.
    pub words: Words,
    /// How the two know each other.
    pub acquaintance: Acquaintance,
    /// When the author signed the text.
    pub signed: Timestamp,
    /// When the subject accepted it.
    pub accepted: Timestamp,
    /// The author's key.
    pub author_key: DidKey,
    /// The subject's key.
    pub subject_key: DidKey,
}

impl Finding {
    /// What a verified file says; nothing but the file is asked.
    pub fn of(bundle: &VerifiedBundle) -> Finding {
        let endorsement = bundle.endorsement.content();
        Finding {
            author: person(&endorsement.author),
            subject: person(&endorsement.object),
            words: Words::of(endorsement),
            acquaintance: Acquaintance::of(&bundle.attestations),
            signed: endorsement.published,
            accepted: bundle.acceptance.published,
            author_key: endorsement.author_key.clone(),
            subject_key: endorsement.object_key.clone(),
        }
    }
}

fn person(actor: &ActorUri) -> Person {
    let name = actor.as_str();
    let name = name.strip_prefix("https://").unwrap_or(name).to_owned();
    Person {
        name,
        handle: None,
        link: Link::elsewhere(actor.as_str()),
        picture_description: String::new(),
    }
}
