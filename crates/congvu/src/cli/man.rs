//! `congvu man`: the manual pages, made from the same definition as the help.

use std::fs;
use std::path::{Path, PathBuf};

use clap_mangen::Man as Page;
use report::Problem;

use super::print;
use crate::error::Error;
use crate::exit::Outcome;

/// Headings of the generator and ours.
const HEADINGS: [(&str, &str); 8] = [
    (".SH NAME", ".SH TÊN"),
    (".SH SYNOPSIS", ".SH \"CÁCH DÙNG\""),
    (".SH DESCRIPTION", ".SH \"MÔ TẢ\""),
    (".SH OPTIONS", ".SH \"TÙY CHỌN\""),
    (".SH SUBCOMMANDS", ".SH \"CÁC LỆNH\""),
    (".SH EXTRA", ".SH \"VÍ DỤ VÀ GHI CHÚ\""),
    (".SH VERSION", ".SH \"PHIÊN BẢN\""),
    (".SH AUTHORS", ".SH \"TÁC GIẢ\""),
];

/// In trang hướng dẫn (man)
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu man [--out THƯ-MỤC]",
    after_long_help = "
Ví dụ:
  congvu man | man -l -
  congvu man --out ~/.local/share/man/man1"
)]
pub(super) struct Man {
    /// Ghi mọi trang (congvu.1, congvu-sign.1 …) vào thư mục này; không có thì in trang chính
    #[arg(long, value_name = "THƯ-MỤC", help_heading = "Tùy chọn")]
    out: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(self) -> Result<Outcome, Problem> {
        let mut definition = super::definition();
        definition.build();
        match self.out {
            None => print(&page(&definition, "congvu")?)?,
            Some(folder) => write_pages(&definition, "congvu", &folder)?,
        }
        Ok(Outcome::Passed)
    }
}

fn write_pages(command: &clap::Command, name: &str, folder: &Path) -> Result<(), Error> {
    let path = folder.join(format!("{name}.1"));
    let explain = |cause| Error::OutputFailed {
        path: path.display().to_string(),
        cause,
    };
    fs::write(&path, page(command, name)?).map_err(explain)?;
    for inner in command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
    {
        write_pages(inner, &format!("{name}-{}", inner.get_name()), folder)?;
    }
    Ok(())
}

fn page(command: &clap::Command, name: &str) -> Result<Vec<u8>, Error> {
    let mut roff = Vec::new();
    Page::new(command.clone())
        .render(&mut roff)
        .map_err(|cause| Error::OutputFailed {
            path: name.to_owned(),
            cause,
        })?;
    let text = String::from_utf8_lossy(&roff);
    let text = HEADINGS
        .iter()
        .fold(text.into_owned(), |text, (theirs, ours)| {
            text.replace(theirs, ours)
        });
    Ok(text.into_bytes())
}
