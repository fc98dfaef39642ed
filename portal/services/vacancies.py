"""Opening, changing and closing vacancies."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.context import Context
from portal.models import Application, Criterion, Decision, Stage, User, Vacancy
from portal.policy.refusal import Conflict, Refusal
from portal.queries import closing
from portal.services import audit
from portal.vocabulary import (
    Act,
    DecisionState,
    Origin,
    PromiseRule,
    Role,
    StageKind,
    VacancyStatus,
)

FEWEST_CRITERIA, MOST_CRITERIA = 3, 8
CRITERIA_WANTED = (
    f"Name {FEWEST_CRITERIA} to {MOST_CRITERIA} criteria, one a line: "
    "feedback will speak about them."
)
STAGES = (
    ("Received", StageKind.APPLIED),
    ("Screening", StageKind.SCREENING),
    ("Interview", StageKind.INTERVIEW),
    ("Offer", StageKind.OFFER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyDraft:
    """A vacancy as typed."""

    title: str
    department: str
    location: str
    description: str
    owner_id: int
    hiring_manager_id: int | None
    confidential: bool
    promise_days: int
    criteria: tuple[str, ...]
    stages: tuple[tuple[str, StageKind], ...]
    stage_ids: tuple[int | None, ...] = ()
    """Which stage each of them was, so that it can get another name; empty: told by its name."""
    stage_days: tuple[int | None, ...] = ()
    """Working days in which somebody at each of them hears; None or empty: the vacancy's."""
    promise_rule: PromiseRule = PromiseRule.WORKING_DAYS
    sends_receipt: bool = False

    def days_of(self, position: int) -> int | None:
        """The number of working days that a stage promises by itself."""
        return self.stage_days[position] if position < len(self.stage_days) else None


def add(context: Context, draft: VacancyDraft) -> Vacancy:
    """Open a vacancy; raises Refusal if criteria, stages or people do not fit."""
    _check(context, draft)
    vacancy = Vacancy(created_at=context.now, status=VacancyStatus.OPEN)
    _fill(vacancy, draft)
    vacancy.criteria = [Criterion(position=i, name=name) for i, name in enumerate(draft.criteria)]
    vacancy.stages = [
        Stage(position=i, name=name, kind=kind, promise_days=draft.days_of(i))
        for i, (name, kind) in enumerate(draft.stages)
    ]
    context.session.add(vacancy)
    context.session.flush()
    audit.record(context, Act.VACANCY_ADDED, vacancy_id=vacancy.id)
    return vacancy


def for_import(context: Context, title: str, owner_id: int, promise_days: int) -> Vacancy:
    """Open a vacancy that an import names, with the usual stages; its criteria come later."""
    vacancy = Vacancy(
        title=title,
        owner_id=owner_id,
        promise_days=promise_days,
        status=VacancyStatus.OPEN,
        created_at=context.now,
        stages=[Stage(position=i, name=name, kind=kind) for i, (name, kind) in enumerate(STAGES)],
    )
    context.session.add(vacancy)
    context.session.flush()
    audit.record(context, Act.VACANCY_ADDED, vacancy_id=vacancy.id)
    return vacancy


def change(context: Context, vacancy_id: int, draft: VacancyDraft) -> None:
    """Change a vacancy; stages that applications stand at keep their place in it."""
    _check(context, draft)
    vacancy = context.session.get_one(Vacancy, vacancy_id)
    _fill(vacancy, draft)
    vacancy.criteria = [Criterion(position=i, name=name) for i, name in enumerate(draft.criteria)]
    _rearrange(context, vacancy, draft)
    audit.record(context, Act.VACANCY_CHANGED, vacancy_id=vacancy.id)


def close(context: Context, vacancy_id: int) -> None:
    """Close a vacancy; raises Conflict while somebody is left without an answer."""
    left = waiting(context, vacancy_id)
    if left:
        who = "1 person still waits" if left == 1 else f"{left} people still wait"
        raise Conflict(f"{who} for an answer. Decide about everybody first.")
    untold = closing.in_triage(context.session, vacancy_id)
    if untold:
        who = "1 person was" if untold == 1 else f"{untold} people were"
        raise Conflict(f"{who} decided elsewhere, and nobody has said whether they know.")
    context.session.get_one(Vacancy, vacancy_id).status = VacancyStatus.CLOSED
    audit.record(context, Act.VACANCY_CLOSED, vacancy_id=vacancy_id)


def waiting(context: Context, vacancy_id: int) -> int:
    """How many people still wait for an answer."""
    left = context.session.scalar(
        select(func.count(Application.id))
        .outerjoin(
            Decision,
            (Decision.application_id == Application.id)
            & Decision.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
        )
        .where(
            Application.vacancy_id == vacancy_id,
            Application.origin == Origin.LIVE,
            Decision.id.is_(None),
        )
    )
    return left or 0


def reopen(context: Context, vacancy_id: int) -> None:
    """Open a closed vacancy again."""
    context.session.get_one(Vacancy, vacancy_id).status = VacancyStatus.OPEN
    audit.record(context, Act.VACANCY_REOPENED, vacancy_id=vacancy_id)


def _fill(vacancy: Vacancy, draft: VacancyDraft) -> None:
    vacancy.title, vacancy.department = draft.title, draft.department
    vacancy.location, vacancy.description = draft.location, draft.description
    vacancy.owner_id, vacancy.hiring_manager_id = draft.owner_id, draft.hiring_manager_id
    vacancy.confidential, vacancy.promise_days = draft.confidential, draft.promise_days
    vacancy.promise_rule, vacancy.sends_receipt = draft.promise_rule, draft.sends_receipt


def _check(context: Context, draft: VacancyDraft) -> None:
    if not FEWEST_CRITERIA <= len(draft.criteria) <= MOST_CRITERIA:
        raise Refusal(CRITERIA_WANTED, "criteria")
    if len({name.casefold() for name in draft.criteria}) < len(draft.criteria):
        raise Refusal("Each criterion only once.", "criteria")
    if not draft.stages:
        raise Refusal("Name at least one stage, one a line.", "stages")
    if len({name.casefold() for name, _ in draft.stages}) < len(draft.stages):
        raise Refusal("Each stage only once.", "stages")
    owner = context.session.get(User, draft.owner_id)
    if owner is None or not owner.active or owner.role is Role.HIRING_MANAGER:
        raise Refusal("The owner must be an active recruiter.", "owner_id")
    if draft.hiring_manager_id is not None:
        manager = context.session.get(User, draft.hiring_manager_id)
        if manager is None or not manager.active:
            raise Refusal("Choose an active person.", "hiring_manager_id")


def _rearrange(context: Context, vacancy: Vacancy, draft: VacancyDraft) -> None:
    keys: tuple[object, ...] = draft.stage_ids or tuple(n.casefold() for n, _ in draft.stages)
    there: dict[object, Stage] = {
        stage.id if draft.stage_ids else stage.name.casefold(): stage for stage in vacancy.stages
    }
    wanted = []
    for position, (key, (name, kind)) in enumerate(zip(keys, draft.stages, strict=True)):
        stage = there.pop(key, None) or Stage()
        stage.position, stage.name, stage.kind = position, name, kind
        stage.promise_days = draft.days_of(position)
        wanted.append(stage)
    for leaving in there.values():
        if context.session.scalar(
            select(Application.id).where(Application.stage_id == leaving.id).limit(1)
        ):
            raise Refusal(f"Somebody is at the stage “{leaving.name}”: move them first.", "stages")
    vacancy.stages = wanted
