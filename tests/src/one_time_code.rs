use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

/// The code of an app for codes that change with the time (RFC 6238), of a secret in base32.
pub fn one_time_code(secret: &str, seconds: i64) -> String {
    let mut bits = String::new();
    for letter in secret.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            _ => letter - b'2' + 26,
        };
        bits += &format!("{value:05b}");
    }
    let key: Vec<u8> = (0..bits.len() / 8)
        .map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).expect("eight bits"))
        .collect();
    let tag = sign(
        &Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key),
        &(seconds / 30).to_be_bytes(),
    );
    let tag = tag.as_ref();
    let offset = usize::from(tag[19] & 15);
    let four = tag[offset..offset + 4].try_into().expect("four bytes");
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}
