//! A font subset as PDF objects: a Type 0 font over TrueType outlines (ISO 32000-2, 9.7).
//!
//! Codes are two bytes and equal the glyph numbers of the subset (`Identity-H`), with a
//! `/ToUnicode` map, so that the text can be searched, copied and archived (PDF/A-1, 6.3.8).

use std::fmt::Write as _;

use pdf::{Dictionary, Object, ObjectId, PdfString, Update};

use super::Face;
use super::subset::Subset;
use crate::conformance::Conformance;
use crate::{Error, compress};

/// The glyph space of PDF fonts: a thousand units to the size (9.2.4).
const UNITS: f64 = 1000.0;

impl Subset {
    /// Adds the font to the update; the result is what `/Font` resources refer to.
    ///
    /// # Errors
    /// [`Error::Font`] when the subset cannot be read back.
    pub fn embed(&self, update: &mut Update, conformance: &Conformance) -> Result<ObjectId, Error> {
        let font = ttf_parser::Face::parse(&self.data, 0)
            .map_err(|error| Error::Font(error.to_string()))?;
        let file = compress::stream(
            Dictionary::new().with("Length1", length(self.data.len())),
            &self.data,
        );
        let file = update.add(file);
        let mut descriptor = self.descriptor(&font)?.with("FontFile2", file);
        if conformance.wants_cid_set() {
            let set = cid_set(font.number_of_glyphs());
            let set = compress::stream(Dictionary::new(), &set);
            descriptor.set("CIDSet", update.add(set));
        }
        let descriptor = update.add(descriptor);
        let descendant = update.add(self.descendant(&font, descriptor));
        let map = compress::stream(Dictionary::new(), self.to_unicode().as_bytes());
        let map = update.add(map);
        Ok(update.add(
            Dictionary::new()
                .with("Type", Object::name("Font"))
                .with("Subtype", Object::name("Type0"))
                .with("BaseFont", Object::name(self.base_font()))
                .with("Encoding", Object::name("Identity-H"))
                .with("DescendantFonts", vec![descendant.into()])
                .with("ToUnicode", map),
        ))
    }

    fn descriptor(&self, font: &ttf_parser::Face<'_>) -> Result<Dictionary, Error> {
        let scale = UNITS / f64::from(font.units_per_em());
        let whole = |value: i16| Object::Real((f64::from(value) * scale).round());
        let bounds = font.global_bounding_box();
        let sides = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
        // Table 121: serif (2); symbolic (4), as a subset addressed by glyph must be; italic (7).
        let (italic_flag, angle, stem) = match self.face {
            Face::Regular => (0, 0.0, 80),
            Face::Bold => (0, 0.0, 140),
            Face::Italic => (1 << 6, -16.3, 80),
        };
        // The subset has lost the table that says how high capitals are.
        let capitals = self.face.metrics()?.capital_height() * UNITS;
        Ok(Dictionary::new()
            .with("Type", Object::name("FontDescriptor"))
            .with("FontName", Object::name(self.base_font()))
            .with("Flags", Object::Integer((1 << 1) | (1 << 2) | italic_flag))
            .with("FontBBox", sides.map(whole).to_vec())
            .with("ItalicAngle", Object::Real(angle))
            .with("Ascent", whole(font.ascender()))
            .with("Descent", whole(font.descender()))
            .with("CapHeight", Object::Real(capitals.round()))
            .with("StemV", Object::Integer(stem)))
    }

    fn descendant(&self, font: &ttf_parser::Face<'_>, descriptor: ObjectId) -> Dictionary {
        let scale = UNITS / f64::from(font.units_per_em());
        let widths = (0..font.number_of_glyphs()).map(|glyph| {
            let width = font.glyph_hor_advance(ttf_parser::GlyphId(glyph));
            Object::Real(f64::from(width.unwrap_or(0)) * scale)
        });
        Dictionary::new()
            .with("Type", Object::name("Font"))
            .with("Subtype", Object::name("CIDFontType2"))
            .with("BaseFont", Object::name(self.base_font()))
            .with(
                "CIDSystemInfo",
                Dictionary::new()
                    .with("Registry", PdfString::literal("Adobe"))
                    .with("Ordering", PdfString::literal("Identity"))
                    .with("Supplement", Object::Integer(0)),
            )
            .with("FontDescriptor", descriptor)
            .with("CIDToGIDMap", Object::name("Identity"))
            .with(
                "W",
                vec![Object::Integer(0), Object::Array(widths.collect())],
            )
    }

    /// The name with its tag of six capitals, which tells subsets of one font apart (9.9.2).
    fn base_font(&self) -> String {
        // FNV-1a over the letters: equal subsets get equal names, on every machine.
        let hash = self
            .glyphs
            .keys()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
                (hash ^ u64::from(u32::from(*letter))).wrapping_mul(0x0100_0000_01b3)
            });
        let mut tag = String::new();
        let mut rest = hash;
        for _ in 0..6 {
            let letter = u8::try_from(rest % 26).unwrap_or(0);
            tag.push(char::from(b'A' + letter));
            rest /= 26;
        }
        format!("{tag}+{}", self.face.name())
    }

    /// The map from codes to Unicode (9.10.3), a hundred entries a block at most.
    fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
             /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let entries: Vec<(&char, &u16)> = self.glyphs.iter().collect();
        for block in entries.chunks(100) {
            // Writing into a String cannot fail.
            let _ = writeln!(map, "{} beginbfchar", block.len());
            for (letter, glyph) in block {
                let mut units = [0; 2];
                let _ = write!(map, "<{glyph:04X}> <");
                for unit in letter.encode_utf16(&mut units) {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }
}

/// One bit for each glyph of the subset, all set (PDF/A-1, 6.3.5).
fn cid_set(glyphs: u16) -> Vec<u8> {
    let full = usize::from(glyphs / 8);
    let mut bits = vec![0xff; full];
    let rest = glyphs % 8;
    if rest > 0 {
        bits.push(!(0xff_u8 >> rest));
    }
    bits
}

fn length(bytes: usize) -> Object {
    Object::Integer(i64::try_from(bytes).unwrap_or(i64::MAX))
}
