"""What happened at Northlight Studio so far, told through the services, each at its own time."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal.context import SYSTEM, Actor, Context
from portal.demo.people import PASSWORD, DemoDecision, DemoPerson, cast
from portal.models import Application, Attempt, Notice, User, Vacancy
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.folding import fold
from portal.queries import organisation as organisation_queries
from portal.services import (
    achievements,
    applications,
    audit,
    candidates,
    decisions,
    organisation,
    pool,
    users,
    vacancies,
)
from portal.services.achievements import AchievementDraft
from portal.services.candidates import CandidateDraft
from portal.services.decisions import DecisionDraft
from portal.services.vacancies import STAGES, VacancyDraft
from portal.vocabulary import (
    Act,
    ActorKind,
    AttemptResult,
    EndedBy,
    NoticeState,
    Outcome,
    Role,
    SendWhen,
)

NAME = "Northlight Studio"
DOMAIN = "northlight.example"


class Story:
    """Tells the demonstration into one transaction."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.cast = cast()
        self.team: dict[Role, User] = {}
        self.vacancies: list[Vacancy] = []

    def tell(self) -> None:
        """Everything, from the first vacancy to this morning."""
        self._open_house()
        for person in self.cast.waiting:
            self._apply(person)
        for decision in self.cast.decided:
            self._decide(decision)
        for person in self.cast.triage:
            self._decided_elsewhere(person)

    def _open_house(self) -> None:
        context = self._at(days=75)
        made = organisation.set_up(context, NAME)
        made.privacy_contact = made.reply_to = f"people@{DOMAIN}"
        for name, title, role in self.cast.team:
            email = f"{fold(name.split()[0])}@{DOMAIN}"
            self.team[role] = users.create(
                context, email=email, name=name, role=role, password=PASSWORD, job_title=title
            )
        made.concern_owner_id = self.team[Role.ADMIN].id
        for vacancy in self.cast.vacancies:
            manager = self.team[Role.HIRING_MANAGER].id if vacancy.managed else None
            owner = self.team[Role.ADMIN if vacancy.confidential else Role.RECRUITER]
            draft = VacancyDraft(
                title=vacancy.title,
                department=vacancy.department,
                location=vacancy.location,
                description="",
                owner_id=owner.id,
                hiring_manager_id=manager,
                confidential=vacancy.confidential,
                promise_days=vacancy.promise_days,
                criteria=tuple(vacancy.criteria),
                stages=STAGES,
            )
            self.vacancies.append(vacancies.add(context, draft))

    def _apply(self, person: DemoPerson) -> Application:
        context = self._at(days=person.days)
        draft = CandidateDraft(
            name=person.name,
            emails=(f"{fold(person.name).replace(' ', '.')}@example.com",),
            headline=person.headline,
            location=person.location,
            time_zone=person.zone,
            skills=tuple(person.skills),
        )
        candidate = candidates.add(context, draft)
        vacancy = self.vacancies[person.vacancy]
        application = applications.add(context, candidate.id, vacancy.id)
        for stage in range(1, person.stage + 1):
            later = self._at(days=person.days * (1 - stage / (person.stage + 2)))
            applications.move(later, application.id, vacancy.stages[stage].id)
        if person.promising:
            applications.mark_promising(self._at(days=person.days / 2), application.id, True)
        return application

    def _decide(self, told: DemoDecision) -> None:
        application = self._apply(told.person)
        criteria = self.cast.vacancies[told.person.vacancy].criteria
        points = tuple(
            PointDraft(criteria[p.criterion], p.kind, p.seen, p.next_time) for p in told.points
        )
        rejected = told.outcome in (Outcome.REJECTED, Outcome.HIRED)
        draft = DecisionDraft(
            outcome=told.outcome,
            ended_by=EndedBy.US if rejected else EndedBy.THEM,
            reason_id=None,
            internal_note="",
            feedback=FeedbackDraft(points=points, advice=told.advice, message=told.message),
            promising=told.person.promising,
            invites_to_pool=told.member or told.person.promising,
            send_when=SendWhen.AT_ONCE,
        )
        context = self._at(days=told.days)
        decision = decisions.release(context, application.id, draft)
        if not told.days:
            return
        for notice in context.session.scalars(
            select(Notice).where(Notice.decision_id == decision.id)
        ).all():
            self._deliver(notice, self._at(days=told.days - 0.01))
        if told.member:
            self._join(application.candidate_id, told)

    def _deliver(self, notice: Notice, context: Context) -> None:
        """As the worker would have noted it then."""
        now = context.now
        context.session.execute(
            update(Notice)
            .where(Notice.id == notice.id)
            .values(
                state=NoticeState.ACCEPTED,
                epoch=1,
                claimed_at=now,
                pinned_at=now,
                pinned_date=now,
                pinned_revision=1,
                accepted_at=now,
            )
        )
        context.session.add(
            Attempt(
                notice_id=notice.id,
                epoch=1,
                claimed_at=now,
                wire_at=now,
                ended_at=now,
                result=AttemptResult.ACCEPTED,
                code="250 OK",
            )
        )
        audit.record(
            context,
            Act.NOTICE_ACCEPTED,
            candidate_id=notice.candidate_id,
            notice_id=notice.id,
            purpose=notice.purpose.value,
        )

    def _join(self, candidate_id: int, told: DemoDecision) -> None:
        actor = Actor(ActorKind.CANDIDATE, candidate_id)
        context = self._at(days=told.days - 1, actor=actor)
        pool.join(context, candidate_id, pool.current_text(context, candidate_id).id)
        if told.achievement is None:
            return
        kind, title = told.achievement
        context = self._at(days=told.days / 4, actor=actor)
        reached_on = (context.now - timedelta(days=5)).date()
        draft = AchievementDraft(kind=kind, title=title, reached_on=reached_on)
        achievements.add(context, candidate_id, draft)

    def _decided_elsewhere(self, person: DemoPerson) -> None:
        application = self._apply(person)
        context = self._at(days=person.days - 10)
        decisions.record_imported(
            context, application, outcome=Outcome.REJECTED, decided_at=context.now, told=False
        )

    def _at(self, *, days: float, actor: Actor | None = None) -> Context:
        """The same transaction, so many days ago."""
        recruiter = self.team.get(Role.RECRUITER)
        by = Actor(ActorKind.USER, recruiter.id, recruiter.role) if recruiter else SYSTEM
        now: datetime = self.context.now - timedelta(days=days)
        return Context(self.context.session, now, actor or by, self.context.settings)


def is_needed(context: Context) -> bool:
    """Whether nobody works here yet."""
    return not organisation_queries.is_set_up(context.session)
