"""How the table of the usual exports is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.policy.imports.fields import Field
from portal.vocabulary import DateOrder, Outcome

Headers = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One kind of export: its headers by what they hold, the likelier first.

    Case, accents and signs do not count in a header, and neither does the order of the columns.
    """

    name: str
    label: str
    source: str
    columns: Mapping[Field, Headers]
    left_out: Headers = ()
    statuses: Mapping[str, Outcome | None] = field(default_factory=dict)
    reason_ends: bool = False
    """Whether only those who are out have a reason."""
    date_order: DateOrder | None = None
