//! Multibase base58btc: `z` and base58 digits.

/// Digits that are taken together, since 58^10 still fits a limb.
const DIGITS: usize = 10;

/// Limbs of 64 bits: one more than the longest value, a signature, so that a step too far is seen.
const LIMBS: usize = 9;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The value of each character of ASCII as a digit; 58 for what is none.
const VALUES: [u8; 128] = {
    let mut values = [58; 128];
    let mut value = 0;
    while value < 58 {
        values[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    values
};

pub(crate) fn encode(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

/// Exactly `N` bytes, at most 64, or nothing.
///
/// The lengths are known here, which is worth ten digits at a time: signatures, keys and digests would
/// otherwise be a tenth of the time that verification takes beside its curve arithmetic.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.strip_prefix('z')?.as_bytes();
    // The lowest limb first.
    let mut limbs = [0_u64; LIMBS];
    for taken in digits.chunks(DIGITS) {
        let (mut carry, mut scale) = (0, 1);
        for digit in taken {
            carry = carry * 58 + u128::from(value_of(*digit)?);
            scale *= 58;
        }
        for limb in &mut limbs {
            let next = u128::from(*limb) * scale + carry;
            *limb = next as u64;
            carry = next >> 64;
        }
        if carry > 0 {
            return None;
        }
    }
    let mut bytes = [0; LIMBS * 8];
    for (eight, limb) in bytes.rchunks_mut(8).zip(limbs) {
        eight.copy_from_slice(&limb.to_be_bytes());
    }
    let (excess, value) = bytes.split_last_chunk::<N>()?;
    let zeros = digits.iter().take_while(|digit| **digit == b'1').count();
    let fits =
        excess.iter().all(|byte| *byte == 0) && value.iter().take_while(|byte| **byte == 0).count() == zeros;
    fits.then_some(*value)
}

fn value_of(digit: u8) -> Option<u8> {
    let value = *VALUES.get(usize::from(digit))?;
    (value < 58).then_some(value)
}
