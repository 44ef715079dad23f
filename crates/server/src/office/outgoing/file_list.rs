//! The tab with the files of a document: each version of each, the signatures that lie beside them, and
//! what they were converted from.

use office::outgoing::{AttachmentRow, FileFacts, Opened, VersionRow};
use office::people::Post;

use super::document::{file_address, slot_label};
use super::page;
use super::tabs::person;
use crate::office::said;
use crate::views::tabs::{FileView, FilesView};

/// The whole tab.
pub(super) fn view(document: &Opened<'_>, people: &[Post]) -> FilesView {
    let id = &document.row.id;
    let list = List {
        id,
        people,
        may_edit: document.may_edit(),
    };
    let mut files = Vec::new();
    for version in document.versions.iter().rev() {
        let attachment = document.attachments.iter().find(|it| it.id == version.slot);
        files.push(list.version(version, attachment));
        files.extend(attachment.and_then(|it| list.signature(version, it)));
        files.extend(list.original(version));
    }
    // Annexes in the document's own file have no file of their own.
    let inside = document.attachments.iter();
    let inside = inside.filter(|it| it.current_version == 0);
    files.extend(inside.map(|it| list.inside(it)));
    FilesView {
        files,
        attach: list.may_edit.then(|| format!("{}/phu-luc", page(id))),
    }
}

/// What all of it has in common.
struct List<'a> {
    id: &'a str,
    people: &'a [Post],
    may_edit: bool,
}

impl List<'_> {
    fn version(&self, version: &VersionRow, attachment: Option<&AttachmentRow>) -> FileView {
        let facts = FileFacts::of(version);
        let native = facts.is_native();
        let labels: Vec<_> = facts.slots.iter().map(|it| slot_label(it)).collect();
        let signed = match labels.as_slice() {
            [] => String::new(),
            some => format!(", {}", some.join(", ")),
        };
        let what = format!(
            "Phiên bản {}, {}, {}{signed}",
            version.version,
            if native { "giữ nguyên tệp" } else { "PDF" },
            made(&version.reason)
        );
        let address = file_address(self.id, &version.slot, version.version);
        let current = attachment.filter(|it| it.current_version == version.version);
        FileView {
            name: attachment.map_or_else(
                || format!("van-ban-{}.pdf", version.version),
                |it| it.name.clone(),
            ),
            what,
            size: said::size(version.size),
            href: format!("{address}?tai=1"),
            sha256: match native {
                true => version.digest.clone(),
                false => String::new(),
            },
            compare: (version.version > 1 && attachment.is_none()).then(|| {
                let (old, new) = (version.version - 1, version.version);
                format!("{}/so-sanh?cu={old}&moi={new}", page(self.id))
            }),
            remove: current.and_then(|it| self.removal(it)),
            ..self.made_with(version)
        }
    }

    /// The organisation's signature of a file that stays in its own format.
    fn signature(&self, version: &VersionRow, attachment: &AttachmentRow) -> Option<FileView> {
        let (size, name) = (version.signature_size?, &attachment.name);
        let place = format!("{}/{}", version.slot, version.version);
        Some(FileView {
            name: format!("{name} (.p7s)"),
            what: format!(
                "Chữ ký số của cơ quan trên {name}, phiên bản {}",
                version.version
            ),
            size: said::size(size),
            href: format!("{}/chu-ky/{place}", page(self.id)),
            ..self.made_with(version)
        })
    }

    /// What a version was converted from. Later versions carry the name of it along.
    fn original(&self, version: &VersionRow) -> Option<FileView> {
        let name = version.original_name.as_ref()?;
        if version.reason != "uploaded" || version.original_digest.is_none() {
            return None;
        }
        let place = format!("{}/{}", version.slot, version.version);
        Some(FileView {
            name: name.clone(),
            what: format!("Tệp gốc của phiên bản {}", version.version),
            href: format!("{}/goc/{place}", page(self.id)),
            ..self.made_with(version)
        })
    }

    fn inside(&self, attachment: &AttachmentRow) -> FileView {
        FileView {
            name: attachment.name.clone(),
            what: "Phụ lục nằm trong tệp văn bản".to_owned(),
            remove: self.removal(attachment),
            ..FileView::default()
        }
    }

    /// Who made a version, and when.
    fn made_with(&self, version: &VersionRow) -> FileView {
        FileView {
            who: person(self.people, Some(&version.made_by)),
            at: said::moment(version.made_at),
            ..FileView::default()
        }
    }

    /// Where an attachment is taken away.
    fn removal(&self, attachment: &AttachmentRow) -> Option<String> {
        let here = page(self.id);
        (self.may_edit).then(|| format!("{here}/phu-luc/{}/bo", attachment.id))
    }
}

/// How a version came to be.
fn made(reason: &str) -> &'static str {
    match reason {
        "uploaded" => "tải lên",
        "signed" => "sau khi ký",
        "returned" => "sau khi trả lại",
        "extended" => "bổ sung bằng chứng lâu dài",
        _ => "tạo mới",
    }
}
