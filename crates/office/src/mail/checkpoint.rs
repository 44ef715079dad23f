//! A daily checkpoint sent to a mailbox outside (P1, P3; docs/audit.md).

use transport::mail::{Enclosure, Letter};

use crate::{Error, Office};

impl Office {
    /// Sends the checkpoint of a day, and its signature, to one address; `object` is `DAY/ADDRESS`.
    /// For the worker; may be repeated.
    ///
    /// # Errors
    /// [`Error::NotFound`] without the checkpoint; what the server of mail says.
    pub async fn mail_checkpoint(&self, agency: &str, object: &str) -> Result<(), Error> {
        let (day, to) = object.split_once('/').ok_or(Error::NotFound)?;
        let place = self.config().checkpoints.as_ref().ok_or(Error::NotFound)?;
        let found = store::people::agencies::one(&mut self.store().reader(), agency).await?;
        let found = found.ok_or(Error::NotFound)?;
        let folder = place.folder.join(agency);
        let mut enclosures = Vec::new();
        for (ending, media_type) in [
            ("json", "application/json"),
            ("p7s", "application/pkcs7-signature"),
        ] {
            let name = format!("{day}.{ending}");
            let bytes = tokio::fs::read(folder.join(&name)).await;
            enclosures.push(Enclosure {
                bytes: bytes.map_err(Error::Temporary)?,
                media_type: media_type.to_owned(),
                name,
            });
        }
        let office = &self.config().name;
        let text = format!(
            "Điểm kiểm ngày {day} của nhật ký {name} (mã {code}), hệ thống {office}.\n\n\
             Xin lưu thư này. Hai tệp kèm theo cho biết nhật ký đến hết ngày đó như thế nào; khi cần \
             kiểm tra, đặt các tệp đã nhận vào một thư mục rồi chạy:\n\n    \
             congvu audit verify BẢN-XUẤT --checkpoints THƯ-MỤC\n\n\
             Thư do hệ thống tự gửi.\n",
            name = found.name,
            code = found.code,
        );
        let letter = Letter {
            id: format!("checkpoint.{agency}.{day}.{}", id_of(to)),
            from_name: office.clone(),
            reply_to: String::new(),
            to: to.to_owned(),
            subject: format!("[{office}] Điểm kiểm nhật ký {} ngày {day}", found.name),
            text,
            enclosures,
            automatic: true,
            report: false,
        };
        self.post(&letter).await
    }
}

/// An address as a part of an id.
fn id_of(address: &str) -> String {
    let digest = store::Digest::of(address.as_bytes()).to_string();
    digest.chars().take(16).collect()
}
