"""Files as they come in; a workbook is read before a transaction begins: it takes its time."""

from portal.gateways import sheets


def as_csv(content: bytes) -> tuple[bytes, str | None]:
    """The file as CSV, with the name of the sheet if it is a workbook; raises Refusal."""
    if not sheets.is_spreadsheet(content):
        return content, None
    sheet = sheets.to_csv(content)
    return sheet.content, sheet.name
