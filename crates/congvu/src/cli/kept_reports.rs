//! Verdicts kept as files: a page to read and print, XML for other programs.

use std::path::{Path, PathBuf};

use ades::validate::Verdict;
use report::verify::FileReport;
use report::{Lang, etsi, page};

use crate::error::Error;
use crate::input::Input;
use crate::output::{Destination, Existing, Pending};

/// The forms a verdict is kept in.
#[derive(Clone, Copy)]
enum Form {
    /// A page to read and print.
    Html,
    /// ETSI TS 119 102-2.
    Xml,
}

impl Form {
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Some(Self::Html),
            "xml" => Some(Self::Xml),
            _ => None,
        }
    }
}

/// Files that wait for the verdict on one input.
pub(super) struct KeptReports(Vec<(Form, Pending)>);

impl KeptReports {
    /// Makes sure that every file can be written, before any work begins.
    pub(super) fn begin(paths: &[PathBuf], inputs: &[Input]) -> Result<Self, Error> {
        let (true, Some(input)) = (paths.is_empty() || inputs.len() == 1, inputs.first()) else {
            let count = inputs.len();
            return Err(Error::ReportForSeveral { count });
        };
        let pending = paths.iter().map(|path| {
            let form = Form::of(path).ok_or_else(|| Error::ReportFormUnknown {
                path: path.display().to_string(),
            })?;
            let destination = Destination::File(path.clone());
            Ok((form, destination.begin(input, Existing::Keep)?))
        });
        pending.collect::<Result<_, _>>().map(Self)
    }

    /// Writes the verdict in every form asked for.
    pub(super) fn write(
        self,
        report: &FileReport,
        verdict: &Verdict,
        lang: Lang,
    ) -> Result<(), Error> {
        for (form, pending) in self.0 {
            let text = match form {
                Form::Html => page::to_html(report, verdict, lang),
                Form::Xml => etsi::to_xml(report, verdict, lang),
            };
            pending.commit(&text.into_bytes())?;
        }
        Ok(())
    }
}
