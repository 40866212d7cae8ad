//! Proofs of the suite `eddsa-jcs-2022` on any JSON document (protocol §3).

use ed25519_dalek::VerifyingKey;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::context::{self, CONTEXT, Context};
use crate::json::Parted;
use crate::{DidKey, Digest, SecretKey, Timestamp, Verdict, key, multibase};

const TYPE: &str = "DataIntegrityProof";
const SUITE: &str = "eddsa-jcs-2022";
const PURPOSE: &str = "assertionMethod";

/// Everything a proof may hold.
const MEMBERS: [&str; 7] = [
    "@context",
    "type",
    "cryptosuite",
    "created",
    "verificationMethod",
    "proofPurpose",
    "proofValue",
];

/// Adds a proof to a document, in place of one it may have. Its `@context` is the document's. A value that is
/// no object comes back as it is.
pub fn sign_value(document: Value, key: &SecretKey, verification_method: &str, created: Timestamp) -> Value {
    let Value::Object(mut document) = document else {
        return document;
    };
    document.remove("proof");
    let mut proof = prepare(&document, verification_method, created);
    let signature = key.sign_bytes(&bytes_to_sign(&document, &proof));
    proof.insert("proofValue".to_owned(), multibase::encode(&signature).into());
    document.insert("proof".to_owned(), proof.into());
    Value::Object(document)
}

/// Checks the proof of a document that is no evidence, such as an activity: its `@context`, if it has one,
/// equals the document's, it names this method, and this key signed it. Where it has none, the key may have signed it
/// with the document's, as some implementations do that do not send what can be seen in the document.
///
/// # Errors
/// The verdict of step 2 of protocol §5.
pub fn verify_value(document: &Value, key: &DidKey, verification_method: &str) -> Result<(), Verdict> {
    let document = document.as_object().ok_or(Verdict::UnsupportedProof)?;
    let proof = Proof::of_any(document)?;
    proof.check_repeated_context()?;
    proof.check_method(verification_method)?;
    let checked = match (proof.check_signature(key.decode()), proof.with_context_left_out()) {
        (Err(Verdict::BadSignature), Some(members)) => Proof {
            members: &members,
            ..proof
        }
        .check_signature(key.decode()),
        (checked, _) => checked,
    };
    checked.map(|_| ())
}

/// The proof of a document as far as it stands before it is signed.
pub(crate) fn prepare(
    document: &Map<String, Value>,
    verification_method: &str,
    created: Timestamp,
) -> Map<String, Value> {
    let context = document
        .get("@context")
        .map(|context| ("@context".to_owned(), context.clone()));
    let others = [
        ("type", TYPE.into()),
        ("cryptosuite", SUITE.into()),
        ("created", created.to_string().into()),
        ("verificationMethod", verification_method.into()),
        ("proofPurpose", PURPOSE.into()),
    ];
    context
        .into_iter()
        .chain(others.map(|(name, value): (&str, Value)| (name.to_owned(), value)))
        .collect()
}

/// What the key signs: the hash of the proof without its value, then the hash of the document without its
/// proof.
pub(crate) fn bytes_to_sign(document: &Map<String, Value>, proof: &Map<String, Value>) -> [u8; 64] {
    let hash = |object: &Map<String, Value>, name: &str| {
        let object = Parted::around(object, name, None);
        hash_without(Sha256::new_with_prefix(object.opening()), &object)
    };
    join(hash(proof, "proofValue"), hash(document, "proof"))
}

/// The proof that stands in a document, of the one kind that is used here.
pub(crate) struct Proof<'a> {
    document: &'a Map<String, Value>,
    members: &'a Map<String, Value>,
    /// What the document and the proof both have, if that is known.
    context: Option<&'static Context>,
}

