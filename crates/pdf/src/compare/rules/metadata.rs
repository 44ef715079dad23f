//! XMP metadata of the document (ISO 32000-2, 14.3.2).

use crate::compare::judge::Judge;
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Reason};
use crate::error::Error;
use crate::object::Object;

/// The metadata may change as long as they are well-formed XMP without entities, since other
/// content could be meant for another reader.
pub(super) fn judge(judge: &mut Judge<'_>, old: &At<'_>, new: &At<'_>) -> Result<(), Error> {
    if !judge.differs(old, new) {
        return Ok(());
    }
    let (Object::Stream(stream), Some(_)) = (&new.object, new.id) else {
        judge.refuse(new.id.or(old.id), Reason::MetadataMalformed, "");
        return Ok(());
    };
    let data = judge.new.view.stream_data(stream)?;
    if !is_xmp(&data) {
        judge.refuse(new.id, Reason::MetadataMalformed, "");
        return Ok(());
    }
    judge.approve(old);
    judge.note(new.id, ChangeClass::LtvData, Reason::MetadataUpdated, "");
    Ok(())
}

/// Whether the data are one `x:xmpmeta` element with properly nested elements inside, and nothing
/// around it but processing instructions, comments and white space.
fn is_xmp(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    let blank = |text: &str| {
        text.chars()
            .all(|char| char.is_whitespace() || char == '\0')
    };
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some((between, markup)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        let Some((kind, after)) = next_markup(markup) else {
            return false;
        };
        if open.is_empty() && !blank(between) {
            return false;
        }
        match kind {
            Markup::Aside => {}
            Markup::Start { name, empty } => {
                if open.is_empty() {
                    roots += 1;
                    if name != "x:xmpmeta" {
                        return false;
                    }
                }
                if !empty {
                    open.push(name);
                }
            }
            Markup::End { name } => {
                if open.pop() != Some(name) {
                    return false;
                }
            }
        }
        rest = after;
    }
    roots == 1 && open.is_empty() && blank(rest)
}

enum Markup<'a> {
    Start {
        name: &'a str,
        empty: bool,
    },
    End {
        name: &'a str,
    },
    /// A comment, a processing instruction, a CDATA section.
    Aside,
}

/// The markup that `text` begins with, and what follows it. Declarations are none: they could
/// define entities.
fn next_markup(text: &str) -> Option<(Markup<'_>, &str)> {
    for (start, end) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")] {
        if let Some(inside) = text.strip_prefix(start) {
            return Some((Markup::Aside, inside.split_once(end)?.1));
        }
    }
    let mut quote = None;
    let end = text.char_indices().find(|(_, char)| match quote {
        Some(open) => {
            if *char == open {
                quote = None;
            }
            false
        }
        None if matches!(char, '"' | '\'') => {
            quote = Some(*char);
            false
        }
        None => *char == '>',
    })?;
    let (tag, after) = text.split_at_checked(end.0)?;
    let (tag, after) = (tag.strip_prefix('<')?, after.strip_prefix('>')?);
    let name = |tag: &str| tag.find(|char: char| char.is_whitespace() || char == '/');
    if let Some(tag) = tag.strip_prefix('/') {
        return Some((
            Markup::End {
                name: tag.trim_end(),
            },
            after,
        ));
    }
    let name = tag.get(..name(tag).unwrap_or(tag.len()))?;
    let fine = !name.is_empty() && !name.starts_with('!') && !tag.contains('<');
    fine.then_some((
        Markup::Start {
            name,
            empty: tag.ends_with('/'),
        },
        after,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_xmp_without_declarations() {
        for good in [
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><a b='>'/><c>text</c></x:xmpmeta>",
            "\u{feff}<?xpacket begin=''?>\n<x:xmpmeta><!-- < --></x:xmpmeta>\n<?xpacket end='w'?>",
            "<x:xmpmeta><a><![CDATA[<b>]]></a ></x:xmpmeta>",
        ] {
            assert!(is_xmp(good.as_bytes()), "{good}");
        }
        for bad in [
            "",
            "text",
            "<rdf:RDF></rdf:RDF>",
            "<x:xmpmeta><a></x:xmpmeta></a>",
            "<x:xmpmeta></x:xmpmeta><x:xmpmeta></x:xmpmeta>",
            "<!DOCTYPE x [<!ENTITY e 'x'>]><x:xmpmeta></x:xmpmeta>",
            "<x:xmpmeta></x:xmpmeta>text",
            "<x:xmpmeta>",
        ] {
            assert!(!is_xmp(bad.as_bytes()), "{bad}");
        }
    }
}
