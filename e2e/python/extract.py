"""Takes signatures out of a PDF by its bytes alone, for judges that know only CMS.

usage: extract.py FOLDER FILE…

For the n-th /ByteRange of the k-th file writes k-n.cms (the DER without padding), k-n.content (the
signed bytes), k-n.value (the signature value) and, where there is one, k-n.tst (the signature time
stamp's token). Prints, per file, a list with what was found. No PDF library takes part.
"""

import json
import re
import sys

from asn1crypto import cms

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def without_padding(data):
    if data[1] < 0x80:
        return data[: 2 + data[1]]
    octets = data[1] & 0x7F
    return data[: 2 + octets + int.from_bytes(data[2: 2 + octets], "big")]


def extract(file, prefix):
    with open(file, "rb") as handle:
        data = handle.read()
    found = []
    for number, match in enumerate(RANGE.finditer(data)):
        start, first, second, last = map(int, match.groups())
        gap = data[start + first: second]
        der = without_padding(bytes.fromhex(gap.strip(b"<>").decode()))
        info = cms.ContentInfo.load(der)["content"]["signer_infos"][0]
        parts = {
            "cms": der,
            "content": data[start: start + first] + data[second: second + last],
            "value": info["signature"].native,
        }
        for attribute in info["unsigned_attrs"] if info["unsigned_attrs"].native else []:
            if attribute["type"].native == "signature_time_stamp_token":
                parts["tst"] = attribute["values"][0].dump()
        for ending, part in parts.items():
            with open(f"{prefix}-{number}.{ending}", "wb") as out:
                out.write(part)
        found.append({
            "end": second + last,
            "gap_is_hex_string": gap[:1] == b"<" and gap[-1:] == b">",
            "timestamped": "tst" in parts,
            "size": len(data),
        })
    return found


def main():
    folder, *files = sys.argv[1:]
    json.dump([extract(file, f"{folder}/{number}") for number, file in enumerate(files)], sys.stdout)


if __name__ == "__main__":
    main()
