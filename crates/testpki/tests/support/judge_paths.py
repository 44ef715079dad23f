"""Validates every certificate in the folder given as argument with pyHanko's path validator.

Prints one line per certificate, its name and `ok` or the kind of error, for the moment in the
second argument; the third says which revocation evidence to use, `crl` or `ocsp`.
"""

import asyncio
import datetime
import pathlib
import sys

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext

folder, moment, evidence = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]


def certificate(path):
    return x509.Certificate.load(path.read_bytes())


def revocation(name):
    if evidence == "crl":
        return {"crls": [path.read_bytes() for path in folder.glob("*.crl")]}
    # The authority is below the root, about which the root's responder speaks.
    answers = [folder / f"{name}.ocsp", *folder.glob("ca-*.ocsp")]
    return {"ocsps": [path.read_bytes() for path in answers]}


async def judge(path):
    context = ValidationContext(
        trust_roots=[certificate(folder / "root.cer")],
        other_certs=[certificate(other) for other in folder.glob("*.cer")],
        moment=datetime.datetime.fromisoformat(moment),
        allow_fetching=False,
        revocation_mode="require",
        **revocation(path.stem),
    )
    validator = CertificateValidator(certificate(path), validation_context=context)
    try:
        await validator.async_validate_usage({"digital_signature"})
        return "ok"
    except Exception as error:
        return type(error).__name__


async def main():
    for path in sorted(folder.glob("*.crt")):
        print(path.stem, await judge(path))


asyncio.run(main())
