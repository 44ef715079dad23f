//! Files by pdfTeX: short lines, Type 1 fonts, and both styles of cross-reference.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tool::Tool;

/// How pdfTeX stores its objects.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// PDF 1.4 with a classic table.
    Table,
    /// PDF 1.5 with a cross-reference stream and object streams.
    ObjectStreams,
}

/// Typesets a document of so many pages.
pub(super) fn typeset(style: Style, pages: u32, work: &Path) -> PathBuf {
    let (minor, level) = match style {
        Style::Table => (4, 0),
        Style::ObjectStreams => (5, 2),
    };
    let source = format!(
        r"\pdfminorversion={minor}
\pdfobjcompresslevel={level}
\documentclass[a4paper]{{article}}
\begin{{document}}
\newcount\sheet \sheet=1
\loop
Page \the\sheet\ of {pages}. This document was made for tests; its words mean nothing.
\[ \int_0^1 x^{{\the\sheet}}\,dx \]
\newpage
\ifnum\sheet<{pages} \advance\sheet by 1 \repeat
\end{{document}}
"
    );
    fs::write(work.join("document.tex"), source).expect("the cache can be written");
    let _done = Tool::new("pdflatex")
        .args(["-interaction=batchmode", "-halt-on-error", "document.tex"])
        .directory(work)
        .run()
        .success();
    work.join("document.pdf")
}
