//! One spelling for one value: the JSON that is hashed.
//!
//! As RFC 8785 (JSON Canonicalization Scheme), with two things narrowed so that every language
//! agrees: numbers are whole and fit 64 bits, and keys are sorted by code point. No white space.

use serde::Serialize;
use serde_json::Value;

use crate::error::Error;

/// The canonical JSON of `value`.
pub(crate) fn canonical(value: &impl Serialize) -> Result<String, Error> {
    let value = serde_json::to_value(value).map_err(|cause| Error::NotJson {
        cause: cause.to_string(),
    })?;
    let mut text = String::new();
    write(&value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<(), Error> {
    match value {
        Value::Number(number) if number.is_f64() => {
            return Err(Error::NotWhole {
                number: number.to_string(),
            });
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            // Sorted here: whether the map keeps an order of its own is a switch of the library.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (at, (name, member)) in members.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(member, text)?;
            }
            text.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical;

    #[test]
    fn keys_are_sorted_and_nothing_is_between() {
        let value = json!({"ô": [1, -2, {"b": null, "a": true}], "a": "Số \"5\"\n\u{1f}đ"});
        assert_eq!(
            canonical(&value).unwrap(),
            r#"{"a":"Số \"5\"\n\u001fđ","ô":[1,-2,{"a":true,"b":null}]}"#
        );
    }

    #[test]
    fn fractions_have_no_single_spelling_and_are_refused() {
        let refused = canonical(&json!({"a": 0.1})).unwrap_err();
        assert_eq!(refused.code(), "audit-not-whole");
    }
}
