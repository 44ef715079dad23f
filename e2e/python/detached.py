"""pyHanko's verdict on a detached CMS signature: whole, right, trusted, and its time stamp too.

usage: detached.py ROOT.pem SIGNATURE CONTENT

Prints what it found; fails unless all of it holds. Nothing is fetched.
"""

import asyncio
import sys

from asn1crypto import cms
from pyhanko.keys import load_cert_from_pemder
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

root, signature, content = sys.argv[1:]
context = ValidationContext(trust_roots=[load_cert_from_pemder(root)], allow_fetching=False,
                            revocation_mode="soft-fail")
signed = cms.ContentInfo.load(open(signature, "rb").read())["content"]
status = asyncio.run(async_validate_detached_cms(
    open(content, "rb"), signed, signer_validation_context=context, ts_validation_context=context))
print(status.summary())
stamp = status.timestamp_validity
sys.exit(not (status.bottom_line and stamp and stamp.intact and stamp.valid and stamp.trusted))
