//! Fonts that are not embedded (ISO 32000-2, 9.6 to 9.9).

use pdf::{Dictionary, Error};

use super::Look;
use crate::reason::{Reason, shown};

const PROGRAMS: [&str; 3] = ["FontFile", "FontFile2", "FontFile3"];

impl Look<'_> {
    /// Looks at a font that has a program; Type 3 draws itself, and a Type 0 font's program is
    /// that of its descendant, which is met by itself.
    pub(super) fn font(&mut self, dictionary: &Dictionary) -> Result<(), Error> {
        let kind = self.view.lookup(dictionary, "Type")?;
        let subtype = self.view.lookup(dictionary, "Subtype")?;
        let is_font = kind.as_name().is_some_and(|name| *name == "Font");
        let with_program = subtype.as_name().is_some_and(|name| {
            [
                "Type1",
                "MMType1",
                "TrueType",
                "CIDFontType0",
                "CIDFontType2",
            ]
            .iter()
            .any(|known| *name == **known)
        });
        if !is_font || !with_program {
            return Ok(());
        }
        let descriptor = self.view.lookup(dictionary, "FontDescriptor")?;
        if let Some(descriptor) = descriptor.as_dictionary() {
            for key in PROGRAMS {
                if self.view.lookup(descriptor, key)?.as_stream().is_some() {
                    return Ok(());
                }
            }
        }
        let name = self.view.lookup(dictionary, "BaseFont")?;
        let name = name.as_name().map(|name| name.as_bytes().to_vec());
        let name = String::from_utf8_lossy(&name.unwrap_or_default()).into_owned();
        self.add(Reason::PdfFont { font: shown(&name) });
        Ok(())
    }
}
