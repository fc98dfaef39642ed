"""What a column of a file can hold, and what its header says it probably holds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from portal.policy.folding import fold
from portal.policy.refusal import Refusal


class Field(StrEnum):
    """One thing that can be read from a column."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    LOCATION = "location"
    HEADLINE = "headline"
    SKILLS = "skills"
    TAGS = "tags"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    LINKS = "links"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    VACANCY = "vacancy"
    STAGE = "stage"
    STATUS = "status"
    REASON = "reason"
    APPLIED_AT = "applied_at"
    DECIDED_AT = "decided_at"
    NOTES = "notes"
    INTERNAL = "internal"
    CHANNEL = "channel"
    SOURCE = "source"
    CANDIDATE_ID = "candidate_id"
    CANDIDATE_URL = "candidate_url"
    APPLICATION_ID = "application_id"
    CALLED = "called"
    PRIVATE = "private"
    MAY_EMAIL = "may_email"
    STOPPED = "stopped"
    STAGE_KIND = "stage_kind"
    ORIGIN = "origin"
    PROMISING = "promising"
    WAITS_SINCE = "waits_since"
    PROMISED_BY = "promised_by"
    ENDED_BY = "ended_by"
    DECISION_NOTE = "decision_note"
    TOLD_AT = "told_at"
    APPLICATION_SOURCE = "application_source"


Columns = dict[Field, list[int]]
"""Which positions hold what."""

SEVERAL = frozenset(
    {
        Field.EMAIL,
        Field.PHONE,
        Field.LOCATION,
        Field.SKILLS,
        Field.EXPERIENCE,
        Field.EDUCATION,
        Field.LINKS,
        Field.TAGS,
        Field.STATUS,
        Field.NOTES,
        Field.INTERNAL,
        Field.CHANNEL,
    }
)
"""These may be spread over several columns; of the others there is one."""
_GUESSED_ONCE = frozenset({Field.STATUS, Field.CHANNEL})
"""Of several that could be meant, the likeliest: a "result" may be that of a test."""
DATES = (
    Field.APPLIED_AT,
    Field.DECIDED_AT,
    Field.WAITS_SINCE,
    Field.PROMISED_BY,
    Field.TOLD_AT,
)
INTERNAL = frozenset(
    {Field.TAGS, Field.NOTES, Field.INTERNAL, Field.CHANNEL, Field.REASON, Field.DECISION_NOTE}
)
"""For the team only: none of these ever reaches a page or a message of the candidate."""
BECOME_NOTES = frozenset({Field.TAGS, Field.NOTES, Field.INTERNAL, Field.CHANNEL})

