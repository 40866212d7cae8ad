//! A device that keeps a passkey, and the browser before it: what they make of what they are asked (Web Authentication,
//! level 3). Everything of it can be bent, to see whether it is noticed.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const COPIES_MAY_BE: u8 = 0x08;
const HOLDS_KEY: u8 = 0x40;

pub(crate) struct Device {
    key: EcdsaKeyPair,
    pub(crate) credential_id: Vec<u8>,
    /// By which the site knows the member.
    pub(crate) handle: String,
    /// How often it says that the key was used.
    pub(crate) uses: u32,
    /// Where the browser says that it is.
    pub(crate) origin: String,
    /// The site for which the device keeps the key.
    pub(crate) site: String,
    /// What the device says of the person before it and of the key.
    flags: u8,
}

impl Device {
    pub(crate) fn new(credential_id: u8) -> Self {
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            credential_id: vec![credential_id; 16],
            handle: String::new(),
            uses: 1,
            origin: "https://town.example".to_owned(),
            site: "town.example".to_owned(),
            flags: USER_PRESENT | USER_VERIFIED,
        }
    }

    /// The device does not ask for finger, face or PIN.
    pub(crate) fn asks_nobody(&mut self) {
        self.flags &= !USER_VERIFIED;
    }

    /// The device begins to let the key be copied to others.
    pub(crate) fn lets_copies_be(&mut self) {
        self.flags |= COPIES_MAY_BE;
    }

    /// Forgets the key and makes another one.
    pub(crate) fn change_key(&mut self) {
        self.key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    }

    /// Makes the passkey that is asked for.
    pub(crate) fn make(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        options["user"]["id"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.handle);
        let mut data = self.data(HOLDS_KEY);
        data.extend([0; 16]);
        data.extend([0, u8::try_from(self.credential_id.len()).unwrap()]);
        data.extend(&self.credential_id);
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        // COSE: an elliptic curve, ES256, P-256, and the coordinates.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(x);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(y);
        // CBOR: a map of a format, of what it says, which is nothing, and of the data.
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(data);
        self.answer(json!({
                "clientDataJSON": URL_SAFE_NO_PAD.encode(self.said("webauthn.create", &options)),
                "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
                "transports": ["internal"],
        }))
    }

    /// What a browser makes of what the device says.
    fn answer(&self, response: Value) -> String {
        let id = URL_SAFE_NO_PAD.encode(&self.credential_id);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        })
        .to_string()
    }

    /// Shows the passkey to whoever asks.
    pub(crate) fn show(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.uses += 1;
        let data = self.data(0);
        let said = self.said("webauthn.get", &options);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, said.as_bytes()).as_ref());
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({
                "clientDataJSON": URL_SAFE_NO_PAD.encode(said),
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature),
                "userHandle": self.handle,
        }))
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, self.site.as_bytes()).as_ref().to_vec();
        data.push(self.flags | more);
        data.extend(self.uses.to_be_bytes());
        data
    }

    fn said(&self, kind: &str, options: &Value) -> String {
        let (challenge, origin) = (&options["challenge"], &self.origin);
        format!(r#"{{"type":"{kind}","challenge":{challenge},"origin":"{origin}","crossOrigin":false}}"#)
    }
}
