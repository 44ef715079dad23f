//! Files embedded in a PDF, and file specifications that lead elsewhere (ISO 32000-2, 7.11).

use pdf::{Dictionary, Error};

use super::Look;
use crate::office::is_program;
use crate::reason::{Reason, shown};

impl Look<'_> {
    /// Looks at a file specification; other dictionaries are passed by.
    pub(super) fn attachment(&mut self, dictionary: &Dictionary) -> Result<(), Error> {
        let embedded = self.view.lookup(dictionary, "EF")?;
        let Some(embedded) = embedded.as_dictionary() else {
            return Ok(());
        };
        let mut name = String::new();
        for key in ["UF", "F"] {
            let text = self.view.lookup(dictionary, key)?;
            if let Some(text) = text.as_string() {
                name = text.to_text();
                break;
            }
        }
        for (key, _) in embedded.iter() {
            let key = String::from_utf8_lossy(key.as_bytes()).into_owned();
            let file = self.view.lookup(embedded, &key)?;
            let Some(stream) = file.as_stream() else {
                continue;
            };
            let data = self.view.stream_data(stream)?;
            if is_program(&name, &data) {
                self.add(Reason::Executable { part: shown(&name) });
            }
        }
        self.attachments.insert(shown(&name));
        Ok(())
    }
}
