//! The desk agent: signs with the user's own token.
