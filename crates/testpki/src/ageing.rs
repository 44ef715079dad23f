//! An authority over the decades: how long its certificates live, new keys for its services, and the
//! authority that takes over when it ends.

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::profile::{Kind, Validity};
use crate::{Authority, Ca, Config, Error, Key, KeyAlgorithm};

/// How long the authority's own certificates live, in days, and what it remembers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Terms {
    /// The root.
    pub root: u32,
    /// The authorities below it.
    pub issuing: u32,
    /// Time-stamp authority and OCSP responders.
    pub services: u32,
    /// Whether lists and answers say that they go on speaking of expired certificates
    /// (`expiredCertsOnCRL`, ITU-T X.509, 9.5.2.8; `archiveCutoff`, RFC 6960, 4.4.4).
    pub remembers_expired: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            root: 20 * 365,
            issuing: 20 * 365,
            services: 5 * 365,
            remembers_expired: false,
        }
    }
}

impl Terms {
    pub(crate) fn days(self, ca: Ca) -> u32 {
        match ca {
            Ca::Root => self.root,
            Ca::Government | Ca::Public => self.issuing,
        }
    }
}

impl Authority {
    /// The authority that takes over from this one at the moment `at`: another root and other
    /// authorities below it, named after their generation, with new keys of the kind that
    /// `config` says. This one goes on answering for what it issued.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn successor(&self, config: Config, terms: Terms, at: UtcDateTime) -> Result<Self, Error> {
        Self::of_generation(config, terms, self.generation.saturating_add(1), at)
    }

    /// Gives the time-stamp authority a new key and new certificates.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn renew_time_stamping(&mut self, key: KeyAlgorithm, at: UtcDateTime) -> Result<(), Error> {
        self.stamping = Some(self.stamping(key, at)?);
        Ok(())
    }

    /// Gives the OCSP responders new keys and certificates.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn renew_responders(&mut self, key: KeyAlgorithm, at: UtcDateTime) -> Result<(), Error> {
        for ca in Ca::ALL {
            let name = format!("OCSP thu nghiem {} (for testing)", ca.name());
            let validity = Validity::Days(self.terms.services);
            let profile = self.service(Kind::OcspResponder, &name, ca, validity);
            let credential = self.certify(&profile, Key::generate(key)?, at)?;
            self.responders.insert(ca, credential);
        }
        Ok(())
    }

    /// Since when it remembers the status of expired certificates, if it says so.
    pub(crate) fn remembers_since(&self) -> Option<UtcDateTime> {
        self.founded.filter(|_| self.terms.remembers_expired)
    }

    /// The name of one of the authorities, told apart by generation.
    pub(crate) fn name_of(&self, ca: Ca) -> String {
        match self.generation {
            1 => ca.common_name().to_owned(),
            later => format!("{} G{later}", ca.common_name()),
        }
    }
}
