"""Writing messages: templates with marks in the place of names, made once and then filled in.

Building an object per message is what makes mail slow. Each template is rendered once with marks,
cut at the marks and brought into its transfer encoding; a message is these pieces with the values
between them, each made safe for its place: header, plain text or HTML.
"""

import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from portal.policy import headers
from portal.policy.colour import contrast
from portal.policy.letter import IN_PARAGRAPHS, LetterKind, Words
from portal.policy.posting import Posting, envelope, fields
from portal.settings import PROJECT

_TEXTS = (
    *("called", "organisation", "role", "writer", "job_title", "reply_to"),
    *("link_ends", "link", "personal", "body", "until", "about", "also"),
)
_OPEN, _CLOSE = "\ue000", "\ue001"
_SOFT_BREAK, _LONGEST_LINE = b"=\r\n", 76
_SPECIAL = re.compile(r"=|^\.| $")
"""What is not itself in quoted-printable, of all that can be printed in ASCII."""
_PART = (
    b"--%b\r\nContent-Type: text/%b; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n%b\r\n"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONATE = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
_ON_ACCENT = ("#ffffff", "#10130f")
_ACCENT = "#0b6a5b"

_templates = Environment(
    loader=FileSystemLoader(PROJECT / "templates" / "notices"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class BrokenLetter(Exception):
    """A composed message that is not what it was meant to be; nothing of it may go out."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be handed over, with its envelope."""

    sender: str
    recipient: str
    raw: bytes
    template: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as its reader will see it."""

    subject: str
    text: str
    html: str


def compose(words: Words, posting: Posting) -> Letter:
    """The message with these words; the same words and posting always give the same bytes.

    Raises BrokenLetter or BrokenHead rather than let anything else out.
    """
    stencil = _stencil(_shape(words, posting.link))
    values = _values(words, posting.link)
    names = fields(words, posting, _filled(stencil.subject, values))
    boundary = posting.boundary
    parts = (
        (b"plain", _encoded(stencil.text, values)),
        (b"html", _encoded(stencil.html, {n: _markup(v) for n, v in values.items()})),
    )
    body = b"".join(_PART % (boundary, kind, content) for kind, content in parts)
    body += b"--" + boundary + b"--\r\n"
    _check(body, boundary)
    raw = headers.head(names) + b"\r\n" + body
    return Letter(*envelope(posting), raw, stencil.template)


def preview(words: Words, link: str) -> Preview:
    """The message as its reader will see it, from the same templates."""
    values = {**_values(words, link), **_marks(words)}
    subject = _templates.get_template(_path(words, "subject.txt")).render(values)
    values["subject"] = subject
    return Preview(
        subject=headers.plain(subject),
        text=_templates.get_template(_path(words, "body.txt")).render(values),
        html=_templates.get_template(_path(words, "body.html")).render(
            {
                **values,
                **{n: Markup(_markup(getattr(words, n))) for n in IN_PARAGRAPHS},  # noqa: S704
            }
        ),
    )


# What is the same for many messages

Pieces = tuple[tuple[str, str], ...]
"""Fixed text, each piece with the name of the value that follows it ('' at the end)."""
EncodedPieces = tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What decides about the fixed text: which values there are, not what they are."""

    kind: LetterKind
    language: str
    accent: str
    present: frozenset[str]
    invites: bool
    has_feedback: bool
    tried_to_call: bool


@dataclass(frozen=True, slots=True)
class _Stencil:
    subject: Pieces
    text: EncodedPieces
    html: EncodedPieces
    template: str


def _shape(words: Words, link: str) -> _Shape:
    present = {name for name in _TEXTS if name != "link" and getattr(words, name)}
    return _Shape(
        words.kind,
        words.language,
        words.accent,
        frozenset(present | {"link"} if link else present),
        words.invites,
        words.has_feedback,
        words.tried_to_call,
    )


@lru_cache(maxsize=256)
def _stencil(shape: _Shape) -> _Stencil:
    marked = {n: f"{_OPEN}{n}{_CLOSE}" if n in shape.present else "" for n in _TEXTS}
    drawn = Words(
        kind=shape.kind,
        language=shape.language,
        called="",
        organisation="",
        accent=shape.accent,
        invites=shape.invites,
        has_feedback=shape.has_feedback,
        tried_to_call=shape.tried_to_call,
    )
    values = {**marked, **_marks(drawn)}
    subject = _templates.get_template(_path(drawn, "subject.txt")).render(values)
    values["subject"] = subject
    text, page = (
        _templates.get_template(_path(drawn, name)).render(values)
        for name in ("body.txt", "body.html")
    )
    digest = hashlib.sha256("\0".join((subject, text, page)).encode()).hexdigest()[:16]
    return _Stencil(
        _cut(subject),
        tuple((_printable(piece), name) for piece, name in _cut(text)),
        tuple((_printable(piece), name) for piece, name in _cut(page)),
        f"{shape.kind.value}.{shape.language}.{digest}",
    )


def _cut(marked: str) -> Pieces:
    first, *rest = marked.split(_OPEN)
    names, pieces = [], [first]
    for part in rest:
        name, _, piece = part.partition(_CLOSE)
        names.append(name)
        pieces.append(piece)
    return tuple(zip(pieces, [*names, ""], strict=True))


def _path(words: Words, name: str) -> str:
    """The template in this language if there is one: `body.de.txt` beside `body.txt`."""
    stem, _, ending = name.partition(".")
    local = f"{words.kind.value}/{stem}.{words.language}.{ending}"
    return local if local in _known() else f"{words.kind.value}/{name}"


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(_templates.list_templates())


def _marks(words: Words) -> dict[str, object]:
    """What templates may ask, besides whether a name is there."""
    try:
        on_accent = max(_ON_ACCENT, key=lambda ink: contrast(words.accent, ink))
        accent = words.accent
    except ValueError:
        accent, on_accent = _ACCENT, _ON_ACCENT[0]
    return {
        "language": words.language,
        "invites": words.invites,
        "has_feedback": words.has_feedback,
        "tried_to_call": words.tried_to_call,
        "accent": accent,
        "on_accent": on_accent,
    }


# What is different in each message


def _values(words: Words, link: str) -> dict[str, str]:
    values = {name: getattr(words, name) for name in _TEXTS if name != "link"}
    # All but the organisation's own words are in English.
    day = _tag if words.body and words.language == "de" else _day
    return {**values, "link": link, "link_ends": day(words.link_ends), "until": day(words.until)}


def _day(iso: str) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _tag(iso: str) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day}. {_MONATE[day.month - 1]} {day.year}"


def _markup(text: str) -> str:
    """A value in HTML; only what is in paragraphs has lines."""
    return str(escape(text)).replace("\n", "<br>\n")


def _filled(pieces: Pieces, values: Mapping[str, str]) -> str:
    return "".join(piece + (values[name] if name else "") for piece, name in pieces)


def _encoded(pieces: EncodedPieces, values: Mapping[str, str]) -> bytes:
    """Fixed text and values in quoted-printable; each value on lines of its own (RFC 2045)."""
    out = []
    for piece, name in pieces:
        out.append(piece)
        if name:
            out += (_SOFT_BREAK, _printable(values[name]), _SOFT_BREAK)
    return b"".join(out)


def _printable(text: str) -> bytes:
    """Text in quoted-printable, with room for a soft break at its end (76 characters a line)."""
    if len(text) < 70 and text.isascii() and text.isprintable() and not _SPECIAL.search(text):
        return text.encode()
    encoded = binascii.b2a_qp(text.encode()).replace(b"\n", b"\r\n")
    last = encoded.rfind(b"\n") + 1
    if len(encoded) - last < _LONGEST_LINE:
        return encoded
    cut = last + _LONGEST_LINE - 6
    # Never in the middle of an encoded byte, which is `=` and two digits.
    cut -= next((back for back in (1, 2) if encoded[cut - back] == ord("=")), 0)
    return encoded[:cut] + _SOFT_BREAK + encoded[cut:]


def _check(body: bytes, boundary: bytes) -> None:
    """What must hold of every body, whatever names were put into it."""
    ends = body.count(b"\r\n")
    if not body.isascii() or body.count(b"\r") != ends or body.count(b"\n") != ends:
        raise BrokenLetter("a body with other characters than meant")
    if body.count(b"--" + boundary) != 3 or b"\0" in body:
        raise BrokenLetter("a body with other parts than meant")
