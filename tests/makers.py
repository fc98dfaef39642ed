"""Makes people, vacancies and what happens to them: through the services, as the product does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import update

from portal.context import SYSTEM, Actor, Context
from portal.gateways import Gateways
from portal.models import Application, Candidate, Connection, Decision, Notice, User, Vacancy
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.services import (
    achievements,
    applications,
    candidates,
    connections,
    decisions,
    links,
    organisation,
    pool,
    users,
    vacancies,
)
from portal.services.achievements import AchievementDraft
from portal.services.candidates import CandidateDraft
from portal.services.connections import ConnectionDraft
from portal.services.decisions import DecisionDraft
from portal.services.vacancies import STAGES, VacancyDraft
from portal.unit_of_work import unit_of_work
from portal.vocabulary import (
    AchievementKind,
    ActorKind,
    ConnectionKind,
    EndedBy,
    NoticeState,
    Outcome,
    PointKind,
    Role,
    SendWhen,
)

PASSWORD = "correct horse battery"
CRITERIA = ("Interaction craft", "Working with data", "Teamwork")
FEEDBACK = FeedbackDraft(
    points=(
        PointDraft("Interaction craft", PointKind.STRENGTH, "You showed three versions."),
        PointDraft(
            "Working with data",
            PointKind.GAP,
            "You did not name a success measure.",
            "One project in which you name the measure first.",
        ),
    ),
    advice="Name the success measure before you design.",
    message="I wanted you to know why, and what stood out.",
)


class Make:
    """Everything is made once it is asked for; names are what a test reads."""

    def __init__(self, gateways: Gateways) -> None:
        self.gateways = gateways
        self._people: dict[str, User] = {}
        with self.work() as context:
            organisation.set_up(context, "Northlight Studio")

    @contextmanager
    def work(self, actor: Actor = SYSTEM) -> Iterator[Context]:
        """One unit of work."""
        with unit_of_work(self.gateways, actor) as context:
            yield context

    def user(
        self,
        name: str = "Rosa Recruiter",
        *,
        role: Role = Role.RECRUITER,
        email: str | None = None,
        password: str | None = None,
    ) -> User:
        """Somebody of the team; the same name is the same person."""
        if name not in self._people:
            with self.work() as context:
                self._people[name] = users.create(
                    context,
                    email=email or f"{name.split()[0].lower()}@northlight.example",
                    name=name,
                    role=role,
                    password=password,
                    job_title="Head of Design",
                )
        return self._people[name]

    def actor(self, user: User | None = None) -> Actor:
        user = user or self.user()
        return Actor(ActorKind.USER, user.id, user.role)

    def vacancy(
        self,
        title: str = "Product Designer, Mobility",
        *,
        owner: User | None = None,
        manager: User | None = None,
        confidential: bool = False,
    ) -> Vacancy:
        owner = owner or self.user()
        draft = VacancyDraft(
            title=title,
            department="Design",
            location="Porto",
            description="",
            owner_id=owner.id,
            hiring_manager_id=manager.id if manager else None,
            confidential=confidential,
            promise_days=10,
            criteria=CRITERIA,
            stages=STAGES,
        )
        with self.work(self.actor(owner)) as context:
            vacancy = vacancies.add(context, draft)
            _ = vacancy.stages, vacancy.criteria
            return vacancy

    def candidate(self, name: str = "Maya Oliveira", **values: object) -> Candidate:
        email = f"{name.split()[0].lower()}@example.com"
        draft = CandidateDraft(name=name, **{"emails": (email,), **values})  # type: ignore[arg-type]
        with self.work(self.actor()) as context:
            return candidates.add(context, draft)

    def application(
        self,
        candidate: Candidate | None = None,
        vacancy: Vacancy | None = None,
        *,
        stage: int = 0,
        applied_at: datetime | None = None,
    ) -> Application:
        candidate, vacancy = candidate or self.candidate(), vacancy or self.vacancy()
        with self.work(self.actor()) as context:
            made = applications.add(context, candidate.id, vacancy.id, applied_at=applied_at)
            if stage:
                applications.move(context, made.id, vacancy.stages[stage].id)
            return made

    def decision(
        self,
        application: Application | None = None,
        *,
        outcome: Outcome = Outcome.REJECTED,
        feedback: FeedbackDraft = FEEDBACK,
        invites_to_pool: bool = True,
        internal_note: str = "",
        now: bool = False,
        by: User | None = None,
        when: SendWhen = SendWhen.AT_ONCE,
        call_first: bool = False,
    ) -> Decision:
        """A released decision; its notice is owed, from the end of its undo window on."""
        application = application or self.application()
        draft = DecisionDraft(
            outcome=outcome,
            ended_by=EndedBy.US if outcome is Outcome.REJECTED else EndedBy.THEM,
            reason_id=None,
            internal_note=internal_note,
            feedback=feedback,
            promising=False,
            invites_to_pool=invites_to_pool,
            send_when=when,
            call_first=call_first,
        )
        with self.work(self.actor(by)) as context:
            return decisions.release(context, application.id, draft, now=now)

    def told(self, candidate: Candidate | None = None, **values: object) -> Decision:
        """A released decision whose notice the mail server has accepted."""
        application = self.application(candidate)
        decision = self.decision(application, now=True, **values)  # type: ignore[arg-type]
        self.accept_notices()
        return decision

    def accept_notices(self) -> None:
        """As if every notice that is due had been accepted by the mail server just now."""
        now = self.gateways.clock.now()
        with self.work() as context:
            context.session.execute(
                update(Notice)
                .where(Notice.state == NoticeState.SCHEDULED, Notice.not_before <= now)
                .values(state=NoticeState.ACCEPTED, pinned_at=now, pinned_date=now, accepted_at=now)
            )

    def member(self, name: str = "Ada Correia") -> Candidate:
        """Somebody in the talent pool."""
        candidate = self.candidate(name)
        with self.work(Actor(ActorKind.CANDIDATE, candidate.id)) as context:
            text = pool.current_text(context, candidate.id)
            pool.join(context, candidate.id, text.id)
        return candidate

    def achievement(self, candidate: Candidate, title: str = "AWS Security") -> None:
        draft = AchievementDraft(
            kind=AchievementKind.CERTIFICATE,
            title=title,
            reached_on=(self.gateways.clock.now() - timedelta(days=2)).date(),
        )
        with self.work(Actor(ActorKind.CANDIDATE, candidate.id)) as context:
            achievements.add(context, candidate.id, draft)

    def link(self, candidate: Candidate) -> str:
        """The address of a personal link."""
        with self.work() as context:
            made = links.for_candidate(context, candidate.id)
            return links.address(context.settings, made)

    def connection(
        self,
        name: str = "Greenhouse",
        *,
        kind: ConnectionKind = ConnectionKind.GREENHOUSE,
        source: str = "greenhouse",
        owner: User | None = None,
    ) -> Connection:
        """A connection to another system; Rosa owns the vacancies that it opens."""
        draft = ConnectionDraft(
            kind=kind, name=name, source=source, owner_id=(owner or self.user()).id
        )
        with self.work(self.actor(owner)) as context:
            return connections.add(context, draft)
