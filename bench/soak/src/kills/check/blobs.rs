//! Every digest has its bytes, and whatever lies under a digest's name has that digest.

use std::collections::BTreeSet;
use std::path::PathBuf;

use store::Digest;

use super::View;
use crate::ground::{Ground, files_below};

const DIGESTS: &str = "SELECT agency_id, digest FROM file_version
    UNION SELECT agency_id, original_digest FROM file_version WHERE original_digest IS NOT NULL
    UNION SELECT agency_id, signature_digest FROM file_version WHERE signature_digest IS NOT NULL
    UNION SELECT agency_id, base_digest FROM signing_request
    UNION SELECT agency_id, digest FROM incoming_file
    UNION SELECT agency_id, shown_digest FROM incoming_file WHERE shown_digest IS NOT NULL
    UNION SELECT agency_id, signature_digest FROM incoming_file WHERE signature_digest IS NOT NULL
    UNION SELECT agency_id, facts_digest FROM incoming_file WHERE facts_digest IS NOT NULL
    UNION SELECT agency_id, verdict_digest FROM incoming_file WHERE verdict_digest IS NOT NULL
    UNION SELECT agency_id, facts_digest FROM incoming WHERE facts_digest IS NOT NULL
    UNION SELECT agency_id, verdict_digest FROM incoming WHERE verdict_digest IS NOT NULL
    UNION SELECT agency_id, digest FROM stamp_image";

pub(super) async fn look(view: &mut View, ground: &Ground, seen: &mut BTreeSet<PathBuf>) {
    if view.end {
        seen.clear();
    }
    for path in files_below(&ground.blobs()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(digest) = Digest::parse(&name) else {
            view.checked.left_over += 1;
            continue;
        };
        view.checked.blobs += 1;
        if seen.contains(&path) {
            continue;
        }
        if Digest::of(&std::fs::read(&path).unwrap()) != digest {
            view.fault(format!("{} holds something else", path.display()));
        }
        seen.insert(path);
    }
    for (agency, digest) in view.rows::<(String, String)>(DIGESTS).await {
        let path = ground.blob(&agency, &digest);
        if !seen.contains(&path) {
            view.fault(format!("{} is named and not there", path.display()));
        }
    }
}
