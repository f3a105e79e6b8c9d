"""Typesets a document with WeasyPrint, as a PDF that is both PDF/UA-1 and PDF/A-2a."""

import re
from pathlib import Path
from unittest.mock import patch
from xml.etree.ElementTree import Element

import pydyf
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from . import tree
from .matter import now
from .tags import add_tags

_VARIANT = "pdf/a-2a"
_STREAM = pydyf.Stream.data
_STYLE = Path(__file__).with_name("book.css")

# PDF/A wants to be told about every word of metadata that it does not know, and it does not know PDF/UA.
_PDF_UA = """\
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def typeset(document: Element, site: Path, paper: str) -> bytes:
    """A document as PDF. `paper` is a size that CSS knows; faces come from the built site."""
    base = site.resolve().as_uri() + "/"
    faces = FontConfiguration()
    style = f"@page {{ size: {paper} }}\n" + _STYLE.read_text(encoding="utf-8")
    sheet = CSS(string=style, base_url=base, font_config=faces)
    local = URLFetcher(allowed_protocols={"file", "data"})  # no picture is fetched from elsewhere
    html = HTML(string=tree.html(document), base_url=base, url_fetcher=local)
    rendered = html.render(font_config=faces, stylesheets=[sheet], pdf_variant=_VARIANT)
    rendered.metadata.created = rendered.metadata.modified = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    with patch("weasyprint.pdf.add_tags", add_tags), patch("pydyf.Stream.data", property(_stream)):
        return bytes(rendered.write_pdf(finisher=_say_pdf_ua, pdf_variant=_VARIANT))


def _stream(stream: pydyf.Stream) -> bytes:
    """A stream as pydyf writes it, but for a last byte of its own that looks like the end of a line."""
    data: bytes = _STREAM.fget(stream)
    if not data.endswith(b"\r\nendstream"):
        return data
    head, start, rest = data.partition(b"\nstream\n")
    longer = re.sub(rb"/Length (\d+)", lambda found: b"/Length %d" % (int(found[1]) + 1), head)
    return longer + start + rest.removesuffix(b"endstream") + b"\nendstream"


def _say_pdf_ua(_: Document, pdf: pydyf.PDF) -> None:
    """Add to the metadata that the file is PDF/UA-1, and leave them legible, as PDF/A wants them."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.compress = False
    metadata.stream[0] = metadata.stream[0].replace(b"</rdf:RDF>", _PDF_UA.encode() + b"</rdf:RDF>")
