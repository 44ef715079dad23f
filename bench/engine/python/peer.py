"""pyHanko signing and validating in a loop: median CPU time of each, in microseconds.

Reads an order from stdin (see src/peer.rs) and prints {name: microseconds}. Validation is told the
root, the revocation lists (which it may use, not must: it is faster so) and does its difference
analysis. Every result is asserted; the key file is loaded once.
"""

import io
import json
import logging
import statistics
import sys
import time

from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def median(rounds, call):
    call()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e6


def signing(order, path):
    data = open(path, "rb").read()
    signer = signers.SimpleSigner.load_pkcs12(order["key"], passphrase=order["password"].encode())
    assert signer is not None
    meta = signers.PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES)

    def call():
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        signed = signers.sign_pdf(writer, meta, signer, output=io.BytesIO())
        assert len(signed.getvalue()) > len(data)

    return call


def validating(order, path, count):
    data = open(path, "rb").read()
    _, _, der = pem.unarmor(open(order["root"], "rb").read())
    root = x509.Certificate.load(der)
    lists = [crl.CertificateList.load(open(path, "rb").read()) for path in order["lists"]]

    def call():
        reader = PdfFileReader(io.BytesIO(data))
        signatures = reader.embedded_signatures
        assert len(signatures) == count
        for signature in signatures:
            context = ValidationContext(
                trust_roots=[root], crls=lists, allow_fetching=False, revocation_mode="soft-fail")
            status = validate_pdf_signature(signature, context)
            assert status.bottom_line, status.summary()

    return call


def main():
    logging.disable(logging.CRITICAL)
    order = json.load(sys.stdin)
    found = {}
    for name, (path, rounds) in order["sign"].items():
        found[name] = median(rounds, signing(order, path))
    for name, (path, rounds, count) in order["validate"].items():
        found[name] = median(rounds, validating(order, path, count))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
