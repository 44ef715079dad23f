"""Certificates and keys for the proofs, made without the product's own test authority.

usage: pki.py FOLDER
       pki.py lists FOLDER TARGET

Writes root.pem, chain.pem (root and issuing authority), and for every subject NAME.pem (its
certificate), NAME.key (PKCS#8 PEM) and NAME.p12 (password in password.txt, chain inside).
Also the folder crl with a revocation list of each authority; the issuing one's revokes the subject
"revoked". Everything is valid for ten years, so that the folder can be kept between runs.

The second form writes the same lists anew, as of now, into the folder TARGET.
"""

import datetime
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)
PASSWORD = b"mat-khau-tep-khoa"
OID = x509.NameOID
USER_ID = x509.ObjectIdentifier("0.9.2342.19200300.100.1.1")
USAGE = x509.ExtendedKeyUsageOID


def name(common, organization="Co quan mau (for testing)", number=None):
    parts = [x509.NameAttribute(OID.COUNTRY_NAME, "VN"),
             x509.NameAttribute(OID.ORGANIZATION_NAME, organization),
             x509.NameAttribute(OID.COMMON_NAME, common)]
    if number:
        parts.append(x509.NameAttribute(USER_ID, number))
    return x509.Name(parts)


class Authority:
    def __init__(self, subject, issuer=None):
        self.name = name(subject)
        self.key = rsa.generate_private_key(65537, 3072)
        signer = issuer or self
        self.certificate = (
            base(self.name, signer.name, self.key.public_key(), signer.key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None if issuer is None else 0), True)
            .add_extension(usage(key_cert_sign=True, crl_sign=True), True)
            .sign(signer.key, hashes.SHA256()))

    def issue(self, subject, key, start=-DAY, end=3650 * DAY, purpose=(USAGE.EMAIL_PROTECTION,),
              critical=False, **bits):
        bits = bits or {"digital_signature": True, "content_commitment": True}
        builder = (
            base(subject, self.name, key.public_key(), self.key, NOW + start, NOW + end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
            .add_extension(usage(**bits), True))
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purpose), critical)
        return builder.sign(self.key, hashes.SHA256())



def revocation_list(issuer, key, *revoked):
    builder = (x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
               .last_update(NOW).next_update(NOW + 3650 * DAY)
               .add_extension(x509.CRLNumber(int(NOW.timestamp())), False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False))
    for certificate in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
            .revocation_date(certificate.not_valid_before_utc).build())
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def lists(folder, target):
    def certificate(file):
        with open(os.path.join(folder, f"{file}.pem"), "rb") as source:
            return x509.load_pem_x509_certificate(source.read())

    def key(file):
        with open(os.path.join(folder, f"{file}.key"), "rb") as source:
            return serialization.load_pem_private_key(source.read(), None)

    os.makedirs(target, exist_ok=True)
    for authority, revoked in ("root", ()), ("issuing", (certificate("revoked"),)):
        with open(os.path.join(target, f"{authority}.crl"), "wb") as out:
            out.write(revocation_list(certificate(authority), key(authority), *revoked))


def base(subject, issuer, public, issuer_key, start=NOW - 400 * DAY, end=NOW + 3650 * DAY):
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False))


def usage(**bits):
    every = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
             "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{bit: bits.get(bit, False) for bit in every})


def pem(*certificates):
    return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in certificates)


def private(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def main():
    if sys.argv[1] == "lists":
        lists(*sys.argv[2:])
        return
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)

    def put(file, data):
        with open(os.path.join(folder, file), "wb") as out:
            out.write(data)

    root = Authority("E2E Root for testing")
    issuing = Authority("E2E Issuing for testing", root)
    put("root.pem", pem(root.certificate))
    put("chain.pem", pem(root.certificate, issuing.certificate))
    put("issuing.pem", pem(issuing.certificate))
    put("root.key", private(root.key))
    put("issuing.key", private(issuing.key))
    put("password.txt", PASSWORD)

    def save(file, subject, key, **options):
        certificate = issuing.issue(subject, key, **options)
        put(f"{file}.pem", pem(certificate))
        put(f"{file}.key", private(key))
        put(f"{file}.p12", pkcs12.serialize_key_and_certificates(
            file.encode(), key, certificate, [issuing.certificate],
            serialization.BestAvailableEncryption(PASSWORD)))
        return certificate

    def person(common, number):
        return name(common, number=f"CCCD:{number:012}")

    def rsa_key(bits=2048):
        return rsa.generate_private_key(65537, bits)

    for number, (file, key) in enumerate({
        "rsa2048": rsa_key(), "rsa3072": rsa_key(3072), "rsa4096": rsa_key(4096), "pss": rsa_key(),
        "p256": ec.generate_private_key(ec.SECP256R1()), "p384": ec.generate_private_key(ec.SECP384R1()),
        "p521": ec.generate_private_key(ec.SECP521R1()),
    }.items(), 1):
        save(file, person(f"Nguyễn Thị Mẫu {file}", number), key)
    save("initials", person("Lê Văn Nháp", 101), rsa_key())
    save("signer", person("Trần Văn Thử", 102), rsa_key())
    save("organisation", name("Sở Nội vụ (mẫu thử)", "Sở Nội vụ (mẫu thử)", "MST:0100000000"), rsa_key())
    save("expired", person("Hết Hạn", 201), rsa_key(), start=-30 * DAY, end=-DAY)
    save("notyet", person("Chưa Hiệu Lực", 202), rsa_key(), start=365 * DAY)
    save("revoked", person("Bị Thu Hồi", 203), rsa_key())
    save("encipherment", person("Chỉ Mã Hóa", 204), rsa_key(), key_encipherment=True)
    save("server", person("may-chu.example", 205), rsa_key(), purpose=(USAGE.SERVER_AUTH,))
    save("rsa1024", person("Khóa Ngắn", 206), rsa_key(1024))
    stamping = {"purpose": (USAGE.TIME_STAMPING,), "critical": True}
    save("tsa", name("E2E TSA for testing"), rsa_key(), **stamping)
    save("tsa-expired", name("E2E expired TSA for testing"), rsa_key(), start=-30 * DAY, end=-DAY, **stamping)

    lists(folder, os.path.join(folder, "crl"))


if __name__ == "__main__":
    main()
