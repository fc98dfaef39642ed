"""Workbooks as programs write them, from a few lines of XML; also those that no program writes."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
STYLES = (
    f'<styleSheet xmlns="{SPREADSHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="22"/></cellXfs></styleSheet>'
)
PLAIN, DATE, MOMENT = 0, 1, 2
"""The positions of the styles above."""
EPOCH = datetime(1899, 12, 30)
Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Formula:
    """A cell that is calculated, with the value that was last."""

    text: str
    value: str | float


@dataclass(frozen=True)
class Error:
    """A cell whose formula failed."""

    code: str


@dataclass(frozen=True)
class Page:
    """One sheet; rows are numbered from `first_row`."""

    rows: Rows
    name: str = "Candidates"
    hidden: bool = False
    first_row: int = 1
    xml: str = ""
    """Stands behind the rows as it is."""


def xlsx(*pages: Page | Rows, **parts: Any) -> bytes:
    """An Excel workbook; `parts` are replaced or added, by path."""
    sheets = [page if isinstance(page, Page) else Page(page) for page in pages]
    numbers = range(1, len(sheets) + 1)
    kind = f"{OFFICE}/worksheet"
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"'
            f"{' state=' + chr(34) + 'hidden' + chr(34) if sheet.hidden else ''}/>"
            for n, sheet in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        + "</Relationships>",
        "xl/styles.xml": STYLES,
    }
    made |= {
        f"xl/worksheets/sheet{n}.xml": sheet_xml(page)
        for n, page in zip(numbers, sheets, strict=True)
    }
    return packed({**made, **parts.pop("parts", {})})


def sheet_xml(page: Page) -> str:
    """The part of a sheet."""
    rows = "".join(
        f'<row r="{number}">{"".join(_cell(x, number, value) for x, value in enumerate(row))}</row>'
        for number, row in enumerate(page.rows, page.first_row)
        if row
    )
    return f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}{page.xml}</sheetData></worksheet>'


def ods(*pages: Page | Rows, **parts: Any) -> bytes:
    """An OpenDocument workbook."""
    sheets = [page if isinstance(page, Page) else Page(page) for page in pages]
    tables = "".join(
        f'<table:table table:name="{escape(sheet.name)}"'
        f"{' table:style-name=' + chr(34) + 'hidden' + chr(34) if sheet.hidden else ''}>"
        f"{''.join(_ods_row(row) for row in sheet.rows)}{sheet.xml}</table:table>"
        for sheet in sheets
    )
    content = (
        f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" '
        f'xmlns:text="{ODF}:text:1.0" xmlns:style="{ODF}:style:1.0"><office:automatic-styles>'
        '<style:style style:name="hidden" style:family="table"><style:table-properties '
        'table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{ODS_KIND}"/></manifest:manifest>'
    )
    made = {"mimetype": ODS_KIND, "META-INF/manifest.xml": manifest, "content.xml": content}
    return packed({**made, **parts.pop("parts", {})})


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, method)
    return kept.getvalue()


def column(position: int) -> str:
    """A, B ... Z, AA ..."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def _cell(position: int, row: int, value: Any) -> str:
    where = f'r="{column(position)}{row}"'
    match value:
        case None | "":
            return ""
        case bool():
            return f'<c {where} t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f"<c {where}><v>{value}</v></c>"
        case datetime():
            days = (value - EPOCH).total_seconds() / 86_400
            return f'<c {where} s="{MOMENT}"><v>{days}</v></c>'
        case date():
            return f'<c {where} s="{DATE}"><v>{(value - EPOCH.date()).days}</v></c>'
        case Error():
            return f'<c {where} t="e"><v>{value.code}</v></c>'
        case Formula(text, str(last)):
            return f'<c {where} t="str"><f>{escape(text)}</f><v>{escape(last)}</v></c>'
        case Formula(text, last):
            return f"<c {where}><f>{escape(text)}</f><v>{last}</v></c>"
    text = escape(str(value)).replace("\r", "&#13;")
    return f'<c {where} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _ods_row(row: Sequence[Any]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case bool():
            kind = f'boolean" office:boolean-value="{str(value).lower()}'
        case int() | float():
            kind = f'float" office:value="{value}'
        case date():
            kind = f'date" office:date-value="{value.isoformat()}'
        case Formula(text, str(last)):
            return f'<table:table-cell table:formula="of:{escape(text)}" {_said("string", last)}'
        case Formula(text, last):
            kind = f'float" table:formula="of:{escape(text)}" office:value="{last}'
        case _:
            return f"<table:table-cell {_said('string', str(value))}"
    return f"<table:table-cell {_said(kind, str(value))}"


def _said(kind: str, text: str) -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'office:value-type="{kind}">{lines}</table:table-cell>'
