//! Days and instants in stored JSON: `YYYY-MM-DD` and Unix milliseconds, as in the tables.

/// Days.
pub(crate) mod day {
    time::serde::format_description!(iso, Date, "[year]-[month]-[day]");
    pub(crate) use iso::{deserialize, option, serialize};
}

/// Instants.
pub(crate) mod instant {
    use serde::{Deserialize, Deserializer, Serializer, de};
    use time::UtcDateTime;

    pub(crate) fn serialize<S: Serializer>(at: &UtcDateTime, to: S) -> Result<S::Ok, S::Error> {
        let milliseconds = at.unix_timestamp_nanos().div_euclid(1_000_000);
        to.serialize_i64(i64::try_from(milliseconds).unwrap_or(i64::MAX))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<UtcDateTime, D::Error> {
        let milliseconds = i64::deserialize(from)?;
        let nanoseconds = i128::from(milliseconds) * 1_000_000;
        UtcDateTime::from_unix_timestamp_nanos(nanoseconds).map_err(de::Error::custom)
    }

    /// Instants that may be missing.
    pub(crate) mod option {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};
        use time::UtcDateTime;

        #[derive(Deserialize, Serialize)]
        struct Instant(#[serde(with = "super")] UtcDateTime);

        pub(crate) fn serialize<S: Serializer>(
            at: &Option<UtcDateTime>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            at.map(Instant).serialize(to)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<UtcDateTime>, D::Error> {
            let at: Option<Instant> = Option::deserialize(from)?;
            Ok(at.map(|Instant(at)| at))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use time::macros::{date, utc_datetime};
    use time::{Date, UtcDateTime};

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Record {
        #[serde(with = "super::day")]
        on: Date,
        #[serde(default, with = "super::day::option")]
        due: Option<Date>,
        #[serde(with = "super::instant")]
        at: UtcDateTime,
        #[serde(default, with = "super::instant::option")]
        until: Option<UtcDateTime>,
    }

    #[test]
    fn days_and_instants_are_written_as_in_the_tables() {
        let record = Record {
            on: date!(2026 - 02 - 03),
            due: None,
            at: utc_datetime!(2026-11-21 01:30:00.25),
            until: Some(utc_datetime!(1969-12-31 23:59:59)),
        };
        let json = serde_json::to_string(&record).unwrap();
        let expected = r#"{"on":"2026-02-03","due":null,"at":1795224600250,"until":-1000}"#;
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), record);
        let short = r#"{"on":"2026-02-03","at":1795224600250}"#;
        assert_eq!(serde_json::from_str::<Record>(short).unwrap().until, None);
        for wrong in [
            r#"{"on":"03/02/2026","at":0}"#,
            r#"{"on":"2026-02-03","at":9223372036854775807}"#,
        ] {
            assert!(serde_json::from_str::<Record>(wrong).is_err(), "{wrong}");
        }
    }
}
