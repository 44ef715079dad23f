//! Content streams: operators written as text (ISO 32000-2, 7.8.2 and annex A).

use std::fmt::Write as _;

/// A content stream under construction.
#[derive(Debug, Default)]
pub(crate) struct Content(String);

impl Content {
    /// Writes an operator with numbers before it.
    pub(crate) fn numbers(&mut self, numbers: &[f64], operator: &str) {
        for value in numbers {
            self.0.push_str(&number(*value));
            self.0.push(' ');
        }
        self.line(operator);
    }

    /// Writes text as it is.
    pub(crate) fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// Sets the colour of what is filled from now on: red, green, blue. `calibrated` names the
    /// colour space resource where plain RGB may not be used.
    pub(crate) fn fill_colour(&mut self, colour: [u8; 3], calibrated: Option<&str>) {
        let shares = colour.map(|sample| f64::from(sample) / 255.0);
        match calibrated {
            Some(name) => {
                self.line(&format!("/{name} cs"));
                self.numbers(&shares, "sc");
            }
            None => self.numbers(&shares, "rg"),
        }
    }

    /// Shows glyphs by their codes.
    pub(crate) fn show(&mut self, codes: &[u8]) {
        self.0.push('<');
        for byte in codes {
            // Writing into a String cannot fail.
            let _ = write!(self.0, "{byte:02X}");
        }
        self.line("> Tj");
    }

    /// The bytes of the stream.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// A number as PDF writes it: no exponent, four decimals at most.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_exponent_and_no_needless_digits() {
        assert_eq!(number(12.0), "12");
        assert_eq!(number(-0.000_01), "0");
        assert_eq!(number(1e-3), "0.001");
        assert_eq!(number(100.25), "100.25");
        assert_eq!(number(300.0), "300");
    }
}
