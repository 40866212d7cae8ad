use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use vouchwell_domain::Entropy;
use vouchwell_domain::identifier::AccountId;
use vouchwell_service::key::KeyPool;
use vouchwell_service::vault::{Purpose, Vault, VaultError};
use vouchwell_storage::private_key::SealedKeys;
use vouchwell_tests::{Directory, SOON, eventually};

use crate::town::Counting;

const ADA: AccountId = AccountId::from_number(1);
const BEA: AccountId = AccountId::from_number(2);

#[test]
fn a_sealed_key_opens_after_a_restart_for_its_account_and_purpose_alone() {
    let (directory, entropy) = (Directory::new("vault"), Counting::new());
    let vault = Vault::open(directory.path(), None, &entropy).unwrap();
    let sealed = vault.seal(ADA, Purpose::Evidence, b"secret", &entropy).unwrap();
    assert!(!sealed.windows(6).any(|part| part == b"secret"));
    drop(vault);

    let vault = Vault::open(directory.path(), None, &entropy).unwrap();
    assert_eq!(
        vault.open_sealed(ADA, Purpose::Evidence, &sealed).unwrap(),
        b"secret"
    );
    assert!(matches!(
        vault.open_sealed(BEA, Purpose::Evidence, &sealed),
        Err(VaultError::Foreign)
    ));
    assert!(matches!(
        vault.open_sealed(ADA, Purpose::Request, &sealed),
        Err(VaultError::Foreign)
    ));
    assert!(matches!(
        vault.open_sealed(ADA, Purpose::Evidence, b"short"),
        Err(VaultError::Foreign)
    ));
    for place in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        assert!(
            vault.open_sealed(ADA, Purpose::Evidence, &changed).is_err(),
            "byte {place}"
        );
    }

    let elsewhere = Directory::new("vault");
    let other = Vault::open(elsewhere.path(), None, &entropy).unwrap();
    assert!(matches!(
        other.open_sealed(ADA, Purpose::Evidence, &sealed),
        Err(VaultError::Foreign)
    ));
}

#[test]
fn the_key_file_is_for_its_owner_alone() {
    let (directory, entropy) = (Directory::new("vault"), Counting::new());
    Vault::open(directory.path(), None, &entropy).unwrap();
    let file = directory.path().join(Vault::FILE);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        fs::read_dir(directory.path()).unwrap().count(),
        1,
        "no draft of it stays"
    );

    for mode in [0o640, 0o604] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let error = Vault::open(directory.path(), None, &entropy).unwrap_err();
        assert!(matches!(error, VaultError::Exposed(_)));
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}

/// Keys of Ada in a database, and the key file that is not beside it.
fn sealed(entropy: &Counting) -> (AccountId, SealedKeys) {
    let elsewhere = Directory::new("vault");
    let vault = Vault::open(elsewhere.path(), None, entropy).unwrap();
    let seal = |purpose| vault.seal(ADA, purpose, b"secret", entropy).unwrap();
    let keys = SealedKeys {
        request_key: seal(Purpose::Request),
        evidence_key: seal(Purpose::Evidence),
    };
    (ADA, keys)
}

#[test]
fn a_key_file_of_another_instance_is_named_and_seals_nothing() {
    let (directory, entropy) = (Directory::new("vault"), Counting::new());
    Vault::open(directory.path(), None, &entropy).unwrap();
    let error = Vault::open(directory.path(), Some(&sealed(&entropy)), &entropy).unwrap_err();
    assert!(matches!(error, VaultError::Another(_)));
    let file = directory.path().join(Vault::FILE);
    assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
}

#[test]
fn a_lost_or_damaged_key_file_is_named_and_never_replaced() {
    let (directory, entropy) = (Directory::new("vault"), Counting::new());
    let file = directory.path().join(Vault::FILE);
    let sealed = sealed(&entropy);
    let error = Vault::open(directory.path(), Some(&sealed), &entropy).unwrap_err();
    assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
    assert!(!file.exists());

    Vault::open(directory.path(), None, &entropy).unwrap();
    fs::write(&file, b"too short").unwrap();
    for sealed in [Some(&sealed), None] {
        let error = Vault::open(directory.path(), sealed, &entropy).unwrap_err();
        assert!(matches!(error, VaultError::Damaged(_)));
    }
    assert_eq!(fs::read(&file).unwrap(), b"too short");
}

/// Of which no key can be made.
struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&self, _: &mut [u8]) {
        panic!("nobody waits for this key");
    }
}

#[tokio::test]
async fn keys_that_were_made_ahead_are_given_once_and_replaced() {
    let pool = Arc::new(KeyPool::default());
    let filled = Arc::clone(&pool);
    let filling = tokio::spawn(async move { filled.keep_full(Arc::new(Counting::new())).await });
    let mut given = HashSet::new();
    for _ in 0..3 {
        let take = async || pool.take(Arc::new(NoEntropy)).await.ok();
        let keys = eventually(SOON, "keys are ready that need not be made", take).await;
        assert!(keys.public().is_ok());
        assert!(given.insert(keys.evidence.did_key().to_string()), "given twice");
    }
    filling.abort();
}
