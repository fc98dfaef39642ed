"""Numbers in addresses: what no row can have is answered like any other unknown row, with 404."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1
"""What a key's column can hold; more would be an error of the database."""


class RowId(IntegerConverter):
    """`<int:...>` in a route: digits that can be the key of a row."""

    def __init__(self, map_: Map) -> None:
        super().__init__(map_, max=LARGEST)


def register(app: Flask) -> None:
    """Let every `<int:...>` of the application be the key of a row."""
    app.url_map.converters["int"] = RowId


def row_id(text: str) -> int:
    """A row's key from a form or a query; raises ValueError for what no row can have."""
    number = int(text)
    if not 0 < number <= LARGEST:
        raise ValueError(f"no row has the key {number}")
    return number
