"""A decision for many while it is prepared: its people, in groups by what holds them back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, func, select, true
from sqlalchemy.orm import Session

from portal.models import Application, Batch, BatchLine, Organisation, Stage, User, Vacancy
from portal.policy import preflight as policy
from portal.policy.batch_words import StageWords, for_one, for_stage, kept, points
from portal.policy.feedback import PointDraft
from portal.policy.preflight import Hold, Telling
from portal.policy.proofreading import Manuscript, read
from portal.policy.template_choice import Choice
from portal.policy.wording import Facts, Finding, worst
from portal.queries import preflight, wording
from portal.queries.batches_around import Around
from portal.queries.preflight import Known, Moment
from portal.queries.visible import Viewer
from portal.settings import Settings
from portal.vocabulary import BatchResult, BatchState, Outcome, Role, SendWhen, StageKind

_NONE, _NOTHING = "[]", frozenset[str]()
SHOWN = 100
"""So many people of each group are named on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A decision for many as it is written so far."""

    id: int
    state: BatchState
    vacancy_id: int
    vacancy: str
    outcome: Outcome
    reason_id: int | None
    internal_note: str
    invites_to_pool: bool
    promising: bool
    send_when: SendWhen
    send_at: datetime | None
    words: tuple[StageWords, ...]
    writer: str
    """Who is named as the writer."""
    allows: frozenset[str]
    people: int

    @property
    def fitting(self) -> bool:
        """Whether the template that fits each best stands around the words."""
        return all(each.fitting for each in self.words)

    @property
    def same_words(self) -> bool:
        """Whether all stages read the same."""
        return any(each.stage_id is None for each in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person of it, with what is written for them alone."""

    application_id: int
    line: str
    points: tuple[PointDraft, ...]
    allows: frozenset[str]
    taken_out: bool

    @property
    def alone(self) -> bool:
        """Whether something was written for this person only."""
        return bool(self.line or self.points)


@dataclass(frozen=True, slots=True)
class Looked:
    """One person with what they would read and what holds them back."""

    known: Known
    line: Line
    telling: Telling
    holds: tuple[Hold, ...]
    template: Choice | None = None
    """The words around it; None for the portal's own."""
    findings: tuple[Finding, ...] = ()
    """What the wording check has found in their words, as far as it holds them back."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with how many of the chosen are at it."""

    id: int
    name: str
    kind: StageKind
    people: int


