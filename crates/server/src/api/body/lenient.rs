//! Reads values as clients write them: numbers and truth values as texts, ids as numbers, one thing where a list is
//! expected, and `null` for a list without entries or a truth value that is not so.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde_json::{Error, Number, Value};

/// What a text means where a truth value is expected.
pub(crate) fn truth(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "1", "on", "t"]) {
        Some(true)
    } else if is(&["false", "0", "off", "f", ""]) {
        Some(false)
    } else {
        None
    }
}

/// A value that is read so.
#[derive(Debug)]
pub(super) struct Lenient {
    pub(super) value: Value,
    /// Of a field of a form that is repeated the last counts, where one is expected.
    pub(super) is_form: bool,
}

impl Lenient {
    fn wrap(&self, value: Value) -> Self {
        Self {
            value,
            is_form: self.is_form,
        }
    }

    /// The value where one is expected.
    fn one(self) -> Value {
        match self.value {
            Value::Array(mut items) if self.is_form && !items.is_empty() => items.pop().unwrap_or_default(),
            value => value,
        }
    }

    /// Ids are texts that look like numbers, and are written as such.
    fn text(self) -> Value {
        match self.one() {
            Value::Number(number) if number.is_u64() => Value::String(number.to_string()),
            value => value,
        }
    }

    fn number(self) -> Value {
        match self.one() {
            Value::String(text) => text
                .trim()
                .parse::<Number>()
                .map_or(Value::String(text), Value::Number),
            value => value,
        }
    }

    /// A list, or one thing in its place; `{"0": …, "1": …}` is how forms number the entries of a list.
    fn list(mut self) -> Result<Vec<Self>, Self> {
        let items = match self.value.take() {
            Value::Array(items) => items,
            Value::Object(entries) if entries.keys().all(|key| key.parse::<u32>().is_ok()) => {
                entries.into_iter().map(|(_, value)| value).collect()
            }
            Value::Null => Vec::new(),
            value @ (Value::Bool(_) | Value::Number(_) | Value::String(_)) => vec![value],
            value => {
                self.value = value;
                return Err(self);
            }
        };
        Ok(items.into_iter().map(|item| self.wrap(item)).collect())
    }
}

impl IntoDeserializer<'_, Error> for Lenient {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.number().$method(visitor)
        })+
    };
}

macro_rules! texts {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.text().$method(visitor)
        })+
    };
}

macro_rules! ones {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.one().$method(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for Lenient {
    type Error = Error;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    texts! {
        deserialize_char deserialize_str deserialize_string
    }

    ones! {
        deserialize_identifier deserialize_bytes deserialize_byte_buf deserialize_unit
    }

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Value::Array(items) => {
                let items: Vec<Self> = items.into_iter().map(|item| self.wrap(item)).collect();
                visitor.visit_seq(SeqDeserializer::new(items.into_iter()))
            }
            Value::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name, self.wrap(value)))
                    .collect::<Vec<_>>();
                visitor.visit_map(MapDeserializer::new(members.into_iter()))
            }
            value => value.deserialize_any(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = self.one();
        let meant = match &value {
            Value::String(text) => truth(text),
            Value::Number(number) => truth(&number.to_string()),
            Value::Null => Some(false),
            _ => None,
        };
        meant.map_or(value, Value::Bool).deserialize_bool(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.list() {
            Ok(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Err(other) => other.value.deserialize_seq(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_object() {
            self.deserialize_any(visitor)
        } else {
            self.value.deserialize_map(visitor)
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.one().deserialize_unit_struct(name, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.one().deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::Lenient;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Entry {
        name: String,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Post {
        status: String,
        #[serde(default)]
        sensitive: bool,
        expires_in: Option<u32>,
        #[serde(default)]
        ids: Vec<i64>,
        #[serde(default)]
        account_ids: Vec<String>,
        #[serde(default)]
        entries: Vec<Entry>,
    }

    fn read(value: Value, is_form: bool) -> Result<Post, String> {
        Post::deserialize(Lenient { value, is_form }).map_err(|error| error.to_string())
    }

    #[test]
    fn truth_is_written_in_many_ways() {
        let sensitive =
            |value: Value| read(json!({"status": "s", "sensitive": value}), false).map(|post| post.sensitive);
        for yes in [
            json!(true),
            json!(1),
            json!("1"),
            json!("true"),
            json!("True"),
            json!("on"),
        ] {
            assert_eq!(sensitive(yes.clone()), Ok(true), "{yes}");
        }
        for no in [
            json!(false),
            json!(0),
            json!("0"),
            json!("false"),
            json!("off"),
            json!(""),
            json!(null),
        ] {
            assert_eq!(sensitive(no.clone()), Ok(false), "{no}");
        }
        for unfit in [json!("perhaps"), json!(2), json!([]), json!({})] {
            assert!(sensitive(unfit.clone()).is_err(), "{unfit}");
        }
    }

    #[test]
    fn numbers_and_lists_are_written_in_many_ways() {
        for (value, is_form) in [
            (json!({"ids": [7], "expires_in": 60}), false),
            (json!({"ids": ["7"], "expires_in": "60"}), false),
            (json!({"ids": "7", "expires_in": " 60"}), false),
            (json!({"ids": {"0": "7"}, "expires_in": ["5", "60"]}), true),
        ] {
            let mut value = value;
            value["status"] = json!("s");
            value["entries"] = json!({"0": {"name": "a"}, "1": {"name": "b"}});
            let post = read(value.clone(), is_form).unwrap();
            assert_eq!((post.ids, post.expires_in), (vec![7], Some(60)), "{value}");
            assert_eq!(post.entries.len(), 2);
        }
    }

    #[test]
    fn null_is_as_if_a_list_a_truth_value_or_what_may_be_left_out_were_not_there() {
        let absent = read(json!({"status": "s"}), false);
        let null =
            json!({"status": "s", "sensitive": null, "expires_in": null, "ids": null, "entries": null});
        assert_eq!(read(null, false), absent);
        assert!(read(json!({"status": "s", "ids": [null]}), false).is_err());
    }

    #[test]
    fn ids_are_written_as_texts_or_as_numbers() {
        let id = 117_036_221_899_276_288_u64;
        for (value, is_form) in [
            (json!([id]), false),
            (json!([id.to_string()]), false),
            (json!(id), false),
            (json!(id.to_string()), false),
            (json!({"0": id.to_string()}), true),
        ] {
            let post = read(json!({"status": id, "account_ids": value}), is_form).unwrap();
            assert_eq!(post.account_ids, [id.to_string()], "{value}");
            assert_eq!(post.status, id.to_string());
        }
    }

    #[test]
    fn the_last_of_a_repeated_field_of_a_form_counts_and_json_is_held_to_its_types() {
        assert_eq!(read(json!({"status": ["a", "b"]}), true).unwrap().status, "b");
        for unfit in [
            json!(["a"]),
            json!(-1),
            json!(1.5),
            json!(true),
            json!(null),
            json!({"0": "a"}),
        ] {
            assert!(read(json!({"status": unfit}), false).is_err(), "{unfit}");
        }
        assert!(read(json!({"status": "s", "expires_in": 1.5}), false).is_err());
        assert!(read(json!({"status": "s", "ids": {"a": 1}}), false).is_err());
    }
}
