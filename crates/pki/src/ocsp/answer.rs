//! Judging an answer (RFC 6960, 3.2 and 4.2.2.2).

use time::UtcDateTime;

use super::{BasicResponse, Response, ResponseStatus, SingleResponse};
use crate::extension::Extension;
use crate::path::unprocessed;
use crate::revocation::{RevocationError, Status};
use crate::signature::VerifiedWith;
use crate::{Certificate, oid, signature};

/// What a responder, entitled to speak for the issuer, said about a certificate.
///
/// Made only by [`Response::check`]. How fresh it must be, and whether the issuer itself is to be
/// trusted, is for the caller to judge.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it said.
    pub status: Status,
    /// When this was known to be right.
    pub this_update: UtcDateTime,
    /// When newer information is due.
    pub next_update: Option<UtcDateTime>,
    /// When the answer was signed.
    pub produced_at: UtcDateTime,
    /// Since when the responder keeps answers about expired certificates.
    pub archive_cutoff: Option<UtcDateTime>,
    /// Whether the nonce sent came back. Many responders send prepared answers without one.
    pub nonce_returned: bool,
    /// The certificate that signed: the issuer's own or the responder's.
    pub signer: Certificate,
    /// Whether the signer's own revocation needs no check (id-pkix-ocsp-nocheck), or is the
    /// issuer's, which is checked anyway.
    pub signer_needs_no_check: bool,
    /// Algorithm and key of the answer's signature.
    pub verified: VerifiedWith,
}

impl Answer {
    /// Whether the answer speaks for this moment: known before, newer information due after.
    #[must_use]
    pub fn is_current(&self, at: UtcDateTime) -> bool {
        self.this_update <= at && self.next_update.is_none_or(|next| at <= next)
    }
}

impl Response {
    /// What this answer says about `certificate`, which `issuer` issued, at the moment `at`.
    /// `nonce` is what was sent in the request; an answer without any is accepted.
    ///
    /// The answer must be signed by `issuer` itself, or by a certificate inside that `issuer` has
    /// directly issued for OCSP signing and that was valid when it signed.
    ///
    /// # Errors
    /// [`RevocationError`]; then the answer says nothing, neither good nor bad.
    pub fn check(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: UtcDateTime,
        nonce: Option<&[u8]>,
    ) -> Result<Answer, RevocationError> {
        let basic = match (self.status(), self.basic()) {
            (ResponseStatus::Successful, Some(basic)) => basic,
            (status, _) => {
                return Err(RevocationError::Refused {
                    status: status.name(),
                });
            }
        };
        let single = basic
            .single(certificate, issuer)
            .ok_or(RevocationError::NotAbout)?;
        let nonce_returned = match (nonce, &basic.nonce) {
            (Some(sent), Some(found)) if sent != found => {
                return Err(RevocationError::NonceDiffers);
            }
            (sent, found) => sent.is_some() && found.is_some(),
        };
        check_critical(&basic.extensions)?;
        check_critical(&single.extensions)?;
        if single.this_update > at {
            return Err(RevocationError::FromTheFuture {
                this_update: single.this_update,
                at,
            });
        }
        let (signer, verified) = basic.verify(issuer)?;
        Ok(Answer {
            status: single.status,
            this_update: single.this_update,
            next_update: single.next_update,
            produced_at: basic.produced_at,
            archive_cutoff: single.archive_cutoff,
            nonce_returned,
            signer_needs_no_check: signer == issuer
                || signer.extension(oid::OCSP_NO_CHECK).is_some(),
            signer: signer.clone(),
            verified,
        })
    }
}

impl BasicResponse {
    /// The newest answer about this certificate.
    fn single(&self, certificate: &Certificate, issuer: &Certificate) -> Option<&SingleResponse> {
        self.responses
            .iter()
            .filter(|single| single.certificate.identifies(certificate, issuer))
            .max_by_key(|single| single.this_update)
    }

    /// Who signed, if they may speak for `issuer` and the signature holds.
    fn verify<'a>(
        &'a self,
        issuer: &'a Certificate,
    ) -> Result<(&'a Certificate, VerifiedWith), RevocationError> {
        if self.responder.names(issuer) {
            return Ok((issuer, self.verify_value(issuer)?));
        }
        let delegate = self
            .certificates
            .iter()
            .find(|certificate| self.responder.names(certificate))
            .ok_or(RevocationError::NoResponder)?;
        if let Err(reason) = self.check_delegate(delegate, issuer) {
            return Err(RevocationError::NotAuthorized {
                signer: delegate.to_string(),
                reason,
            });
        }
        Ok((delegate, self.verify_value(delegate)?))
    }

    fn verify_value(&self, signer: &Certificate) -> Result<VerifiedWith, RevocationError> {
        signature::verify(
            signer.public_key(),
            &self.signature_algorithm,
            &self.tbs,
            &self.signature,
        )
        .map_err(RevocationError::Signature)
    }

    /// A delegate must be certified by the issuer itself, for this purpose, at that time.
    fn check_delegate(
        &self,
        delegate: &Certificate,
        issuer: &Certificate,
    ) -> Result<(), &'static str> {
        if !delegate.issuer().matches(issuer.subject()) {
            return Err("it was not certified by the issuer of the certificate");
        }
        let purposes = delegate.extended_key_usage().unwrap_or_default();
        if !purposes.contains(&oid::KP_OCSP_SIGNING) {
            return Err("its certificate is not for OCSP signing");
        }
        if !(delegate.not_before()..=delegate.not_after()).contains(&self.produced_at) {
            return Err("its certificate was not valid when the answer was made");
        }
        if !delegate.defects().is_empty() || unprocessed(delegate).is_some() {
            return Err("its certificate breaks the rules");
        }
        delegate
            .verify_signed_by(issuer.public_key())
            .map(|_| ())
            .map_err(|_| "its certificate is not signed by the issuer's key")
    }
}

fn check_critical(extensions: &[Extension]) -> Result<(), RevocationError> {
    let known = [oid::OCSP_NONCE, oid::OCSP_ARCHIVE_CUTOFF];
    let unknown = extensions
        .iter()
        .find(|extension| extension.critical && !known.contains(&extension.oid));
    match unknown {
        Some(extension) => Err(RevocationError::UnknownCriticalExtension {
            extension: extension.oid,
        }),
        None => Ok(()),
    }
}
