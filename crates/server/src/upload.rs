//! Uploads, written to disk as they arrive: never whole in memory, never beyond the limit, their
//! SHA-256 known at the end. The temporary file goes when its [`Upload`] is dropped.

use std::path::Path;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

use crate::config::Config;
use crate::error::Error;
use crate::form;

/// A form with files, as received.
#[derive(Debug, Default)]
pub struct Received {
    /// The fields, tidied, in the order of the form.
    pub fields: Vec<(String, String)>,
    /// The files.
    pub files: Vec<Upload>,
}

/// One file.
#[derive(Debug)]
pub struct Upload {
    /// The field it came in.
    pub field: String,
    /// The name the person gave it, without folders.
    pub name: String,
    /// Where it lies; gone when this is dropped.
    pub path: TempPath,
    /// Its bytes.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

impl Received {
    /// The value of the field `name`; empty when there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, value)| value.as_str())
    }
}

/// Reads a whole multipart form. A route that uses it switches axum's own limit off
/// (`DefaultBodyLimit::disable()`), as the limits here are per file.
///
/// # Errors
///
/// [`Error::TooLarge`], [`Error::TooManyFiles`], [`Error::Malformed`], or [`Error::Unavailable`]
/// when the disk does not take it.
pub async fn receive(mut form: Multipart, config: &Config) -> Result<Received, Error> {
    let limits = &config.limits;
    let mut received = Received::default();
    let mut text_left = limits.form_bytes;
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(plain_name) {
            // A file field left empty is sent with an empty name.
            Some(file) if file.is_empty() => {}
            Some(_) if received.files.len() >= limits.upload_files => {
                let limit = limits.upload_files;
                return Err(Error::TooManyFiles { limit });
            }
            Some(file) => {
                let upload = keep(field, name, file, &config.uploads, limits.upload_bytes).await?;
                received.files.push(upload);
            }
            None => {
                let value = text(field, text_left).await?;
                text_left -= value.len().min(text_left);
                received.fields.push((name, form::tidy(&value)));
            }
        }
    }
    Ok(received)
}

async fn keep(
    mut field: Field<'_>,
    name: String,
    file: String,
    folder: &Path,
    limit: u64,
) -> Result<Upload, Error> {
    let (open, path) = tempfile::Builder::new()
        .prefix("upload-")
        .tempfile_in(folder)?
        .into_parts();
    let mut open = tokio::fs::File::from_std(open);
    let (mut digest, mut size) = (Sha256::new(), 0_u64);
    while let Some(chunk) = field.chunk().await.map_err(malformed)? {
        size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if size > limit {
            return Err(Error::TooLarge { limit });
        }
        digest.update(&chunk);
        open.write_all(&chunk).await?;
    }
    open.flush().await?;
    Ok(Upload {
        field: name,
        name: file,
        path,
        size,
        sha256: digest.finalize().into(),
    })
}

async fn text(mut field: Field<'_>, limit: usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(malformed)? {
        if bytes.len() + chunk.len() > limit {
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            return Err(Error::TooLarge { limit });
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Error::Malformed {
        cause: "a field is not UTF-8".to_owned(),
    })
}

/// The last part of a path in either style; some browsers once sent whole paths.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    form::tidy(last).replace(['\n', '\t'], " ")
}

#[expect(clippy::needless_pass_by_value, reason = "taken by `map_err`")]
fn malformed(error: MultipartError) -> Error {
    Error::Malformed {
        cause: error.body_text(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::{FromRequest, Request};

    use super::*;

    async fn form(parts: &str) -> Multipart {
        let request = Request::builder()
            .method("POST")
            .header("content-type", "multipart/form-data; boundary=B")
            .body(Body::from(format!("{parts}--B--\r\n")))
            .unwrap();
        Multipart::from_request(request, &()).await.unwrap()
    }

    fn file(name: &str, content: &str) -> String {
        format!(
            "--B\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{name}\"\r\n\r\n{content}\r\n"
        )
    }

    #[tokio::test]
    async fn a_file_lies_on_disk_with_its_digest_and_goes_again() {
        let subject =
            "--B\r\nContent-Disposition: form-data; name=\"trich-yeu\"\r\n\r\n V/v kiểm tra \r\n";
        let parts = file(r"C:\\tam\\Dự thảo.docx", "abc") + subject;
        let received = receive(form(&parts).await, &Config::default())
            .await
            .unwrap();
        assert_eq!(received.field("trich-yeu"), "V/v kiểm tra");
        let upload = &received.files[0];
        assert_eq!((upload.name.as_str(), upload.size), ("Dự thảo.docx", 3));
        assert_eq!(upload.sha256[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(std::fs::read(&upload.path).unwrap(), b"abc");
        let path = upload.path.to_path_buf();
        drop(received);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_file_beyond_the_limit_is_refused_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config {
            uploads: folder.path().to_owned(),
            ..Config::default()
        };
        config.limits.upload_bytes = 4;
        let refused = receive(form(&file("a.pdf", "12345")).await, &config).await;
        assert!(matches!(refused, Err(Error::TooLarge { limit: 4 })));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