def one(session: Session, viewer: Viewer, batch_id: int) -> Prepared | None:
    """A decision for many that is being prepared, or None if there is none for this viewer."""
    mine: ColumnElement[bool] = Batch.created_by_id == viewer.user_id
    query = (
        select(Batch, Vacancy.title, User.name)
        .join(User, User.id == Batch.created_by_id)
        .join(Vacancy, Vacancy.id == Batch.vacancy_id)
        .where(Batch.id == batch_id, true() if viewer.role is Role.ADMIN else mine)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else of(row[0], row[1], row[2])


def of(batch: Batch, vacancy: str = "", writer: str = "") -> Prepared:
    """A decision for many, read from its row."""
    return Prepared(
        id=batch.id,
        state=batch.state,
        vacancy_id=batch.vacancy_id or 0,
        vacancy=vacancy,
        outcome=batch.outcome,
        reason_id=batch.reason_id,
        internal_note=batch.internal_note,
        invites_to_pool=batch.invites_to_pool,
        promising=batch.promising,
        send_when=batch.send_when,
        send_at=batch.send_at,
        words=kept(batch.stage_words),
        writer=writer,
        allows=frozenset(batch.allows),
        people=batch.people,
    )


def stages(session: Session, batch_id: int) -> list[StageRow]:
    """The stages at which the chosen are, in their order."""
    query = (
        select(Stage.id, Stage.name, Stage.kind, func.count())
        .join(Application, Application.stage_id == Stage.id)
        .join(BatchLine, BatchLine.application_id == Application.id)
        .where(BatchLine.batch_id == batch_id, BatchLine.result.is_(None))
        .group_by(Stage.id, Stage.name, Stage.kind, Stage.position)
        .order_by(Stage.position)
    )
    return [StageRow(*row) for row in session.execute(query)]


def lines(session: Session, batch_id: int) -> list[Line]:
    """Everybody who was chosen, those taken out included."""
    query = select(
        BatchLine.application_id,
        BatchLine.line,
        cast(BatchLine.points, Text).label("points"),
        cast(BatchLine.allows, Text).label("allows"),
        BatchLine.result,
    ).where(BatchLine.batch_id == batch_id)
    return [
        Line(
            application_id=row.application_id,
            line=row.line,
            # Nearly everybody has none: reading nothing ten thousand times takes its time.
            points=points(json.loads(row.points)) if row.points != _NONE else (),
            allows=frozenset(json.loads(row.allows)) if row.allows != _NONE else _NOTHING,
            taken_out=row.result is BatchResult.LEFT,
        )
        for row in session.connection().execute(query.order_by(BatchLine.id))
    ]


def look(
    session: Session, prepared: Prepared, there: Sequence[Line], now: datetime, settings: Settings
) -> list[Looked]:
    """What would happen to each of them now, and what holds them back."""
    looked = once_more(session, prepared, there, now, settings)
    if not prepared.outcome.owes_notice:
        return looked
    check = _Check(session, prepared)
    return [_read_over(prepared, each, check) for each in looked]


def once_more(
    session: Session, prepared: Prepared, there: Sequence[Line], now: datetime, settings: Settings
) -> list[Looked]:
    """The same without reading the words over, which nobody changes any more."""
    moment = Moment(
        now=now, when=prepared.send_when, at=prepared.send_at, reason_id=prepared.reason_id
    )
    known = preflight.known(session, [line.application_id for line in there], moment, settings)
    outcome = prepared.outcome if prepared.fitting else None
    around = Around(session, outcome, known, writer=prepared.writer)
    found = []
    for line in there:
        one = known.get(line.application_id)
        if one is None:
            continue
        telling = _telling(prepared, one, line)
        template = around.choice(one)
        if template is not None and around.has_gap(template, one, telling.feedback):
            telling = replace(telling, unfilled=True)
        holds = policy.holds(one.person, telling, prepared.allows | line.allows)
        found.append(Looked(one, line, telling, holds, template))
    return found


def _read_over(prepared: Prepared, each: Looked, check: "_Check") -> Looked:
    if each.telling.feedback.empty:
        return each
    findings = check.of(each)
    if not findings:
        return each
    telling = replace(each.telling, worst=worst(findings))
    holds = policy.holds(each.known.person, telling, prepared.allows | each.line.allows)
    return replace(each, telling=telling, holds=holds, findings=findings)


def groups(looked: Iterable[Looked]) -> Mapping[Hold, list[Looked]]:
    """Whoever is held back, by the gravest that holds them."""
    by_hold: dict[Hold, list[Looked]] = {}
    for each in looked:
        if each.holds:
            by_hold.setdefault(each.holds[0], []).append(each)
    return {hold: by_hold[hold] for hold in Hold if hold in by_hold}


def _telling(prepared: Prepared, one: Known, line: Line) -> Telling:
    words = for_stage(prepared.words, one.stage_id)
    return Telling(
        outcome=prepared.outcome,
        feedback=for_one(words, line.line, line.points) if line.alone else words,
        alone=bool(line.points or (line.line and words.points)),
        due=one.due,
        zone=one.zone,
        chosen_moment=prepared.send_when is not SendWhen.BY_RULE,
    )


class _Check:
    """The wording check of all of it: words that many read are read over once."""

    def __init__(self, session: Session, prepared: Prepared) -> None:
        self._session, self._prepared = session, prepared
        self._company = session.scalar(select(Organisation.name)) or ""
        self._read: dict[tuple[Manuscript, str], tuple[Finding, ...]] = {}

    def of(self, each: Looked) -> tuple[Finding, ...]:
        """What was found in what one person reads, hints aside."""
        manuscript = Manuscript(
            outcome=self._prepared.outcome,
            feedback=each.telling.feedback,
            template_revision_id=each.template.revision_id if each.template else None,
        )
        key = (manuscript, each.known.name if each.line.alone else "")
        if key not in self._read:
            self._read[key] = self._read_over(*key)
        return self._read[key]

    def _read_over(self, manuscript: Manuscript, name: str) -> tuple[Finding, ...]:
        texts = manuscript.passages
        whole = "\n".join(passage.text for passage in texts)
        facts = Facts(
            other_names=wording.named(self._session, self._prepared.vacancy_id, whole),
            own_name=name,
            own_company=self._company,
            min_words=manuscript.least_words,
        )
        proof = read(texts, language="en", facts=facts)
        return (*proof.blocks, *proof.warnings)
