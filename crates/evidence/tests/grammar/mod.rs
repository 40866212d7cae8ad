//! How a value that is written as text is tried.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use vouchwell_evidence::Invalid;

/// Every accepted text is printed and stored as it was written; nothing else is read, from text or from JSON.
pub(crate) fn check<T>(accepted: &[&str], refused: &[&str])
where
    T: FromStr<Err = Invalid> + Display + Debug + PartialEq + Serialize + DeserializeOwned,
{
    for text in accepted {
        let value: T = text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(value.to_string(), *text);
        let stored = serde_json::to_string(&value).unwrap();
        assert_eq!(stored, serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<T>(&stored).unwrap(), value);
    }
    for text in refused {
        assert!(text.parse::<T>().is_err(), "{text:?} was taken");
        let stored = serde_json::to_string(text).unwrap();
        assert!(
            serde_json::from_str::<T>(&stored).is_err(),
            "{text:?} was taken from JSON"
        );
    }
}
