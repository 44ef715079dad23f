//! Proofs of the whole against outside judges: pdfsig, pyHanko, OpenSSL, qpdf.
