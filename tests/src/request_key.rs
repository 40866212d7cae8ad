use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};

/// How many accounts of an instance have a key that is ready.
const READY: usize = 6;

/// RSA keys, PKCS#8 in DER, made once for all tests of a program: to make one takes longer than most of them.
pub fn request_keys() -> &'static [Vec<u8>] {
    static KEYS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let keys = (0..READY).map(|_| {
            let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key can be made");
            let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).expect("a key can be written");
            der.as_ref().to_vec()
        });
        keys.collect()
    });
    &KEYS
}