# Headers as they are after folding, the likelier first. English, German, French, Dutch, Spanish.
_HEADERS: dict[Field, tuple[str, ...]] = {
    Field.NAME: ("name", "full name", "display name", "nom complet", "nombre completo", "naam"),
    Field.FIRST_NAME: ("first name", "firstname", "given name", "forename", "vorname", "prenom",
                       "voornaam", "nombre", "preferred name"),
    Field.LAST_NAME: ("last name", "lastname", "surname", "family name", "nachname", "nom",
                      "nom de famille", "achternaam", "apellido", "apellidos"),
    Field.EMAIL: ("email", "e mail", "email address", "e mail address", "mail", "primary email",
                  "personal email", "work email", "other email", "emails", "email addresses",
                  "e mail adresse", "mailadresse", "adresse e mail", "courriel", "correo"),
    Field.PHONE: ("phone", "phone number", "mobile", "mobile phone", "mobile number", "cell",
                  "cell phone", "telephone", "telephone number", "phones", "phone numbers",
                  "work phone", "home phone", "telefon", "telefonnummer", "mobil", "handy",
                  "telephone portable", "telefoon", "telefono"),
    Field.LOCATION: ("location", "address", "addresses", "city", "country", "state province",
                     "current location", "ort", "wohnort", "stadt", "land", "standort", "ville",
                     "pays", "woonplaats", "ciudad", "pais"),
    Field.HEADLINE: ("headline", "title", "current title", "current job title", "current position",
                     "current role", "tagline", "berufsbezeichnung"),
    Field.SKILLS: ("skills", "skill", "key skills", "keyskills", "keywords", "kenntnisse",
                   "competences", "vaardigheden"),
    Field.TAGS: ("tags", "labels", "label", "candidate tags", "schlagworte",
                 "schlagworter", "etiquettes", "etiquetas"),
    Field.EXPERIENCE: ("experience", "work experience", "employment", "employment history",
                       "work history", "berufserfahrung", "werkervaring"),
    Field.EDUCATION: ("education", "educations", "school", "degree", "ausbildung", "studium",
                      "bildung", "formation", "opleiding"),
    Field.LINKS: ("links", "linkedin", "linkedin url", "linkedin profile", "website", "websites",
                  "website url", "portfolio", "portfolio url", "github", "github url", "xing",
                  "social media", "social profiles", "homepage"),
    Field.LANGUAGE: ("language", "preferred language", "locale", "sprache", "langue", "taal"),
    Field.TIME_ZONE: ("time zone", "timezone", "zeitzone"),
    Field.VACANCY: ("vacancy", "job", "job name", "job title", "position", "position title",
                    "requisition", "requisition title", "job opening", "opening", "posting",
                    "posting title", "job posting", "role", "applied for", "vacancy title",
                    "stelle", "stellenanzeige", "ausschreibung", "poste", "offre", "vacature",
                    "vacante", "jobs"),
    Field.STAGE: ("stage", "current stage", "stage name", "pipeline stage", "application stage",
                  "step", "phase", "schritt", "etape", "fase", "etapa"),
    Field.STATUS: ("status", "outcome", "application status", "result", "disposition",
                   "rejected", "disqualified", "is rejected", "entscheidung", "ergebnis",
                   "statut", "estado"),
    Field.REASON: ("reason", "rejection reason", "reject reason", "archive reason",
                   "archived reason", "disqualification reason", "disqualify reason",
                   "reason for rejection", "withdrawal reason", "absagegrund", "ablehnungsgrund"),
    Field.APPLIED_AT: ("applied at", "applied on", "applied", "applied date", "date applied",
                       "application date", "application submitted", "submitted at",
                       "submission date", "date of application", "bewerbungsdatum",
                       "beworben am", "eingangsdatum", "created at", "created", "created on",
                       "creation date", "date added", "added on", "added"),
    Field.DECIDED_AT: ("rejected at", "rejected on", "rejected date", "rejection date",
                       "date rejected", "disqualified at", "disqualified on", "archived at",
                       "archived on", "archive date", "decided at", "decision date",
                       "date decided", "absagedatum", "abgelehnt am", "entschieden am"),
    Field.NOTES: ("notes", "note", "comments", "comment", "internal notes", "remarks",
                  "notizen", "bemerkung", "bemerkungen", "kommentar", "notas", "opmerkingen"),
    Field.INTERNAL: ("rating", "ratings", "overall rating", "candidate rating", "stars", "score",
                     "overall score", "scorecard", "scorecards", "overall recommendation",
                     "evaluation", "evaluations", "interview feedback", "feedback", "review",
                     "reviews", "assessment", "bewertung", "bewertungen"),
    Field.CHANNEL: ("source", "source name", "origin", "channel", "applied via", "came from",
                    "quelle", "kanal", "bron", "fuente"),
    Field.CANDIDATE_ID: ("candidate id", "applicant id", "person id", "candidateid", "contact id",
                         "profile id", "opportunity id", "bewerber id", "kandidaten id",
                         "bewerbernummer", "id"),
    Field.CANDIDATE_URL: ("candidate url", "profile url", "candidate link", "profile link",
                          "ats url", "ats link", "link to profile", "url"),
    Field.APPLICATION_ID: ("application id", "applicationid", "job application id",
                           "bewerbungs id", "submission id"),
}  # fmt: skip
_ABOUT_PEOPLE = ("candidate ", "applicant ", "bewerber ", "kandidat ", "kandidaten ")
_SOMEBODY_ELSE = frozenset(
    {"recruiter", "owner", "manager", "referrer", "referral", "coordinator", "interviewer",
     "interviewers", "agency", "sourcer", "user", "credited", "creator", "author", "hiring", "by"}
)  # fmt: skip
"""An address beside one of these words is not the candidate's."""
_WORDS = re.compile(r"[^\W_]+")
_WITHIN = (
    (Field.INTERNAL, frozenset({"rating", "score", "scorecard", "scorecards", "feedback",
                                "evaluation", "recommendation"})),
    (Field.TAGS, frozenset({"tags", "labels"})),
    (Field.EMAIL, frozenset({"email", "mail"})),
    (Field.PHONE, frozenset({"phone", "mobile", "telefon"})),
    (Field.LINKS, frozenset({"linkedin", "github", "website", "portfolio"})),
)  # fmt: skip
"""Last resort: a word that stands somewhere in the header."""


