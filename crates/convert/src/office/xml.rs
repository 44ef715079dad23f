//! XML of a part, event by event, in the one encoding that all readers agree on.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element or text, as much as the checks need.
#[derive(Debug)]
pub(super) enum Item<'a> {
    /// The start of an element, or an empty one.
    Start(Element<'a>),
    /// The end of an element, by its local name.
    End(String),
    /// Text between tags, entities resolved.
    Text(String),
}

/// The start tag of an element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    pub(super) empty: bool,
}

impl Element<'_> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> String {
        local(self.start.name().as_ref())
    }

    /// The first attribute of that local name, whatever its prefix.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let attributes = self.start.attributes();
        let mut named = attributes
            .flatten()
            .filter(|attribute| local(attribute.key.as_ref()) == wanted);
        named.next().map(|attribute| text_of(&attribute))
    }
}

fn text_of(attribute: &quick_xml::events::attributes::Attribute<'_>) -> String {
    match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
        Ok(value) => value.into_owned(),
        Err(_) => attribute.value.as_ref().to_owned(),
    }
}

fn local(name: &str) -> String {
    let after = name.rsplit(':').next();
    after.unwrap_or(name).to_owned()
}

/// Calls `see` for every item.
///
/// # Errors
/// In words: what is wrong with the XML, among it what office files never have and readers
/// differ about: other encodings, a document type.
pub(super) fn each(data: &[u8], mut see: impl FnMut(Item<'_>)) -> Result<(), String> {
    let text = std::str::from_utf8(data).map_err(|_| "the text is not UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(()),
            Event::Start(start) => see(Item::Start(Element {
                start,
                empty: false,
            })),
            Event::Empty(start) => see(Item::Start(Element { start, empty: true })),
            Event::End(end) => see(Item::End(local(end.name().as_ref()))),
            Event::Text(text) => see(Item::Text(text.xml10_content().into_owned())),
            Event::CData(text) => see(Item::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(entity) => see(Item::Text(resolve(&entity))),
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().transpose();
                let encoding = encoding.map_err(|error| error.to_string())?;
                if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    return Err("the encoding is not UTF-8".to_owned());
                }
            }
            Event::DocType(_) => return Err("a document type is declared".to_owned()),
            Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn resolve(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = entity.resolve_char_ref() {
        return letter.to_string();
    }
    let known = match entity.xml10_content().as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    };
    known.to_owned()
}
