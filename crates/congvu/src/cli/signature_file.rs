//! Reading a signature file (CMS): `verify` and `inspect` share it.

use ades::validate::{self, DocumentFacts};
use pdf::ReadAt;
use report::Problem;

use crate::error::Error;
use crate::input::{Input, Source};

/// The largest file of a CMS signature that is read, its content included: it is held in memory.
const LARGEST_SIGNATURE: u64 = 128 << 20;

/// The facts of a CMS file, over the content given with it or inside.
pub(super) fn facts(file: &Source, content: Option<&Input>) -> Result<DocumentFacts, Problem> {
    let limit = LARGEST_SIGNATURE;
    if file.len() > limit {
        return Err(Error::SignatureTooLarge { limit }.into());
    }
    let mut bytes = vec![0; usize::try_from(file.len()).unwrap_or(0)];
    file.read_exact_at(0, &mut bytes)
        .map_err(ades::Error::Read)?;
    let unreadable = |cause| Error::ContentUnreadable(Box::new(cause));
    let content = content.map(Input::open).transpose().map_err(unreadable)?;
    let given = content.as_deref().map(|content| -> &dyn ReadAt { content });
    let facts = validate::cms_facts(&bytes, given)?;
    if let Some(content) = &content {
        content.unchanged().map_err(unreadable)?;
    }
    Ok(facts)
}
