"""pyHanko's verdict on every signature of PDF files, with its difference analysis.

Reads from stdin {"trust": [PEM or DER file…], "files": [{"file", "password", "lenient"}…]} and
prints a list with one report per file. Nothing is fetched; revocation is not asked for here.
"""

import json
import logging
import sys
from concurrent.futures import ProcessPoolExecutor

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext


def certificates(path):
    data = open(path, "rb").read()
    if not pem.detect(data):
        return [x509.Certificate.load(data)]
    return [x509.Certificate.load(der) for kind, _, der in pem.unarmor(data, multiple=True)
            if kind == "CERTIFICATE"]


def context(roots):
    return ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")


def dictionary(value):
    """A lock or a transform's parameters as plain data."""
    return None if value is None else {
        str(key).lstrip("/"): [str(item) for item in entry] if isinstance(entry, list) else str(entry)
        for key, entry in ((key, value[key]) for key in value)}


def transforms(sig_object):
    found = {}
    for reference in sig_object.get("/Reference", []):
        reference = reference.get_object()
        found[str(reference["/TransformMethod"]).lstrip("/")] = dictionary(
            reference["/TransformParams"].get_object())
    return found


def timestamp(status):
    return None if status is None else {
        "intact": status.intact, "valid": status.valid, "trusted": status.trusted,
        "time": status.timestamp.isoformat()}


def judge(signature, roots):
    report = {
        "field": str(signature.field_name),
        "signer": signature.signer_cert.subject.native.get("common_name", ""),
        "subfilter": str(signature.sig_object.get("/SubFilter", "")).lstrip("/"),
        "kind": str(signature.sig_object.get("/Type", "")).lstrip("/"),
        "transforms": transforms(signature.sig_object),
        "lock": dictionary(signature.sig_field.get("/Lock")),
    }
    if report["kind"] == "DocTimeStamp":
        status = validate_pdf_timestamp(signature, context(roots))
    else:
        status = validate_pdf_signature(signature, context(roots), context(roots))
    difference = signature.diff_result
    report |= {
        "intact": status.intact, "valid": status.valid, "trusted": status.trusted,
        "coverage": status.coverage.name,
        "modification": status.modification_level.name if status.modification_level else None,
        "docmdp_ok": bool(status.docmdp_ok),
        "suspicion": str(difference) if isinstance(difference, SuspiciousModification) else None,
        "changed_fields": sorted(map(str, getattr(difference, "changed_form_fields", []))),
        "digest": status.md_algorithm,
        "mechanism": status.pkcs7_signature_mechanism,
        "timestamp": timestamp(getattr(status, "timestamp_validity", None)),
        "bottom_line": bool(getattr(status, "bottom_line", status.valid and status.trusted)),
    }
    return report


def report(job):
    request, roots = job
    roots = [x509.Certificate.load(der) for der in roots]
    try:
        with open(request["file"], "rb") as handle:
            reader = PdfFileReader(handle, strict=not request["lenient"])
            if reader.encrypted:
                reader.decrypt((request["password"] or "").encode())
            signatures = [judge(signature, roots) for signature in reader.embedded_signatures]
            return {"signatures": signatures, "revisions": reader.total_revisions, "error": None}
    except Exception as error:  # files made to deceive raise what they please
        return {"signatures": [], "revisions": 0, "error": f"{type(error).__name__}: {error}"}


def main():
    logging.disable(logging.CRITICAL)  # the difference analysis logs what it also reports
    order = json.load(sys.stdin)
    roots = [cert.dump() for path in order["trust"] for cert in certificates(path)]
    jobs = [(request, roots) for request in order["files"]]
    if len(jobs) < 4:
        reports = [report(job) for job in jobs]
    else:
        with ProcessPoolExecutor(max_workers=2) as pool:
            reports = list(pool.map(report, jobs, chunksize=4))
    json.dump(reports, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
