//! What the viewer shows: a PDF, what is laid over it, and boxes that can be moved
//! (`web/src/viewer.js` reads it).

use std::collections::BTreeSet;

use serde::Serialize;

use crate::assets;

/// A viewer.
#[derive(Clone, Debug)]
pub struct ViewerView {
    /// Where the PDF lies, shown by the browser when opened.
    pub file: String,
    /// Where it is downloaded, byte for byte; empty where it is only to be looked at.
    pub download: String,
    /// The name of the file.
    pub name: String,
    /// What is laid over its pages.
    pub overlays: Vec<Overlay>,
    /// Boxes that can be moved.
    pub places: Vec<Place>,
}

/// A mark over a page.
#[derive(Clone, Debug, Serialize)]
pub struct Overlay {
    /// What it marks.
    pub kind: OverlayKind,
    /// The page, counted from 1.
    pub page: u32,
    /// Left, bottom, right, top, in points.
    pub rect: [f64; 4],
    /// Its words.
    pub label: String,
}

/// What a mark marks.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverlayKind {
    /// A signature.
    Signature,
    /// A seal or stamp.
    Stamp,
    /// A fault of form.
    Fault,
    /// A change between revisions.
    Change,
}

/// A box that can be moved: of the number, the date, a signature, the seal, initials.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Its name in the form.
    pub name: String,
    /// Its words.
    pub label: String,
    /// The page, counted from 1.
    pub page: u32,
    /// Left, bottom, right, top, in points.
    pub rect: [f64; 4],
}

impl OverlayKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Stamp => "stamp",
            Self::Fault => "fault",
            Self::Change => "change",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Signature => "Vị trí chữ ký",
            Self::Stamp => "Vị trí con dấu",
            Self::Fault => "Lỗi thể thức",
            Self::Change => "Thay đổi giữa các phiên bản",
        }
    }
}

impl Place {
    pub(crate) fn rect_text(&self) -> String {
        let numbers: Vec<_> = (self.rect.iter())
            .map(|number| format!("{number:.1}"))
            .collect();
        numbers.join(" ")
    }
}

impl ViewerView {
    /// The kinds of marks there are, for the switches.
    pub(crate) fn kinds(&self) -> Vec<OverlayKind> {
        let kinds: BTreeSet<_> = self.overlays.iter().map(|overlay| overlay.kind).collect();
        kinds.into_iter().collect()
    }

    /// What the script reads. `<` is written as an escape, so that no text can end the element.
    pub(crate) fn json(&self) -> String {
        #[derive(Serialize)]
        struct Data<'a> {
            file: &'a str,
            name: &'a str,
            worker: String,
            home: String,
            overlays: &'a [Overlay],
            places: &'a [Place],
        }
        let data = Data {
            file: &self.file,
            name: &self.name,
            worker: assets::href("pdf-worker.mjs"),
            home: assets::href("pdfjs"),
            overlays: &self.overlays,
            places: &self.places,
        };
        let text = serde_json::to_string(&data).unwrap_or_default();
        text.replace('<', "\\u003c")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_can_end_the_script_element() {
        let viewer = ViewerView {
            file: "/tep/1".to_owned(),
            download: "/tep/1".to_owned(),
            name: "</script><b>".to_owned(),
            overlays: vec![],
            places: vec![],
        };
        assert!(!viewer.json().contains('<'));
        let read: serde_json::Value = serde_json::from_str(&viewer.json()).unwrap();
        assert_eq!(read["name"], "</script><b>");
    }
}
