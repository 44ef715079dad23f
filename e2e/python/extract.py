"""Takes signatures out of a PDF by its bytes alone, for judges that know only CMS.

usage: extract.py FILE FOLDER

For the n-th /ByteRange of the file writes n.cms (the DER without padding), n.content (the signed
bytes), n.value (the signature value) and, where there is one, n.tst (the signature time stamp's
token). Prints a list with what was found. No PDF library takes part.
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


def main():
    data, folder = open(sys.argv[1], "rb").read(), sys.argv[2]
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
            with open(f"{folder}/{number}.{ending}", "wb") as out:
                out.write(part)
        found.append({
            "end": second + last,
            "gap_is_hex_string": gap[:1] == b"<" and gap[-1:] == b">",
            "timestamped": "tst" in parts,
            "size": len(data),
        })
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
