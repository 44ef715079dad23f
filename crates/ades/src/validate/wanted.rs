//! Evidence that could settle what is open: what to fetch, and where.

use pki::Certificate;

use super::unreachable::Sought;

/// Addresses of one certificate that are looked at; real ones have one or two of each kind.
const MOST_ADDRESSES: usize = 8;

/// Something about a certificate that is not known and that a service may know.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted {
    /// The certificate.
    pub certificate: Certificate,
    /// Its issuer; none if that is what is wanted.
    pub issuer: Option<Certificate>,
    /// Where to ask, in this order, until it is known; never empty.
    pub sources: Vec<Source>,
}

/// An address, and what may be found there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// What may be found there.
    pub sought: Sought,
    /// The address as it stands in the certificate.
    pub url: String,
}

impl Wanted {
    /// Whether `certificate` was revoked, which `issuer` issued: first from the responders, whose
    /// answers are newer and smaller, then from lists. None if the certificate names neither.
    #[must_use]
    pub fn status(certificate: &Certificate, issuer: &Certificate) -> Option<Self> {
        let answers = sources(Sought::Answer, certificate.ocsp_urls());
        let lists = sources(Sought::List, certificate.crl_urls());
        Self::new(certificate, Some(issuer), answers.chain(lists))
    }

    /// The issuer of `certificate`. None if the certificate does not say where it is.
    #[must_use]
    pub fn issuer(certificate: &Certificate) -> Option<Self> {
        let sources = sources(Sought::Issuer, certificate.ca_issuer_urls());
        Self::new(certificate, None, sources)
    }

    fn new(
        certificate: &Certificate,
        issuer: Option<&Certificate>,
        sources: impl Iterator<Item = Source>,
    ) -> Option<Self> {
        let mut wanted = Self {
            certificate: certificate.clone(),
            issuer: issuer.cloned(),
            sources: Vec::new(),
        };
        for source in sources {
            if !wanted.sources.contains(&source) {
                wanted.sources.push(source);
            }
        }
        (!wanted.sources.is_empty()).then_some(wanted)
    }
}

fn sources(sought: Sought, urls: Vec<&str>) -> impl Iterator<Item = Source> {
    let urls: Vec<_> = urls
        .into_iter()
        .take(MOST_ADDRESSES)
        .map(str::to_owned)
        .collect();
    urls.into_iter().map(move |url| Source { sought, url })
}
