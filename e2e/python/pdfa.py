"""The rules of PDF/A that signing can break, checked on every reachable object.

usage: pdfa.py PART FILE

Prints a JSON list of violations, each "clause: what (object)". This is no full PDF/A checker: it
covers what a signature, a stamp or a form field may bring in. Clauses are those of ISO 19005-1 for
part 1 and of ISO 19005-2 for parts 2 and 3.
"""

import json
import sys

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

PART = int(sys.argv[1])
FIRST = PART == 1
SIMPLE_FONTS = ("/Type1", "/MMType1", "/TrueType", "/CIDFontType0", "/CIDFontType2")
found = []


def get(dictionary, key, default=None):
    """The value of a key, references followed."""
    return dictionary[key] if key in dictionary else default


def broken(clause, what, where):
    found.append(f"{clause}: {what} ({where})")


def clause(first, later):
    return first if FIRST else later


def font(value, where):
    kind = get(value, "/Subtype")
    if kind not in SIMPLE_FONTS:
        return
    descriptor = get(value, "/FontDescriptor", {})
    files = [key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor]
    if not files:
        broken(clause("6.3.4", "6.2.11.4.1"), f"font {get(value, '/BaseFont')} is not embedded", where)
    subset = str(get(value, "/BaseFont", ""))[7:8] == "+"
    if kind == "/CIDFontType2" and "/CIDToGIDMap" not in value:
        broken(clause("6.3.3.2", "6.2.11.3.2"), "CIDFontType2 without CIDToGIDMap", where)
    if FIRST and subset and kind.startswith("/CID") and "/CIDSet" not in descriptor:
        broken("6.3.5", f"subset {get(value, '/BaseFont')} without CIDSet", where)
    if FIRST and subset and kind == "/Type1" and "/CharSet" not in descriptor:
        broken("6.3.5", f"subset {get(value, '/BaseFont')} without CharSet", where)


def graphics_state(value, where):
    if "/TR" in value:
        broken(clause("6.2.8", "6.2.5"), "transfer function", where)
    if not FIRST:
        return
    if get(value, "/SMask", "/None") != "/None":
        broken("6.4", "soft mask in a graphics state", where)
    for key in ("/CA", "/ca"):
        if float(get(value, key, 1)) != 1:
            broken("6.4", f"{key} {value[key]}", where)
    if get(value, "/BM", "/Normal") not in ("/Normal", "/Compatible"):
        broken("6.4", f"blend mode {value['/BM']}", where)


def image(value, where):
    if get(value, "/Interpolate", False):
        broken(clause("6.2.4", "6.2.8.1"), "interpolated image", where)
    if FIRST and "/SMask" in value:
        broken("6.4", "image with a soft mask", where)
    if "/Alternates" in value or "/OPI" in value:
        broken(clause("6.2.4", "6.2.8.1"), "alternates or OPI", where)
    if get(value, "/ColorSpace") == "/DeviceCMYK":
        broken(clause("6.2.3.3", "6.2.4.3"), "DeviceCMYK under an RGB output intent", where)


def form(value, where):
    if "/PS" in value or "/Ref" in value or "/OPI" in value:
        broken(clause("6.2.5", "6.2.9.1"), "PS, Ref or OPI in a form", where)
    group(value, where)


def group(value, where):
    if FIRST and "/Group" in value and get(value["/Group"], "/S") == "/Transparency":
        broken("6.4", "transparency group", where)


def annotation(value, where):
    flags = int(get(value, "/F", 0))
    hidden = flags & (1 | 2 | 32) or (not FIRST and flags & 256)
    if not flags & 4 or hidden:
        broken(clause("6.5.3", "6.3.2"), f"{get(value, '/Subtype')} with flags {flags}", where)
    left, bottom, right, top = (float(side) for side in value["/Rect"])
    empty = left == right and bottom == top
    appearance = get(value, "/AP")
    if appearance is None:
        if get(value, "/Subtype") == "/Widget" and (FIRST or not empty):
            broken(clause("6.9", "6.3.3"), "widget without appearance", where)
    elif set(appearance) != {"/N"}:
        broken(clause("6.5.3", "6.3.3"), f"appearances {sorted(appearance)}", where)
    if get(value, "/Subtype") == "/Widget" and ("/A" in value or "/AA" in value):
        broken(clause("6.6.2", "6.4.1"), "widget with an action", where)
    if float(get(value, "/CA", 1)) != 1 and FIRST:
        broken("6.5.3", "annotation with CA", where)


def stream(value, where):
    filters = get(value, "/Filter", [])
    if "/LZWDecode" in (filters if isinstance(filters, list) else [filters]):
        broken(clause("6.1.10", "6.1.7.2"), "LZW", where)
    if "/F" in value or "/FFilter" in value:
        broken(clause("6.1.7", "6.1.7.1"), "stream with external data", where)


def look(value, where):
    kind, subtype = get(value, "/Type"), get(value, "/Subtype")
    if isinstance(value, generic.StreamObject):
        stream(value, where)
    if kind == "/Font":
        font(value, where)
    elif subtype == "/Image":
        image(value, where)
    elif subtype == "/Form":
        form(value, where)
    elif kind == "/Page":
        group(value, where)
    if kind == "/Annot" or ("/Rect" in value and "/Subtype" in value):
        annotation(value, where)
    if "/ExtGState" in value and kind != "/ExtGState":
        for name in value["/ExtGState"]:
            graphics_state(value["/ExtGState"][name], where)


def walk(value, where, seen):
    if isinstance(value, generic.IndirectObject):
        reference = (value.idnum, value.generation)
        if reference in seen:
            return
        seen.add(reference)
        where = f"object {value.idnum}"
        value = value.get_object()
    if isinstance(value, dict):
        look(value, where)
        for key in value:
            walk(value.raw_get(key), where, seen)
    elif isinstance(value, list):
        for index in range(len(value)):
            walk(value.raw_get(index), where, seen)


def document(reader):
    root = reader.root
    form_dictionary = get(root, "/AcroForm", {})
    if get(form_dictionary, "/NeedAppearances", False):
        broken(clause("6.9", "6.4.1"), "NeedAppearances", "AcroForm")
    if "/XFA" in form_dictionary:
        broken(clause("6.9", "6.4.2"), "XFA", "AcroForm")
    if "/AA" in root:
        broken(clause("6.6.2", "6.5.2"), "additional actions", "catalog")
    if "/Encrypt" in reader.trailer:
        broken("6.1.3", "encryption", "trailer")
    if "/ID" not in reader.trailer:
        broken("6.1.3", "no ID", "trailer")
    if not any(get(i.get_object(), "/S") == "/GTS_PDFA1" for i in get(root, "/OutputIntents", [])):
        broken(clause("6.2.2", "6.2.3"), "no output intent", "catalog")
    metadata = get(root, "/Metadata")
    if metadata is None or f"part>{PART}<".encode() not in metadata.data:
        broken(clause("6.7.11", "6.6.4"), "the metadata does not declare the part", "catalog")
    elif FIRST and "/Filter" in metadata:
        broken("6.7.2", "filtered metadata", "catalog")


with open(sys.argv[2], "rb") as handle:
    reader = PdfFileReader(handle)
    document(reader)
    walk(reader.trailer.raw_get("/Root"), "trailer", set())
    handle.seek(0)
    if FIRST and (b"/Type /XRef" in (data := handle.read()) or b"/Type/XRef" in data):
        broken("6.1.4", "cross-reference stream", "file")
json.dump(found, sys.stdout)
