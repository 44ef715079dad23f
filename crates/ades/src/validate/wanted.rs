//! Evidence that could settle what is open: what to fetch, and where.

use pki::{Certificate, Crl};

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

    /// The same, if lists of the issuer are at hand already, `known`, which were verified and are not
    /// fresh enough: the deltas to them are asked for before whole lists.
    #[must_use]
    pub fn status_after(
        certificate: &Certificate,
        issuer: &Certificate,
        known: &[&Crl],
    ) -> Option<Self> {
        let answers = sources(Sought::Answer, certificate.ocsp_urls());
        let deltas = Self::deltas(certificate, issuer, known);
        let deltas = deltas.into_iter().flat_map(|wanted| wanted.sources);
        let lists = sources(Sought::List, certificate.crl_urls());
        Self::new(
            certificate,
            Some(issuer),
            answers.chain(deltas).chain(lists),
        )
    }

    /// The deltas to the lists `known`, which were verified. None if neither they nor the
    /// certificate say where there are any.
    #[must_use]
    pub fn deltas(certificate: &Certificate, issuer: &Certificate, known: &[&Crl]) -> Option<Self> {
        let known: Vec<_> = known
            .iter()
            .filter(|list| list.base_number().is_none())
            .collect();
        let named = known.iter().flat_map(|list| list.delta_urls());
        let named = named.chain(certificate.delta_urls());
        // A delta says nothing without a list that it builds on.
        let urls: Vec<String> = named
            .take(if known.is_empty() { 0 } else { usize::MAX })
            .collect();
        let urls = urls.iter().map(String::as_str).collect();
        Self::new(certificate, Some(issuer), sources(Sought::List, urls))
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
