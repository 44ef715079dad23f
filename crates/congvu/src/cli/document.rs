//! Opening a document: arguments and steps that several commands share.

use std::path::PathBuf;
use std::sync::Arc;

use pdf::{Document, Object, OpenOptions, ReadAt, Update};
use report::Problem;

use crate::error::Error;
use crate::file_kind::FileKind;
use crate::input::{Input, Source};
use crate::pin::Secret;
use crate::random;

/// The password of encrypted documents.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(super) struct DocumentPassword {
    /// Đọc mật khẩu của tệp PDF được mã hóa từ dòng đầu của TỆP (hoặc đặt biến CONGVU_PASSWORD)
    #[arg(long, value_name = "TỆP")]
    password_file: Option<PathBuf>,
}

impl DocumentPassword {
    /// How to open documents, with the password if one is given.
    pub(super) fn options(&self) -> Result<OpenOptions, Error> {
        let secret = Secret {
            file: self.password_file.as_ref(),
            option: "--password-file",
            variable: "CONGVU_PASSWORD",
            prompt: "",
        };
        let password = secret.given()?;
        Ok(OpenOptions {
            password: password.map(|password| password.as_bytes().to_vec()),
            ..OpenOptions::default()
        })
    }
}

/// A document and the source it is read from.
pub(super) struct Opened {
    pub(super) source: Arc<Source>,
    pub(super) document: Arc<Document>,
}

impl Opened {
    pub(super) fn open(input: &Input, options: &OpenOptions) -> Result<Self, Problem> {
        Self::of(input.open()?, options)
    }

    /// Opens what is no other kind of file; a damaged PDF document may have lost its header.
    pub(super) fn of(source: Arc<Source>, options: &OpenOptions) -> Result<Self, Problem> {
        match FileKind::of(&*source).map_err(ades::Error::Read)? {
            FileKind::Pdf | FileKind::Unknown => {}
            FileKind::Cms => return Err(Error::FileKind { kind: "CMS" }.into()),
            FileKind::Other(kind) => return Err(Error::FileKind { kind }.into()),
        }
        let bytes: Arc<dyn ReadAt> = Arc::<Source>::clone(&source);
        let document = Document::open(bytes, options)?;
        Ok(Self { source, document })
    }
}

/// An update of the document; of a rewritten copy, and then `true`, if it is damaged and unsigned.
pub(super) fn update(
    document: &Arc<Document>,
    options: &OpenOptions,
) -> Result<(Update, bool), Problem> {
    match Update::new(Arc::clone(document)) {
        Err(pdf::Error::DamagedUnsigned { .. }) => {
            let whole = pdf::rewrite(document, &random::seed()?)?;
            let document = Document::open(Arc::new(whole), options)?;
            Ok((Update::new(document)?, true))
        }
        update => Ok((update?, false)),
    }
}

/// Whether a signature field of the document holds a signature.
pub(super) fn is_signed(document: &Document) -> Result<bool, Problem> {
    let fields = pdf::form::fields(&document.latest())?;
    Ok(fields.iter().any(|field| {
        field.kind.as_ref().is_some_and(|kind| *kind == "Sig") && field.value != Object::Null
    }))
}
