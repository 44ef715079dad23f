//! Putting a container together (EN 319 162-1, A.1).

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{DataObject, Error, MANIFEST, MEDIA_TYPE, MIMETYPE, SIGNATURE};

/// The container of these objects with the manifest that [`super::manifest`] gave for them and the
/// detached signature over it. The same parts give the same bytes.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn write(objects: &[DataObject], manifest: &[u8], signature: &[u8]) -> Result<Vec<u8>, Error> {
    // Stored: PDFs do not become smaller, and the bytes of every file stand in the container as
    // they are.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let mut container = ZipWriter::new(Cursor::new(Vec::new()));
    let first = [(MIMETYPE, MEDIA_TYPE.as_bytes())];
    let data = objects
        .iter()
        .map(|it| (it.name.as_str(), it.bytes.as_slice()));
    let last = [(MANIFEST, manifest), (SIGNATURE, signature)];
    for (name, bytes) in first.into_iter().chain(data).chain(last) {
        container.start_file(name, options).map_err(unwritable)?;
        container.write_all(bytes).map_err(unwritable)?;
    }
    Ok(container.finish().map_err(unwritable)?.into_inner())
}

fn unwritable(error: impl std::error::Error) -> Error {
    Error::Unwritable {
        reason: error.to_string(),
    }
}