def key(header: str) -> str:
    """A header as two of them are compared: "E-Mail", "e_mail" and "E mail" are one."""
    return " ".join(_WORDS.findall(fold(header)))


def guess(headers: Sequence[str]) -> Columns:
    """What the columns probably hold; what nobody knows is left out."""
    plain = [_readings(header) for header in headers]
    found: Columns = {}
    for field, words in _HEADERS.items():
        ranked = sorted(
            (words.index(known), position)
            for position, readings in enumerate(plain)
            if (known := next(filter(None, (_known(each, words) for each in readings)), None))
        )
        if ranked:
            spread = field in SEVERAL - _GUESSED_ONCE
            found[field] = [p for _, p in ranked] if spread else [ranked[0][1]]
    taken = {position for positions in found.values() for position in positions}
    for position, readings in enumerate(plain):
        if position not in taken and (field_within := _within(readings[0])):
            found.setdefault(field_within, []).append(position)
    return {field: sorted(positions) for field, positions in found.items()}


def check(columns: Mapping[Field, Sequence[int]]) -> None:
    """Raises Refusal unless people can be read from these columns and recognised again."""
    for field, positions in columns.items():
        if len(positions) > 1 and field not in SEVERAL:
            raise Refusal("There can be one column only for this.", f"column-{positions[1]}")
    if Field.NAME not in columns and Field.FIRST_NAME not in columns:
        raise Refusal("Say which column holds the name.")
    if not {Field.EMAIL, Field.CANDIDATE_ID, Field.APPLICATION_ID} & columns.keys():
        raise Refusal(
            "Say which column holds the e-mail address (or an id of the person): without it we "
            "cannot tell whether somebody is here already."
        )


def to_json(columns: Columns) -> dict[str, list[int]]:
    """The columns as the table keeps them."""
    return {field.value: positions for field, positions in columns.items()}


def from_json(kept: Mapping[str, Iterable[int]]) -> Columns:
    """The columns as the table keeps them, as columns."""
    return {Field(name): list(positions) for name, positions in kept.items()}


def _readings(header: str) -> tuple[str, str]:
    """The words of a header, as written and with "candidateId" taken apart."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", header)
    return key(header), key(apart)


def _known(header: str, words: Sequence[str]) -> str | None:
    if header in words:
        return header
    for start in _ABOUT_PEOPLE:
        if header.startswith(start) and header.removeprefix(start) in words:
            return header.removeprefix(start)
    return None


def _within(header: str) -> Field | None:
    words = set(header.split())
    if words & _SOMEBODY_ELSE:
        return None
    return next((field for field, known in _WITHIN if words & known), None)
