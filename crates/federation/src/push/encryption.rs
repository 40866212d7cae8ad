//! Messages that the receiver alone can read: RFC 8291, which is `aes128gcm` of RFC 8188 with keys agreed by ECDH; and
//! `aesgcm`, the draft before it (draft-ietf-webpush-encryption-04), for apps that do not say that they know more.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use thiserror::Error;
use vouchwell_domain::Entropy;
use vouchwell_domain::push::ReceiverKeys;

/// The most bytes of a record, which is said in the message; every message has one.
const RECORD: u32 = 4_096;
/// The most bytes that are written: services take 4,096 with all that is added.
pub(super) const LARGEST: usize = 3_800;

/// The receiver's key is no point of the curve, or the text is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the message cannot be encrypted for this receiver")]
pub struct EncryptionError;

impl From<aws_lc_rs::error::Unspecified> for EncryptionError {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self
    }
}

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `aes128gcm`.
    Standard,
    /// `aesgcm`.
    Draft,
}

/// What the sender takes for one message.
#[derive(Debug)]
pub struct Sender {
    key: PrivateKey,
    salt: [u8; 16],
}

/// An encrypted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encrypted {
    /// How it is written.
    pub encoding: Encoding,
    /// The public key of this message.
    pub sender: Vec<u8>,
    /// Its salt.
    pub salt: [u8; 16],
    /// The bytes to send.
    pub body: Vec<u8>,
}

/// So many bytes of key material.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Sender {
    /// A new key and a new salt.
    ///
    /// # Errors
    /// No key could be made.
    pub fn new(entropy: &dyn Entropy) -> Result<Self, EncryptionError> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        Ok(Self {
            key: PrivateKey::generate(&ECDH_P256)?,
            salt,
        })
    }

    /// A given key and salt.
    ///
    /// # Errors
    /// The number is no private key of the curve.
    pub fn given(key: &[u8; 32], salt: [u8; 16]) -> Result<Self, EncryptionError> {
        let key = PrivateKey::from_private_key(&ECDH_P256, key).map_err(|_| EncryptionError)?;
        Ok(Self { key, salt })
    }
}

impl Encoding {
    /// Encrypts a text for a receiver. A sender serves for one message.
    ///
    /// # Errors
    /// See [`EncryptionError`].
    pub fn encrypt(
        self,
        sender: &Sender,
        receiver: &ReceiverKeys,
        text: &[u8],
    ) -> Result<Encrypted, EncryptionError> {
        if text.len() > LARGEST {
            return Err(EncryptionError);
        }
        let public = sender.key.compute_public_key()?.as_ref().to_vec();
        let peer = UnparsedPublicKey::new(&ECDH_P256, receiver.public);
        let shared = agree(&sender.key, peer, EncryptionError, |shared| {
            let pseudo_random = Salt::new(HKDF_SHA256, &receiver.secret).extract(shared);
            expand::<32>(&pseudo_random, &self.shared_info(&receiver.public, &public))
        })?;
        let keys = Salt::new(HKDF_SHA256, &sender.salt).extract(&shared);
        let context = self.context(&receiver.public, &public);
        let key = expand::<16>(&keys, &[self.key_label(), &context].concat())?;
        let nonce = expand::<12>(
            &keys,
            &[b"Content-Encoding: nonce\0".as_slice(), &context].concat(),
        )?;
        let mut record = self.padded(text);
        LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?).seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::empty(),
            &mut record,
        )?;
        let body = match self {
            Self::Standard => {
                let length = u8::try_from(public.len()).map_err(|_| EncryptionError)?;
                [
                    &sender.salt[..],
                    &RECORD.to_be_bytes(),
                    &[length],
                    &public,
                    &record,
                ]
                .concat()
            }
            Self::Draft => record,
        };
        Ok(Encrypted {
            encoding: self,
            sender: public,
            salt: sender.salt,
            body,
        })
    }

    fn shared_info(self, receiver: &[u8], sender: &[u8]) -> Vec<u8> {
        match self {
            Self::Standard => [b"WebPush: info\0".as_slice(), receiver, sender].concat(),
            Self::Draft => b"Content-Encoding: auth\0".to_vec(),
        }
    }

    const fn key_label(self) -> &'static [u8] {
        match self {
            Self::Standard => b"Content-Encoding: aes128gcm\0",
            Self::Draft => b"Content-Encoding: aesgcm\0",
        }
    }

    /// The draft binds the keys of both sides here, each after its length of two bytes.
    fn context(self, receiver: &[u8], sender: &[u8]) -> Vec<u8> {
        match self {
            Self::Standard => Vec::new(),
            Self::Draft => [b"P-256\0".as_slice(), &[0, 65], receiver, &[0, 65], sender].concat(),
        }
    }

    /// A text without padding: what follows it says that it is the last record, or what goes before that nothing is
    /// added.
    fn padded(self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Standard => [text, &[2]].concat(),
            Self::Draft => [[0, 0].as_slice(), text].concat(),
        }
    }
}

fn expand<const LENGTH: usize>(keys: &Prk, info: &[u8]) -> Result<[u8; LENGTH], EncryptionError> {
    let mut material = [0; LENGTH];
    keys.expand(&[info], Length(LENGTH))?.fill(&mut material)?;
    Ok(material)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use vouchwell_domain::push::ReceiverKeys;

    use super::{Encoding, EncryptionError, LARGEST, Sender};

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn receiver() -> ReceiverKeys {
        let public =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        ReceiverKeys::new(&bytes(public), &bytes("BTBZMqHH6r4Tts7J_aSIgg")).unwrap()
    }

    fn sender() -> Sender {
        let key = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw");
        Sender::given(&key.try_into().unwrap(), salt.try_into().unwrap()).unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_appendix_a_is_written_as_there() {
        let text = b"When I grow up, I want to be a watermelon";
        let encrypted = Encoding::Standard.encrypt(&sender(), &receiver(), text).unwrap();
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
                        AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(encrypted.body, bytes(expected));
    }

    #[test]
    fn a_point_off_the_curve_and_a_text_too_long_are_refused() {
        let mut off = receiver();
        off.public[64] ^= 1;
        assert_eq!(
            Encoding::Standard.encrypt(&sender(), &off, b"text"),
            Err(EncryptionError)
        );
        let long = vec![b'a'; LARGEST + 1];
        assert_eq!(
            Encoding::Draft.encrypt(&sender(), &receiver(), &long),
            Err(EncryptionError)
        );
    }
}
