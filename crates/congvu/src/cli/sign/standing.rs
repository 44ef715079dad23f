//! Whether the signer's certificate was revoked, as far as that is known before signing.

use ades::validate::Wanted;
use ades::{KnownRevocation, Signer};
use pki::Certificate;
use pki::crl::Crl;
use pki::revocation::Material;
use transport::Gatherer;

use crate::cli::network;
use crate::clock;
use crate::console::Console;

/// What `lists` and, if there is a gatherer, the issuer's services say of the signer's certificate.
/// Services that do not answer do not keep anybody from signing: that is told, and the verdict will
/// ask again.
pub(super) fn known(
    signer: &Signer,
    lists: Vec<Crl>,
    gatherer: Option<&mut Gatherer>,
    console: Console,
) -> KnownRevocation {
    let now = clock::now();
    let certificate = signer.certificate();
    let is_issuer = |found: &&Certificate| certificate.verify_signed_by(found.public_key()).is_ok();
    let issuer = signer.chain().iter().find(is_issuer);
    let is_asked = gatherer.is_some();
    let mut known = KnownRevocation::Unknown;
    if let Some(issuer) = issuer {
        let mut material = Material {
            lists,
            ..Material::default()
        };
        if let (Some(gatherer), Some(wanted)) = (gatherer, Wanted::status(certificate, issuer)) {
            let found = network::shown(|watch| gatherer.status(&wanted, now, watch));
            network::tell(console, None, &found.unreachable);
            material.lists.extend(found.material.lists);
            material.answers.extend(found.material.answers);
        }
        known = ades::known_revocation(certificate, issuer, &material, now);
    }
    if is_asked && known == KnownRevocation::Unknown {
        console.note(None, "sign-revocation-unknown", &[]);
    }
    known
}