impl<'a> Proof<'a> {
    /// Finds the proof of evidence and judges its kind.
    pub(crate) fn of(document: &'a Map<String, Value>) -> Result<Proof<'a>, Verdict> {
        let proof = Self::of_any(document)?;
        let created = proof.text("created");
        match created.map(str::parse::<Timestamp>) {
            Some(Ok(_)) => Ok(proof),
            _ => Err(Verdict::UnsupportedProof),
        }
    }

    /// Finds the proof of any document and judges its kind. When it was made is written as its maker likes: nothing
    /// follows from it here.
    fn of_any(document: &'a Map<String, Value>) -> Result<Proof<'a>, Verdict> {
        let members = document
            .get("proof")
            .and_then(Value::as_object)
            .ok_or(Verdict::UnsupportedProof)?;
        let proof = Proof {
            document,
            members,
            context: None,
        };
        let supported = proof.text("type") == Some(TYPE)
            && proof.text("cryptosuite") == Some(SUITE)
            && proof.text("proofPurpose") == Some(PURPOSE)
            && members.get("created").is_none_or(Value::is_string)
            && members.keys().all(|name| MEMBERS.contains(&name.as_str()));
        if supported {
            Ok(proof)
        } else {
            Err(Verdict::UnsupportedProof)
        }
    }

    /// Both the document and the proof have exactly the context of evidence.
    pub(crate) fn with_context_of_evidence(self) -> Result<Proof<'a>, Verdict> {
        let is_there = |object: &Map<String, Value>| {
            object
                .get(context::NAME)
                .is_some_and(|context| CONTEXT.is(context))
        };
        if is_there(self.document) && is_there(self.members) {
            Ok(Proof {
                context: Some(&CONTEXT),
                ..self
            })
        } else {
            Err(Verdict::ContextMismatch)
        }
    }

    fn check_repeated_context(&self) -> Result<(), Verdict> {
        match self.members.get(context::NAME) {
            Some(context) if self.document.get(context::NAME) != Some(context) => {
                Err(Verdict::ContextMismatch)
            }
            _ => Ok(()),
        }
    }

    /// Its members as they were signed, if its context was left out when it was sent.
    fn with_context_left_out(&self) -> Option<Map<String, Value>> {
        if self.members.contains_key(context::NAME) {
            return None;
        }
        let mut members = self.members.clone();
        members.insert(
            context::NAME.to_owned(),
            self.document.get(context::NAME)?.clone(),
        );
        Some(members)
    }

    pub(crate) fn check_method(&self, verification_method: &str) -> Result<(), Verdict> {
        if self.text("verificationMethod") == Some(verification_method) {
            Ok(())
        } else {
            Err(Verdict::KeyMismatch)
        }
    }

    /// Checks the signature by a key, if that is one, and gives the digest of the whole document.
    pub(crate) fn check_signature(&self, key: Option<VerifyingKey>) -> Result<Digest, Verdict> {
        let value = self.text("proofValue").ok_or(Verdict::BadSignature)?;
        let signature = multibase::decode(value).ok_or(Verdict::BadSignature)?;
        let key = key.ok_or(Verdict::BadSignature)?;
        let known = self.context.map(Context::member);
        let proof = Parted::around(self.members, "proofValue", known);
        let document = Parted::around(self.document, "proof", known);
        let mut whole = self.begin(&document);
        let signed = join(
            hash_without(self.begin(&proof), &proof),
            hash_without(whole.clone(), &document),
        );
        if !key::verifies(&key, &signed, &signature) {
            return Err(Verdict::BadSignature);
        }
        let value = format!("\"{value}\"");
        let closing = proof.closing_with("proofValue", &[value.as_bytes()]);
        let proof = [&[proof.opening()], closing.as_slice()].concat();
        update(&mut whole, &document.closing_with("proof", &proof));
        Ok(Digest::from_hash(whole.finalize().into()))
    }

    fn begin(&self, object: &Parted) -> Sha256 {
        match self.context {
            Some(context) => context.begin(object),
            None => Sha256::new_with_prefix(object.opening()),
        }
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.members.get(name).and_then(Value::as_str)
    }
}

/// Goes on after the opening.
fn hash_without(mut hasher: Sha256, object: &Parted) -> [u8; 32] {
    update(&mut hasher, &object.closing_without());
    hasher.finalize().into()
}

fn update(hasher: &mut Sha256, pieces: &[&[u8]]) {
    for piece in pieces {
        hasher.update(piece);
    }
}

fn join(proof: [u8; 32], document: [u8; 32]) -> [u8; 64] {
    let mut joined = [0; 64];
    joined[..32].copy_from_slice(&proof);
    joined[32..].copy_from_slice(&document);
    joined
}
