"""A second maker of signatures: pyHanko with a throw-away certification authority.

It proves the judges themselves, and makes signed files that are then damaged.

usage: peer.py init FOLDER           root, signer and time-stamp authority, a revocation list
       peer.py list FOLDER           the revocation list anew, as of now
       peer.py sign FOLDER IN OUT [--field NAME] [--timestamp] [--certify LEVEL]
               [--form pades|adobe] [--evidence store|archive]
       peer.py eddsa IN OUT          signs any file with a new Ed25519 key, content enclosed
       peer.py comment IN OUT        appends a free-text annotation
       peer.py page IN OUT           appends a page
       peer.py field IN OUT          gives the first text field another value
"""

import argparse
import datetime
import os

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper

NAME = generic.NameObject


def certificate(subject, issuer, key, issuer_key, ca=False, usage=None):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=not ca, content_commitment=not ca, key_encipherment=False,
                          data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca,
                          encipher_only=False, decipher_only=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
                       critical=False)
    )
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def init(folder):
    os.makedirs(folder, exist_ok=True)
    named = {who: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Peer {who} for testing")])
             for who in ("root", "signer", "tsa")}
    secret = {who: rsa.generate_private_key(65537, 2048) for who in named}
    usage = {"tsa": x509.ExtendedKeyUsageOID.TIME_STAMPING}
    for who, key in secret.items():
        made = certificate(named[who], named["root"], key, secret["root"], who == "root", usage.get(who))
        with open(f"{folder}/{who}.pem", "wb") as out:
            out.write(made.public_bytes(serialization.Encoding.PEM))
        with open(f"{folder}/{who}.key", "wb") as out:
            out.write(key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                        serialization.NoEncryption()))
    list_now(folder)


def list_now(folder):
    with open(f"{folder}/root.pem", "rb") as source:
        root = x509.load_pem_x509_certificate(source.read())
    with open(f"{folder}/root.key", "rb") as source:
        key = serialization.load_der_private_key(source.read(), None)
    # Tests that share an authority renew the list while others read it: exchange it whole.
    new = f"{folder}/root.crl.{os.getpid()}"
    with open(new, "wb") as out:
        out.write(revocation_list(root.subject, key))
    os.replace(new, f"{folder}/root.crl")


