//! Object identifiers used by this crate and by its callers, named after their ASN.1 identifiers.

use const_oid::ObjectIdentifier as Oid;
use const_oid::db::DB;

/// What an identifier is called, for people; its numbers if nobody knows it.
#[must_use]
pub fn name(identifier: Oid) -> String {
    // Names that the list lacks.
    let known = match identifier {
        ED_448 => Some("Ed448"),
        _ => DB.by_oid(&identifier),
    };
    known.map_or_else(|| identifier.to_string(), str::to_owned)
}

/// `id-sha1` (RFC 3279).
pub const SHA_1: Oid = Oid::new_unwrap("1.3.14.3.2.26");
/// `id-sha256` (RFC 5754).
pub const SHA_256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.1");
/// `id-sha384` (RFC 5754).
pub const SHA_384: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.2");
/// `id-sha512` (RFC 5754).
pub const SHA_512: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.3");

/// `id-sha224` (RFC 5754).
pub const SHA_224: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.4");
/// `id-sha3-224`.
pub const SHA3_224: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.7");
/// `id-sha3-256`.
pub const SHA3_256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.8");
/// `id-sha3-384`.
pub const SHA3_384: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.9");
/// `id-sha3-512`.
pub const SHA3_512: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.10");

/// `rsaEncryption` (RFC 8017): a key, and in CMS also a signature whose digest is named elsewhere.
pub const RSA_ENCRYPTION: Oid = Oid::new_unwrap("1.2.840.113549.1.1.1");
/// `sha1WithRSAEncryption`.
pub const SHA_1_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.5");
/// `sha1WithRSASignature`: the same algorithm under the name of the old OIW list.
pub const SHA_1_WITH_RSA_OIW: Oid = Oid::new_unwrap("1.3.14.3.2.29");
/// `id-mgf1` (RFC 8017).
pub const MGF_1: Oid = Oid::new_unwrap("1.2.840.113549.1.1.8");
/// `id-RSASSA-PSS` (RFC 8017).
pub const RSASSA_PSS: Oid = Oid::new_unwrap("1.2.840.113549.1.1.10");
/// `sha256WithRSAEncryption`.
pub const SHA_256_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.11");
/// `sha384WithRSAEncryption`.
pub const SHA_384_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.12");
/// `sha512WithRSAEncryption`.
pub const SHA_512_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.13");

/// `sha224WithRSAEncryption`.
pub const SHA_224_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.14");
/// `id-rsassa-pkcs1-v1-5-with-sha3-224`.
pub const SHA3_224_WITH_RSA: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.13");
/// `id-rsassa-pkcs1-v1-5-with-sha3-256`.
pub const SHA3_256_WITH_RSA: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.14");
/// `id-rsassa-pkcs1-v1-5-with-sha3-384`.
pub const SHA3_384_WITH_RSA: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.15");
/// `id-rsassa-pkcs1-v1-5-with-sha3-512`.
pub const SHA3_512_WITH_RSA: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.16");

/// `id-ecPublicKey` (RFC 5480).
pub const EC_PUBLIC_KEY: Oid = Oid::new_unwrap("1.2.840.10045.2.1");
/// `secp256r1`, P-256.
pub const P_256: Oid = Oid::new_unwrap("1.2.840.10045.3.1.7");
/// `secp384r1`, P-384.
pub const P_384: Oid = Oid::new_unwrap("1.3.132.0.34");
/// `secp521r1`, P-521.
pub const P_521: Oid = Oid::new_unwrap("1.3.132.0.35");
/// `ecdsa-with-SHA1`.
pub const ECDSA_WITH_SHA_1: Oid = Oid::new_unwrap("1.2.840.10045.4.1");
/// `ecdsa-with-SHA256`.
pub const ECDSA_WITH_SHA_256: Oid = Oid::new_unwrap("1.2.840.10045.4.3.2");
/// `ecdsa-with-SHA384`.
pub const ECDSA_WITH_SHA_384: Oid = Oid::new_unwrap("1.2.840.10045.4.3.3");
/// `ecdsa-with-SHA512`.
pub const ECDSA_WITH_SHA_512: Oid = Oid::new_unwrap("1.2.840.10045.4.3.4");

