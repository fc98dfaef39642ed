"""The usual exports: which headers they have, and what their columns hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.policy.imports import own_file
from portal.policy.imports.export import Export
from portal.policy.imports.exports_hosted import HOSTED
from portal.policy.imports.exports_own_servers import OWN_SERVERS
from portal.policy.imports.fields import SEVERAL, Columns, Field, guess, key
from portal.policy.imports.outcomes import folded
from portal.vocabulary import DateOrder, Outcome

Wanted = Mapping[str, Field | None]
"""Headers, folded, with what they hold; None for what is left out."""

ENOUGH_KNOWN = 0.6
"""Share of a file's headers that a preset has to know."""
ENOUGH_TOLD = 2.4
"""A header that one system alone has tells 1, one that three have a third; the file's name 1."""
AHEAD = 1.15
"""How far the best has to be ahead of the second one, else nobody knows."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of export that we know."""

    name: str
    label: str
    source: str
    wanted: Wanted
    statuses: Mapping[str, Outcome | None] = field(default_factory=dict)
    reason_ends: bool = False
    date_order: DateOrder | None = None

    @property
    def is_own(self) -> bool:
        """Whether this is our own export, which is read to the letter."""
        return self.name == own_file.NAME


def named(name: str | None) -> Preset:
    """The preset of this name; one that knows nothing where there is none."""
    return PRESETS.get(name or "", GUESSED)


def recognise(headers: Sequence[str], filename: str = "") -> Preset | None:
    """The preset whose export this probably is; None where that is weak or unclear."""
    found = {known for header in headers if (known := key(header))}
    scored = sorted(
        ((_told(preset, found, filename), preset.name) for preset in PRESETS.values()),
        reverse=True,
    )
    (best, name), (second, _) = scored[:2]
    preset = PRESETS[name]
    share = len(found & preset.wanted.keys()) / max(len(found), 1)
    clear = best >= ENOUGH_TOLD and best >= AHEAD * second
    return preset if clear and share >= ENOUGH_KNOWN else None


def columns(headers: Sequence[str], *layers: Wanted) -> Columns:
    """What the columns hold: by the first layer that knows a header, else by a guess."""
    by_key: dict[str, list[int]] = {}
    for position, header in enumerate(headers):
        by_key.setdefault(key(header), []).append(position)
    made: Columns = {}
    settled: set[int] = set()
    for layer in layers:
        for header, wanted in layer.items():
            for position in by_key.get(header, ()):
                if header and position not in settled:
                    settled.add(position)
                    _take(made, wanted, position)
    # A header that is settled already must not be guessed once more: for the guess it is empty.
    open_ones = ["" if p in settled else header for p, header in enumerate(headers)]
    for guessed, positions in guess(open_ones).items():
        for position in positions:
            _take(made, guessed, position)
    return {each: sorted(positions) for each, positions in made.items()}


def _take(made: Columns, wanted: Field | None, position: int) -> None:
    if wanted is not None and (wanted in SEVERAL or wanted not in made):
        made.setdefault(wanted, []).append(position)


def _told(preset: Preset, headers: set[str], filename: str) -> float:
    told = sum(1 / _SYSTEMS_WITH[header] for header in headers & preset.wanted.keys())
    return told + (preset.source in filename.casefold())


def _preset(export: Export) -> Preset:
    wanted: dict[str, Field | None] = {
        key(header): held for held, headers in export.columns.items() for header in headers
    }
    left_out: dict[str, Field | None] = {key(header): None for header in export.left_out}
    return Preset(
        name=export.name,
        label=export.label,
        source=export.source,
        wanted=wanted | left_out,
        statuses={folded(word): outcome for word, outcome in export.statuses.items()},
        reason_ends=export.reason_ends,
        date_order=export.date_order,
    )


GUESSED = Preset(name="", label="", source="", wanted={})
"""A file of which nobody knows where it comes from."""
PRESETS = {export.name: _preset(export) for export in (*HOSTED, *OWN_SERVERS)}
_SYSTEMS_WITH = Counter(header for preset in PRESETS.values() for header in preset.wanted)
