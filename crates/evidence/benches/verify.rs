//! What verification costs beside its four signatures, and a digest beside the hash alone. Read the figures
//! as ratios within one run. The allocator is the one that the server runs with.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark without its input has nothing to measure"
)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use mimalloc::MiMalloc;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use vouchwell_evidence::{Digest, canonical, json, verify};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const BUNDLE: &[u8] = include_bytes!("../vectors/valid.json");
const NOW: &str = "2026-04-30T12:00:00Z";

fn main() {
    divan::main();
}

#[divan::bench_group(sample_count = 500)]
mod bundle {
    use super::*;

    /// From the bytes of key, message and signature, as they are found in documents.
    #[divan::bench]
    fn four_bare_verifications(bencher: Bencher) {
        let message = [7; 64];
        let signed = [1, 2, 1, 2]
            .map(|seed| SigningKey::from_bytes(&[seed; 32]))
            .map(|key| (key.verifying_key().to_bytes(), key.sign(&message).to_bytes()));
        bencher.bench(|| {
            for (key, signature) in black_box(&signed) {
                let key = VerifyingKey::from_bytes(key).unwrap();
                key.verify_strict(black_box(&message), &Signature::from_bytes(signature))
                    .unwrap();
            }
        });
    }

    /// From the bytes of a file to the verdict.
    #[divan::bench]
    fn verified(bencher: Bencher) {
        let compact = json::read(BUNDLE).unwrap().to_string();
        let now = NOW.parse().unwrap();
        bencher.bench(|| verify(black_box(compact.as_bytes()), now).unwrap());
    }
}

#[divan::bench_group(sample_count = 500)]
mod digest {
    use super::*;

    #[divan::bench]
    fn bare_sha256(bencher: Bencher) {
        let bytes = canonical(&endorsement());
        bencher
            .counter(BytesCount::of_slice(&bytes))
            .bench(|| Sha256::digest(black_box(&bytes)));
    }

    #[divan::bench]
    fn canonicalised_and_hashed(bencher: Bencher) {
        let document = endorsement();
        let bytes = canonical(&document);
        bencher
            .counter(BytesCount::of_slice(&bytes))
            .bench(|| Digest::of(black_box(&document)));
    }

    fn endorsement() -> Value {
        json::read(BUNDLE).unwrap()["endorsement"].take()
    }
}