/// `ecdsa-with-SHA224`.
pub const ECDSA_WITH_SHA_224: Oid = Oid::new_unwrap("1.2.840.10045.4.3.1");
/// `id-ecdsa-with-sha3-224`.
pub const ECDSA_WITH_SHA3_224: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.9");
/// `id-ecdsa-with-sha3-256`.
pub const ECDSA_WITH_SHA3_256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.10");
/// `id-ecdsa-with-sha3-384`.
pub const ECDSA_WITH_SHA3_384: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.11");
/// `id-ecdsa-with-sha3-512`.
pub const ECDSA_WITH_SHA3_512: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.3.12");
/// `id-Ed25519` (RFC 8410): the key and the signature.
pub const ED_25519: Oid = Oid::new_unwrap("1.3.101.112");
/// `id-Ed448` (RFC 8410).
pub const ED_448: Oid = Oid::new_unwrap("1.3.101.113");

/// `id-at-commonName`.
pub const COMMON_NAME: Oid = Oid::new_unwrap("2.5.4.3");
/// `id-at-surname`.
pub const SURNAME: Oid = Oid::new_unwrap("2.5.4.4");
/// `id-at-serialNumber`.
pub const SERIAL_NUMBER: Oid = Oid::new_unwrap("2.5.4.5");
/// `id-at-countryName`.
pub const COUNTRY: Oid = Oid::new_unwrap("2.5.4.6");
/// `id-at-localityName`.
pub const LOCALITY: Oid = Oid::new_unwrap("2.5.4.7");
/// `id-at-stateOrProvinceName`.
pub const STATE: Oid = Oid::new_unwrap("2.5.4.8");
/// `id-at-streetAddress`.
pub const STREET: Oid = Oid::new_unwrap("2.5.4.9");
/// `id-at-organizationName`.
pub const ORGANIZATION: Oid = Oid::new_unwrap("2.5.4.10");
/// `id-at-organizationalUnitName`.
pub const ORGANIZATIONAL_UNIT: Oid = Oid::new_unwrap("2.5.4.11");
/// `id-at-title`.
pub const TITLE: Oid = Oid::new_unwrap("2.5.4.12");
/// `id-at-givenName`.
pub const GIVEN_NAME: Oid = Oid::new_unwrap("2.5.4.42");
/// `id-at-organizationIdentifier` (ETSI EN 319 412-1).
pub const ORGANIZATION_IDENTIFIER: Oid = Oid::new_unwrap("2.5.4.97");
/// `uid` (RFC 4519).
pub const USER_ID: Oid = Oid::new_unwrap("0.9.2342.19200300.100.1.1");
/// `domainComponent` (RFC 4519).
pub const DOMAIN_COMPONENT: Oid = Oid::new_unwrap("0.9.2342.19200300.100.1.25");
/// `emailAddress` of PKCS#9 in a name.
pub const EMAIL_ADDRESS: Oid = Oid::new_unwrap("1.2.840.113549.1.9.1");

/// `id-ce-subjectKeyIdentifier`.
pub const SUBJECT_KEY_IDENTIFIER: Oid = Oid::new_unwrap("2.5.29.14");
/// `id-ce-keyUsage`.
pub const KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.15");
/// `id-ce-subjectAltName`.
pub const SUBJECT_ALT_NAME: Oid = Oid::new_unwrap("2.5.29.17");
/// `id-ce-basicConstraints`.
pub const BASIC_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.19");
/// `id-ce-cRLNumber`.
pub const CRL_NUMBER: Oid = Oid::new_unwrap("2.5.29.20");
/// `id-ce-cRLReasons`.
pub const CRL_REASON: Oid = Oid::new_unwrap("2.5.29.21");
/// `id-ce-invalidityDate`.
pub const INVALIDITY_DATE: Oid = Oid::new_unwrap("2.5.29.24");
/// `id-ce-deltaCRLIndicator`.
pub const DELTA_CRL_INDICATOR: Oid = Oid::new_unwrap("2.5.29.27");
/// `id-ce-issuingDistributionPoint`.
pub const ISSUING_DISTRIBUTION_POINT: Oid = Oid::new_unwrap("2.5.29.28");
/// `id-ce-certificateIssuer`, of a CRL entry.
pub const CERTIFICATE_ISSUER: Oid = Oid::new_unwrap("2.5.29.29");
/// `id-ce-nameConstraints`.
pub const NAME_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.30");
/// `id-ce-cRLDistributionPoints`.
pub const CRL_DISTRIBUTION_POINTS: Oid = Oid::new_unwrap("2.5.29.31");
/// `id-ce-freshestCRL`
pub const FRESHEST_CRL: Oid = Oid::new_unwrap("2.5.29.46");
/// `id-ce-certificatePolicies`.
pub const CERTIFICATE_POLICIES: Oid = Oid::new_unwrap("2.5.29.32");
/// `anyPolicy`.
pub const ANY_POLICY: Oid = Oid::new_unwrap("2.5.29.32.0");
/// `id-ce-policyMappings`.
pub const POLICY_MAPPINGS: Oid = Oid::new_unwrap("2.5.29.33");
/// `expiredCertsOnCRL` (ITU-T X.509, 9.5.2.8).
pub const EXPIRED_CERTS_ON_CRL: Oid = Oid::new_unwrap("2.5.29.60");
/// `id-ce-authorityKeyIdentifier`.
pub const AUTHORITY_KEY_IDENTIFIER: Oid = Oid::new_unwrap("2.5.29.35");
/// `id-ce-policyConstraints`.
pub const POLICY_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.36");
/// `id-ce-extKeyUsage`.
pub const EXTENDED_KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.37");
/// `id-ce-inhibitAnyPolicy`.
pub const INHIBIT_ANY_POLICY: Oid = Oid::new_unwrap("2.5.29.54");
/// `id-pe-authorityInfoAccess`.
pub const AUTHORITY_INFO_ACCESS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.1.1");

