//! SHA-256 of a request's body, in the headers of both schemes.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{BareItem, ListEntry, Parser};

use super::SignatureError;

/// SHA-256 of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyDigest([u8; 32]);

impl BodyDigest {
    /// Hashes a body.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, body).as_ref());
        Self(bytes)
    }

    /// Value of the `Digest` header (RFC 3230), which goes with draft-cavage.
    pub(crate) fn digest_header(&self) -> String {
        format!("SHA-256={}", STANDARD.encode(self.0))
    }

    /// Value of the `Content-Digest` header (RFC 9530), which goes with RFC 9421.
    pub(super) fn content_digest_header(&self) -> String {
        format!("sha-256=:{}:", STANDARD.encode(self.0))
    }

    /// Compares with a received `Digest` header.
    pub(super) fn check_digest(&self, header: &str) -> Result<(), SignatureError> {
        let mut stated = header
            .split(',')
            .filter_map(|entry| entry.trim().split_once('='))
            .filter(|(algorithm, _)| algorithm.eq_ignore_ascii_case("sha-256"));
        let (_, value) = stated.next().ok_or(SignatureError::UnsupportedDigest)?;
        if stated.next().is_some() {
            return Err(SignatureError::Malformed("Digest"));
        }
        self.compare(
            &STANDARD
                .decode(value)
                .map_err(|_| SignatureError::Malformed("Digest"))?,
        )
    }

    /// Compares with a received `Content-Digest` header.
    pub(super) fn check_content_digest(&self, header: &str) -> Result<(), SignatureError> {
        let malformed = SignatureError::Malformed("Content-Digest");
        let entries = Parser::new(header)
            .parse_dictionary()
            .map_err(|_| malformed.clone())?;
        match entries.get("sha-256").ok_or(SignatureError::UnsupportedDigest)? {
            ListEntry::Item(item) => match &item.bare_item {
                BareItem::ByteSequence(value) => self.compare(value),
                _ => Err(malformed),
            },
            ListEntry::InnerList(_) => Err(malformed),
        }
    }

    fn compare(&self, stated: &[u8]) -> Result<(), SignatureError> {
        if stated == self.0 {
            Ok(())
        } else {
            Err(SignatureError::DigestMismatch)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 9530 §B.1 and RFC 3230 write the same SHA-256 of this body.
    const BODY: &[u8] = b"{\"hello\": \"world\"}";
    const SHA_256: &str = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
    const SHA_512: &str =
        "WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==";

    #[test]
    fn the_published_digests_are_made_and_accepted() {
        let digest = BodyDigest::of(BODY);
        assert_eq!(digest.digest_header(), format!("SHA-256={SHA_256}"));
        assert_eq!(digest.content_digest_header(), format!("sha-256=:{SHA_256}:"));
        assert_eq!(digest.check_digest(&format!("sha-256={SHA_256}")), Ok(()));
        assert_eq!(
            digest.check_digest(&format!("SHA-512={SHA_512}, SHA-256={SHA_256}")),
            Ok(())
        );
        assert_eq!(
            digest.check_content_digest(&format!("sha-512=:{SHA_512}:, sha-256=:{SHA_256}:")),
            Ok(())
        );
    }

    #[test]
    fn a_digest_of_another_body_or_algorithm_is_refused() {
        let digest = BodyDigest::of(b"{\"hello\": \"worlds\"}");
        let mismatch = Err(SignatureError::DigestMismatch);
        let unsupported = Err(SignatureError::UnsupportedDigest);
        assert_eq!(digest.check_digest(&format!("SHA-256={SHA_256}")), mismatch);
        assert_eq!(
            digest.check_content_digest(&format!("sha-256=:{SHA_256}:")),
            mismatch
        );
        assert_eq!(digest.check_content_digest("sha-256=:X48E:"), mismatch);
        assert_eq!(digest.check_digest(&format!("SHA-512={SHA_512}")), unsupported);
        assert_eq!(
            digest.check_content_digest(&format!("sha-512=:{SHA_512}:")),
            unsupported
        );
    }

    #[test]
    fn a_digest_that_says_two_things_is_refused() {
        let digest = BodyDigest::of(BODY);
        let malformed = SignatureError::Malformed("Digest");
        assert_eq!(
            digest.check_digest(&format!("SHA-256={SHA_256},sha-256={SHA_256}")),
            Err(malformed.clone())
        );
        assert_eq!(digest.check_digest("SHA-256=???"), Err(malformed));
        let malformed = Err(SignatureError::Malformed("Content-Digest"));
        assert_eq!(digest.check_content_digest("sha-256=\"text\""), malformed);
        assert_eq!(digest.check_content_digest("=:"), malformed);
    }
}
