"""pyHanko's validation after EN 319 102-1 of the first signature of a PDF.

Reads from stdin {"file", "roots": [file…], "lists": [DER file…], "answers": [DER file…], "time":
RFC 3339, "process"} and prints
{"status": "PASSED"|"FAILED"|"INDETERMINATE", "cause": sub-indication or null}. The process is
"basic", "long_term" or "archival". Nothing is fetched.
"""

import asyncio
import datetime
import json
import logging
import sys

from asn1crypto import crl, ocsp, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import (
    ades_basic_validation, ades_lta_validation, ades_with_time_validation)
from pyhanko.sign.validation.policy_decl import (
    CertValidationPolicySpec, LocalKnowledge, PdfSignatureValidationSpec, RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec, SignatureValidationSpec)
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


class InstanceOfDatetime(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, datetime.datetime)


class Clock(datetime.datetime, metaclass=InstanceOfDatetime):
    """What is given counts for pyHanko as known since the time of the machine; this one is set."""

    moment = None

    @classmethod
    def now(cls, tz=None):
        return cls.moment


def set_clock(moment):
    Clock.moment = moment
    for name, module in list(sys.modules.items()):
        if name.startswith("pyhanko") and getattr(module, "datetime", None) is datetime.datetime:
            module.datetime = Clock


def read(path):
    with open(path, "rb") as source:
        data = source.read()
    return pem.unarmor(data)[2] if pem.detect(data) else data


def judge(order):
    roots = [x509.Certificate.load(read(path)) for path in order["roots"]]
    lists = [CRLContainer(crl.CertificateList.load(read(path))) for path in order["lists"]]
    answers = [OCSPContainer(ocsp.OCSPResponse.load(read(path))) for path in order["answers"]]
    certificates = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")))
    gathering = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    rules = PdfSignatureValidationSpec(SignatureValidationSpec(
        cert_validation_policy=certificates, revinfo_gathering_policy=gathering,
        local_knowledge=LocalKnowledge(known_crls=lists, known_ocsps=answers)))
    moment = datetime.datetime.fromisoformat(order["time"])
    set_clock(moment)
    timing = ValidationTimingInfo(
        validation_time=moment, best_signature_time=moment, point_in_time_validation=True)
    with open(order["file"], "rb") as source:
        signature = PdfFileReader(source, strict=False).embedded_regular_signatures[0]
        if order["process"] == "archival":
            result = asyncio.run(ades_lta_validation(signature, rules, timing_info=timing))
        else:
            validate = ades_basic_validation if order["process"] == "basic" else ades_with_time_validation
            result = asyncio.run(validate(
                signature.signed_data, rules.signature_validation_spec, timing_info=timing,
                raw_digest=signature.compute_digest()))
    found = result.ades_subindic
    return {"status": found.status.name, "cause": None if found.status.name == "PASSED" else found.name}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    print(json.dumps(judge(json.load(sys.stdin))))
