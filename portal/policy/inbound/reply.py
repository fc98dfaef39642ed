"""What somebody wrote in reply, without what they quoted and what their telephone added."""

import re

from portal.policy.inbound import html_text
from portal.policy.inbound.message import Parts, content

LONGEST = 10_000
"""Characters kept of a reply."""
_LONGEST_LINES = 5_000
_WROTE = re.compile(
    r"\b(wrote|writes|schrieb|schreef|escribió|escreveu|ha scritto|skrev|napisał\(a\)|"
    r"a écrit)\b.{0,200}:\s*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^(on|am|le|el|em|il|op|den|dnia|w dniu)\b", re.IGNORECASE)
_DATED = re.compile(r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b.*<\S+@\S+>:?\s*$")
"""As Gmail writes it where it knows no sentence: `2026-03-02 9:30 Northlight <...>:`."""
_RULE = re.compile(
    r"^\s*-{2,}\s*(original message|ursprüngliche nachricht|originalnachricht|message d'origine|"
    r"message original|mensaje original|messaggio originale|oorspronkelijk bericht|"
    r"forwarded message|weitergeleitete nachricht|reply message|antwort)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W{0,3}(from|von|de|da|van)\s?:\W{0,3}\s*\S", re.IGNORECASE)
_SENT = re.compile(
    r"^\W{0,3}(sent|date|gesendet|datum|envoyé|enviado|fecha|inviato|data|verzonden|to|an|à|para|a|"
    r"aan|subject|betreff|objet|asunto|oggetto|onderwerp|cc)\s?:",
    re.IGNORECASE,
)
_LINE = re.compile(r"^\s*_{10,}\s*$")
_ADDED = re.compile(
    r"^(sent from (my|outlook|yahoo|mail|proton)|get outlook for|von meinem .{2,40} gesendet|"
    r"gesendet von|diese nachricht wurde von mein|envoyé de(puis)? mon|envoyé depuis|"
    r"enviado desde mi|inviato da|verzonden vanaf|obtenir outlook|holen sie sich outlook)",
    re.IGNORECASE,
)


def text_of(parts: Parts) -> str:
    """The reply as its writer meant it; attachments are counted and not kept."""
    plain = [p for p in parts.leaves if _is_body(p, "text/plain")]
    pages = [p for p in parts.leaves if _is_body(p, "text/html")]
    text = "\n".join(content(part) for part in plain)
    if not text.strip():
        text = "\n".join(html_text.text_of(content(part)) for part in pages)
    written = unquoted(text)[:LONGEST].rstrip()
    attached = sum(1 for part in parts.leaves if part.get_filename())
    if not attached:
        return written
    noun = "an attachment" if attached == 1 else f"{attached} attachments"
    return f"{written}\n\n(The message had {noun}, which we did not keep.)".strip()


def unquoted(text: str) -> str:
    """A text without the message that it quotes; all of it, when nothing else would be left."""
    lines = text.replace("\xa0", " ").split("\n")[:_LONGEST_LINES]
    kept = _without_additions(_without_quotes(lines))
    written = "\n".join(line.rstrip() for line in kept).strip("\n ")
    written = re.sub(r"\n{3,}", "\n\n", written)
    return written or "\n".join(line.rstrip() for line in lines).strip()


def _is_body(part: object, kind: str) -> bool:
    return (
        part.get_content_type() == kind  # type: ignore[attr-defined]
        and part.get_filename() is None  # type: ignore[attr-defined]
        and part.get_content_disposition() != "attachment"  # type: ignore[attr-defined]
    )


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        said = any(one.strip() for one in kept)
        if _begins_original(lines, number) and said:
            break
        length = _introduction(lines, number)
        if length:
            number += length
            if said and not _quotes_next(lines, number):
                # What follows is the original, unmarked.
                break
            continue
        if not line.lstrip().startswith(">"):
            kept.append(line)
        number += 1
    return kept


def _begins_original(lines: list[str], number: int) -> bool:
    """Whether the whole message that is replied to begins here, as Outlook writes it."""
    line = lines[number]
    if _RULE.match(line):
        return True
    if _LINE.match(line):
        following = [one for one in lines[number + 1 : number + 4] if one.strip()]
        return bool(following) and _FROM.match(following[0].strip()) is not None
    if _FROM.match(line.strip()) is None:
        return False
    following = [one for one in lines[number + 1 : number + 5] if one.strip()]
    return sum(_SENT.match(one.strip()) is not None for one in following) >= 2


def _introduction(lines: list[str], number: int) -> int:
    """How many lines say "On Monday Maya wrote:", which may be broken in three; 0 for none."""
    first = lines[number].strip()
    if _DATED.match(first) and _quotes_next(lines, number + 1):
        return 1
    if not _BEGINS.match(first):
        return 0
    said = ""
    for length in range(1, 4):
        if number + length > len(lines):
            break
        line = lines[number + length - 1].strip()
        if not line or len(line) > 300:
            break
        said = f"{said} {line}".strip()
        if _WROTE.search(said):
            # People write such sentences too, but no address in them, and no quoted lines behind.
            quoted = _quotes_next(lines, number + length)
            return length if "@" in said or quoted else 0
    return 0


def _quotes_next(lines: list[str], number: int) -> bool:
    following = next((line for line in lines[number : number + 3] if line.strip()), "")
    return following.lstrip().startswith(">")


def _without_additions(lines: list[str]) -> list[str]:
    """Without the signature behind `-- ` and what telephones put at the end."""
    for number, line in enumerate(lines):
        if line.rstrip("\r") in ("-- ", "--") and any(one.strip() for one in lines[:number]):
            lines = lines[:number]
            break
    while lines and (not lines[-1].strip() or _ADDED.match(lines[-1].strip())):
        lines = lines[:-1]
    return lines