/// `id-on-SmtpUTF8Mailbox` (RFC 9598).
pub const SMTP_UTF8_MAILBOX: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.8.9");

/// `id-kp-serverAuth`.
pub const KP_SERVER_AUTH: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.1");
/// `id-kp-clientAuth`.
pub const KP_CLIENT_AUTH: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.2");
/// `id-kp-codeSigning`.
pub const KP_CODE_SIGNING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.3");
/// `id-kp-emailProtection`.
pub const KP_EMAIL_PROTECTION: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.4");
/// `id-kp-timeStamping`.
pub const KP_TIME_STAMPING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.8");
/// `id-kp-OCSPSigning`.
pub const KP_OCSP_SIGNING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.9");
/// `id-kp-documentSigning` (RFC 9336).
pub const KP_DOCUMENT_SIGNING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.36");
/// `anyExtendedKeyUsage`.
pub const ANY_EXTENDED_KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.37.0");

/// `id-ad-ocsp`.
pub const AD_OCSP: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1");
/// `id-ad-caIssuers`.
pub const AD_CA_ISSUERS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.2");
/// `id-pkix-ocsp-basic`.
pub const OCSP_BASIC: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.1");
/// `id-pkix-ocsp-nonce`.
pub const OCSP_NONCE: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.2");
/// `id-pkix-ocsp-nocheck`.
pub const OCSP_NO_CHECK: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.5");
/// `id-pkix-ocsp-archive-cutoff`.
pub const OCSP_ARCHIVE_CUTOFF: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.6");
/// `id-commonpki-at-certHash` (Common PKI, part 4): the digest of the certificate answered for.
pub const OCSP_CERT_HASH: Oid = Oid::new_unwrap("1.3.36.8.3.13");

/// `id-data` (RFC 5652).
pub const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");
/// `id-signedData` (RFC 5652).
pub const SIGNED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.2");
/// `id-ct-TSTInfo` (RFC 3161).
pub const TST_INFO: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// `id-contentType`, a signed attribute.
pub const CONTENT_TYPE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.3");
/// `id-messageDigest`, a signed attribute.
pub const MESSAGE_DIGEST: Oid = Oid::new_unwrap("1.2.840.113549.1.9.4");
/// `id-signingTime`, a signed attribute.
pub const SIGNING_TIME: Oid = Oid::new_unwrap("1.2.840.113549.1.9.5");
/// `id-aa-signingCertificate` (RFC 2634).
pub const SIGNING_CERTIFICATE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.12");
/// `id-aa-signingCertificateV2` (RFC 5035).
pub const SIGNING_CERTIFICATE_V2: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// `id-aa-ets-certValues`, an unsigned attribute (EN 319 122-1, A.1.1.2).
pub const CERTIFICATE_VALUES: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.23");
/// `id-aa-ets-revocationValues`, an unsigned attribute (EN 319 122-1, A.1.2.2).
pub const REVOCATION_VALUES: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.24");
/// `adbe-revocationInfoArchival`, a signed attribute (ISO 32000-2, 12.8.3.3.2).
pub const ADOBE_REVOCATION: Oid = Oid::new_unwrap("1.2.840.113583.1.1.8");
/// `id-ri-ocsp-response`, among the revocation information of CMS (RFC 5940).
pub const REVOCATION_INFO_OCSP: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.16.2");
