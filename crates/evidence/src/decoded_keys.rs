use ed25519_dalek::VerifyingKey;

use crate::DidKey;

/// The points on the curve of the keys met so far. A bundle has two keys and four signatures, and finding the
/// point costs a tenth of a verification.
#[derive(Default)]
pub(crate) struct DecodedKeys(Vec<([u8; 32], Option<VerifyingKey>)>);

impl DecodedKeys {
    /// Nothing, when the key is no point on the curve or not in its canonical form.
    pub(crate) fn get(&mut self, key: &DidKey) -> Option<VerifyingKey> {
        let bytes = key.public_key_bytes();
        if let Some((_, decoded)) = self.0.iter().find(|(known, _)| *known == bytes) {
            return *decoded;
        }
        let decoded = key.decode();
        self.0.push((bytes, decoded));
        decoded
    }
}
