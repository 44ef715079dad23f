//! Files by LibreOffice, from the shipped sample documents.

use std::path::{Path, PathBuf};

use crate::tool::{self, Tool};

/// What to export.
#[derive(Clone, Copy)]
pub(super) enum Export {
    /// The version LibreOffice writes when not told otherwise.
    Plain,
    /// PDF/A of this part (1, 2 or 3), level b.
    PdfA(u8),
}

/// Converts `samples/NAME.fodt`, with a profile folder of its own so that two may run at once.
pub(super) fn convert(name: &str, export: Export, work: &Path) -> PathBuf {
    let filter = match export {
        Export::Plain => "pdf:writer_pdf_Export".to_owned(),
        Export::PdfA(part) => format!(
            r#"pdf:writer_pdf_Export:{{"SelectPdfVersion":{{"type":"long","value":"{part}"}}}}"#
        ),
    };
    let profile = format!(
        "-env:UserInstallation=file://{}",
        work.join("profile").display()
    );
    let _done = Tool::new("soffice")
        .arg(profile)
        .args(["--headless", "--convert-to"])
        .arg(filter)
        .arg("--outdir")
        .arg(work)
        .arg(tool::samples().join(format!("{name}.fodt")))
        .limit(300)
        .run()
        .success();
    work.join(format!("{name}.pdf"))
}