def revocation_list(issuer, key):
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateRevocationListBuilder().issuer_name(issuer).last_update(now)
            .next_update(now + datetime.timedelta(days=30))
            .add_extension(x509.CRLNumber(1), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def load(folder, who):
    made = x509.load_pem_x509_certificate(open(f"{folder}/{who}.pem", "rb").read())
    certificate_ = asn1_x509.Certificate.load(made.public_bytes(serialization.Encoding.DER))
    return certificate_, keys.PrivateKeyInfo.load(open(f"{folder}/{who}.key", "rb").read())


def sign(options):
    root, _ = load(options.folder, "root")
    own, key = load(options.folder, "signer")
    store = signers.SimpleSigner(own, key, cert_registry=registry(root)).cert_registry
    stamper = None
    if options.timestamp:
        tsa, tsa_key = load(options.folder, "tsa")
        stamper = DummyTimeStamper(tsa, tsa_key, certs_to_embed=registry(root))
    form = {"pades": fields.SigSeedSubFilter.PADES, "adobe": fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED}
    with open(options.source, "rb") as source, open(options.target, "wb+") as target:
        meta = signers.PdfSignatureMetadata(
            field_name=options.field, md_algorithm="sha256", subfilter=form[options.form],
            embed_validation_info=options.evidence is not None,
            use_pades_lta=options.evidence == "archive",
            validation_context=evidence(options.folder, root) if options.evidence else None,
            certify=options.certify is not None,
            docmdp_permissions=fields.MDPPerm(options.certify or 2))
        writer = IncrementalPdfFileWriter(source, strict=False)
        if writer.prev.encrypted:
            writer.encrypt("")
        signers.PdfSigner(meta, signers.SimpleSigner(own, key, cert_registry=store), timestamper=stamper) \
            .sign_pdf(writer, output=target)


def eddsa(source, target):
    import asyncio
    from cryptography.hazmat.primitives.asymmetric import ed25519
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Peer Ed25519 for testing")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now)
            .not_valid_after(now + datetime.timedelta(days=30)).sign(key, None))
    own = asn1_x509.Certificate.load(made.public_bytes(serialization.Encoding.DER))
    secret = keys.PrivateKeyInfo.load(key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    signer = signers.SimpleSigner(own, secret, cert_registry=registry(own))
    with open(source, "rb") as content, open(target, "wb") as out:
        signed = signer.async_sign_general_data(content.read(), "sha512", detached=False)
        out.write(asyncio.run(signed).dump())


def evidence(folder, root):
    from pyhanko_certvalidator import ValidationContext
    with open(f"{folder}/root.crl", "rb") as source:
        lists = [source.read()]
    return ValidationContext(trust_roots=[root], crls=lists, allow_fetching=False, revocation_mode="require")


def registry(*certs):
    from pyhanko_certvalidator.registry import SimpleCertificateStore
    return SimpleCertificateStore.from_certs(certs)


def page_of(writer):
    return writer.root["/Pages"]["/Kids"].raw_get(0)


def comment(source, target):
    with open(source, "rb") as handle, open(target, "wb") as out:
        writer = IncrementalPdfFileWriter(handle, strict=False)
        note = writer.add_object(generic.DictionaryObject({
            NAME("/Type"): NAME("/Annot"), NAME("/Subtype"): NAME("/FreeText"),
            NAME("/Rect"): generic.ArrayObject(map(generic.NumberObject, (200, 300, 400, 340))),
            NAME("/DA"): generic.pdf_string("/Helv 12 Tf"),
            NAME("/Contents"): generic.pdf_string("Added later")}))
        page = page_of(writer).get_object()
        page.setdefault("/Annots", generic.ArrayObject())
        annots = page["/Annots"]
        annots.append(note)
        writer.mark_update(page_of(writer))
        if isinstance(page.raw_get("/Annots"), generic.IndirectObject):
            writer.mark_update(page.raw_get("/Annots"))
        writer.write(out)


def add_page(source, target):
    with open(source, "rb") as handle, open(target, "wb") as out:
        writer = IncrementalPdfFileWriter(handle, strict=False)
        from pyhanko.pdf_utils.writer import PageObject
        contents = writer.add_object(generic.StreamObject(stream_data=b""))
        writer.insert_page(PageObject(contents=contents, media_box=(0, 0, 595, 842)))
        writer.write(out)


def fill(source, target):
    with open(source, "rb") as handle, open(target, "wb") as out:
        writer = IncrementalPdfFileWriter(handle, strict=False)
        for reference in writer.root["/AcroForm"]["/Fields"]:
            field = reference.get_object()
            if field.get("/FT") == "/Tx":
                field[NAME("/V")] = generic.pdf_string("999")
                writer.update_container(field)
                break
        else:
            raise SystemExit("no text field")
        writer.write(out)


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    for making in ("init", "list"):
        commands.add_parser(making).add_argument("folder")
    signing = commands.add_parser("sign")
    for name in ("folder", "source", "target"):
        signing.add_argument(name)
    signing.add_argument("--field", default="Peer")
    signing.add_argument("--timestamp", action="store_true")
    signing.add_argument("--certify", type=int)
    signing.add_argument("--form", choices=("pades", "adobe"), default="pades")
    signing.add_argument("--evidence", choices=("store", "archive"))
    for change in ("comment", "page", "field", "eddsa"):
        changing = commands.add_parser(change)
        changing.add_argument("source")
        changing.add_argument("target")
    options = parser.parse_args()
    if options.command == "init":
        init(options.folder)
    elif options.command == "list":
        list_now(options.folder)
    elif options.command == "sign":
        sign(options)
    else:
        {"comment": comment, "page": add_page, "field": fill, "eddsa": eddsa}[options.command](options.source, options.target)


if __name__ == "__main__":
    main()
