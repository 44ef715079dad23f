//! What the office refuses, as this server's errors: one place for all pages.

use crate::error::{Error, Refusal, RefusalKind};

impl From<office::Error> for Error {
    fn from(error: office::Error) -> Self {
        let kind = match &error {
            office::Error::NotFound => return Self::NotFound,
            office::Error::PasswordChangeNeeded => return Self::PasswordChangeNeeded,
            office::Error::Store(_) | office::Error::Temporary(_) => {
                let cause = error.to_string();
                return match error.is_full() {
                    true => Self::NoSpace { cause },
                    false => Self::Unavailable { cause },
                };
            }
            // Which key is wrong is for the log and `congvu doctor`.
            office::Error::FactorKeyMissing { .. }
            | office::Error::FactorKeyDamaged { .. }
            | office::Error::FactorUnreadable { .. } => {
                let cause = error.to_string();
                return Self::Unavailable { cause };
            }
            office::Error::NoRandomness
            | office::Error::Json(_)
            | office::Error::Audit(_)
            | office::Error::AuditHead
            | office::Error::Config(_)
            | office::Error::SecretUnreadable { .. }
            | office::Error::NoRoute { .. }
            | office::Error::Interrupted(_) => {
                return Self::Unexpected {
                    cause: error.to_string(),
                };
            }
            office::Error::Denied(_) | office::Error::NotActing(_) => RefusalKind::Denied,
            office::Error::Stale
            | office::Error::Recalled { .. }
            | office::Error::RecalledByLetter { .. }
            | office::Error::OutOfUse { .. }
            | office::Error::RequestSpent
            | office::Error::Refused(process::Refusal::Stale { .. })
            | office::Error::BeingSigned
            | office::Error::AwaitingStamp
            | office::Error::NothingToSign => RefusalKind::Conflict,
            _ => RefusalKind::Invalid,
        };
        // A page that shows a form puts every fault at its field; elsewhere the first is told.
        if let office::Error::Invalid(faults) = &error
            && let Some(fault) = faults.first()
        {
            return Self::Refused(Refusal {
                code: fault.code.clone(),
                values: fault.values.clone(),
                kind,
                faults: faults.clone(),
            });
        }
        Self::Refused(Refusal {
            code: error.code().to_owned(),
            values: error.values(),
            kind,
            faults: Vec::new(),
        })
    }
}
