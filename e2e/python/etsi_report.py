"""Reads a validation report of ETSI TS 119 102-2 with pyHanko's binding of its schema.

Strict: an element or attribute that the schema does not know, a value of another type, an element
missing or out of order fails. The binding is of the namespace's version 1.2.1, whose elements are
those of 1.4.1 as far as we use them. Prints what the report says, as JSON.
"""

import json
import re
import sys
from pathlib import Path

from pyhanko.generated.etsi.ts_11910202 import ValidationReport
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer

OURS, BINDING = "http://uri.etsi.org/19102/v1.4.1#", "http://uri.etsi.org/19102/v1.2.1#"


def names(xml: str) -> list[str]:
    """Local names of all elements in document order, as opened."""
    return re.findall(r"<(?:[\w.-]+:)?(\w+)[\s/>]", xml)


text = Path(sys.argv[1]).read_text(encoding="utf-8")
assert f'xmlns="{OURS}"' in text, "not in the namespace of version 1.4.1"
strict = ParserConfig(
    fail_on_unknown_properties=True,
    fail_on_unknown_attributes=True,
    fail_on_converter_warnings=True,
)
report = XmlParser(config=strict).from_string(text.replace(OURS, BINDING), ValidationReport)
# Written again, elements stand in the order of the schema.
again = XmlSerializer().render(report)
assert names(text) == names(again), "elements are not in the order of the schema"
identifiers = set(re.findall(r' id="([^"]+)"', text))
references = {one for many in re.findall(r' VOReference="([^"]+)"', text) for one in many.split()}
assert references <= identifiers, f"dangling references: {references - identifiers}"
assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in identifiers), "identifiers are no names"


def status(found):
    return [found.main_indication, list(found.sub_indication)]


objects = report.signature_validation_objects
print(json.dumps({
    "signatures": [status(one.signature_validation_status) for one in report.signature_validation_report],
    "signers": [
        one.signer_information.signer if one.signer_information else None
        for one in report.signature_validation_report
    ],
    "objects": sorted(one.object_type for one in objects.validation_object) if objects else [],
}))
