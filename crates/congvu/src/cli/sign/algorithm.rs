//! How the key is used, and which issuers the signature brings along.

use std::path::PathBuf;

use ades::Signer;
use keys::PrivateKey;
use pki::{Certificate, DigestAlgorithm, SignatureAlgorithm};
use report::Problem;

use crate::error::Error;

/// Algorithm and chain; what is not said is taken from the key.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Thuật toán và chuỗi chứng thư")]
pub(super) struct AlgorithmOptions {
    /// Khóa RSA: ký theo PSS thay cho PKCS#1 v1.5
    #[arg(long)]
    pss: bool,

    /// Hàm băm: sha256, sha384 hoặc sha512 (mặc định theo khóa)
    #[arg(long, value_name = "HÀM", value_parser = digest)]
    digest: Option<DigestAlgorithm>,

    /// Chứng thư của cơ quan cấp (PEM, DER, PKCS#7) đưa vào chữ ký, khi tệp khóa hoặc thiết bị
    /// không có sẵn; dùng được nhiều lần
    #[arg(long, value_name = "TỆP")]
    chain: Vec<PathBuf>,
}

pub(in crate::cli) fn digest(text: &str) -> Result<DigestAlgorithm, String> {
    match text {
        "sha256" => Ok(DigestAlgorithm::Sha256),
        "sha384" => Ok(DigestAlgorithm::Sha384),
        "sha512" => Ok(DigestAlgorithm::Sha512),
        _ => Err("sha256, sha384, sha512".to_owned()),
    }
}

impl AlgorithmOptions {
    /// The certificates of `--chain`, DER.
    pub(super) fn issuers(&self) -> Result<Vec<Vec<u8>>, Problem> {
        let mut issuers = Vec::new();
        for path in &self.chain {
            let bytes = std::fs::read(path).map_err(|cause| Error::CertificateUnreadable {
                path: path.display().to_string(),
                cause,
            })?;
            let found = Certificate::load_all(&bytes)?;
            issuers.extend(found.iter().map(|certificate| certificate.der().to_vec()));
        }
        Ok(issuers)
    }

    /// The signer that `key` speaks for, by the algorithm asked for.
    pub(super) fn signer(
        &self,
        key: &dyn PrivateKey,
        issuers: &[Vec<u8>],
    ) -> Result<Signer, ades::Error> {
        let algorithm = (key.algorithms().iter().copied())
            .find(|algorithm| self.fits(*algorithm))
            .ok_or(ades::Error::NoAlgorithm)?;
        let chain = [key.chain(), issuers].concat();
        Signer::new(key.certificate(), &chain, algorithm)
    }

    /// Without `--pss` the key's own order decides: it puts PKCS#1 v1.5 before PSS.
    fn fits(&self, algorithm: SignatureAlgorithm) -> bool {
        (!self.pss || matches!(algorithm, SignatureAlgorithm::RsaPss(_)))
            && self
                .digest
                .is_none_or(|digest| algorithm.digest() == digest)
    }
}
