"""Makes inputs that pyHanko can write and other programs at hand cannot.

usage: make_input.py xref-stream|revisions IN OUT
"""

import sys

from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader


def xref_stream(source, target):
    """The same objects behind a cross-reference stream, none of them in an object stream."""
    reader = PdfFileReader(source)
    copy = writer.copy_into_new_writer(reader, writer_kwargs={"stream_xrefs": True})
    copy.write(target)


def revisions(source, target):
    """29 appended revisions, each changing the title."""
    data = source.read()
    for number in range(2, 31):
        from io import BytesIO

        w = IncrementalPdfFileWriter(BytesIO(data))
        w.set_info(
            generic.DictionaryObject(
                {generic.NameObject("/Title"): generic.TextStringObject(f"Lần ghi {number}")}
            )
        )
        out = BytesIO()
        w.write(out)
        data = out.getvalue()
    target.write(data)


with open(sys.argv[2], "rb") as source, open(sys.argv[3], "wb") as target:
    {"xref-stream": xref_stream, "revisions": revisions}[sys.argv[1]](source, target)
