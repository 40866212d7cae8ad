use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{Limits, ReadError};

/// Room that an object gets at first. To make it larger step by step takes as long as to fill it.
const USUAL_MEMBERS: usize = 8;

pub(super) fn read(bytes: &[u8], limits: Limits, accepts: fn(&Number) -> bool) -> Result<Value, ReadError> {
    if bytes.len() > limits.size {
        return Err(ReadError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::Syntax)?;
    let fault = Cell::new(ReadError::Syntax);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Reader {
        depth: limits.depth,
        accepts,
        fault: &fault,
    }
    .deserialize(&mut deserializer)
    .map_err(|_| fault.get())?;
    deserializer.end().map_err(|_| ReadError::Syntax)?;
    Ok(value)
}

/// Builds one value. `depth` is how many objects and arrays may still open, `fault` the rule that was broken.
#[derive(Clone, Copy)]
struct Reader<'a> {
    depth: usize,
    accepts: fn(&Number) -> bool,
    fault: &'a Cell<ReadError>,
}

impl Reader<'_> {
    fn refuse<T, E: serde::de::Error>(&self, fault: ReadError) -> Result<T, E> {
        self.fault.set(fault);
        Err(E::custom(fault))
    }

    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Reader { depth, ..self }),
            None => self.refuse(ReadError::TooDeep),
        }
    }

    fn number<E: serde::de::Error>(self, number: Number) -> Result<Value, E> {
        if (self.accepts)(&number) {
            Ok(Value::Number(number))
        } else {
            self.refuse(ReadError::Number)
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.number(value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.number(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        match Number::from_f64(value) {
            Some(number) => self.number(number),
            None => self.refuse(ReadError::Number),
        }
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(inside)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut members = Map::with_capacity(USUAL_MEMBERS);
        while let Some(key) = object.next_key::<String>()? {
            let value = object.next_value_seed(inside)?;
            if members.insert(key, value).is_some() {
                return self.refuse(ReadError::DuplicateKey);
            }
        }
        Ok(Value::Object(members))
    }
}
