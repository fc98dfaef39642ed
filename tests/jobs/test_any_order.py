"""Whatever happens in whatever order: claims, crashes, answers, reports, recalls, odd clocks."""

from collections import defaultdict
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Decision, Notice, Task
from portal.policy.refusal import Conflict
from portal.queries import reconciliation
from portal.queries.dispatch import Dispatch, Pins
from portal.services import decisions, delivery, notices, receipts, together
from portal.services.attempts import Ending
from portal.services.notices import Recall
from portal.vocabulary import (
    AttemptResult,
    DecisionState,
    NoContact,
    NoticeState,
    Outcome,
    ReceiptKind,
    SendWhen,
)
from tests.conftest import empty
from tests.fakes import SetClock
from tests.makers import Make

R, S = AttemptResult, NoticeState
OWNERS = st.sampled_from(["one", "two"])
ANSWERS = st.sampled_from([*[R.ACCEPTED] * 3, R.TEMPORARY, R.PERMANENT, R.POLICY, R.UNKNOWN])
REFUSALS = st.sampled_from([R.UNREACHABLE, R.TEMPORARY, R.PERMANENT, R.POLICY, R.FAULT])
ARRIVED = {R.ACCEPTED, R.UNKNOWN}
HOW = st.sampled_from([*[SendWhen.AT_ONCE] * 3, SendWhen.BY_RULE, Outcome.HIRED, None])
RARELY = st.sampled_from([False, False, False, True])
RANK = {S.ACCEPTED: 1, S.FAILED_SOFT: 2, S.DELIVERED: 3, S.BOUNCED: 4}
WHICH = st.integers(min_value=0, max_value=40)


class World(RuleBasedStateMachine):
    """Workers, a mail server and people, none of which waits for the others."""

    def __init__(self, gateways: Gateways) -> None:
        super().__init__()
        empty(gateways)
        self.gateways = gateways
        assert isinstance(gateways.clock, SetClock)
        self.clock = gateways.clock
        self.clock.__init__()  # type: ignore[misc]
        self.make = Make(gateways)
        self.held: list[Dispatch] = []
        self.claims: dict[tuple[int, int], int] = {}
        self.on_the_wire: list[Ending] = []
        self.owners: dict[tuple[int, int], str] = {}
        self.recalled: set[int] = set()
        self.possible: dict[int, int] = defaultdict(int)
        self.sent_anew: dict[int, int] = defaultdict(int)
        self.best: dict[int, int] = {}

    @initialize(
        people=st.lists(st.lists(HOW, min_size=1, max_size=3), min_size=1, max_size=3),
        late=st.lists(st.sampled_from(ReceiptKind), min_size=2, max_size=4),
    )
    def begin(self, people: list[list[SendWhen | Outcome | None]], late: list[ReceiptKind]) -> None:
        """People with up to three applications: decided now, by a rule, not at all, or hired."""
        self.late = late
        self.vacancies = [self.make.vacancy(title) for title in ("Designer", "Writer", "Editor")]
        for each, ways in enumerate(people):
            person = self.make.candidate(f"Maya{each} Oliveira")
            ways = ways if each else [SendWhen.AT_ONCE, *ways[1:]]
            for how, vacancy in zip(ways, self.vacancies, strict=False):
                application = self.make.application(person, vacancy)
                if how is Outcome.HIRED:
                    self.make.decision(application, outcome=Outcome.HIRED, invites_to_pool=False)
                elif how is not None:
                    self.make.decision(application, now=how is SendWhen.AT_ONCE, when=SendWhen(how))

    # What workers do

    @rule(owner=OWNERS)
    def claim(self, owner: str) -> None:
        with self.make.work() as context:
            taken = delivery.claim(context, owner)
        for owed in taken:
            assert (owed.id, owed.epoch) not in self.owners
            self.owners[owed.id, owed.epoch] = owner
        number = len(self.claims)
        self.claims |= {(owed.id, owed.epoch): number for owed in taken}
        self.held += taken

    @precondition(lambda self: self.held)
    @rule(which=WHICH, answer=ANSWERS, waits=RARELY, dies=RARELY)
    def send(self, which: int, answer: AttemptResult, waits: bool, dies: bool) -> None:
        """To the wire; the worker then hears the answer, later or never."""
        ending = self._to_the_wire(self._take(which), answer)
        if ending is None or dies:
            return
        if waits:
            self.on_the_wire.append(ending)
        else:
            self._settle(ending)

    @precondition(lambda self: self.held)
    @rule(which=WHICH, refusal=REFUSALS)
    def be_refused(self, which: int, refusal: AttemptResult) -> None:
        owed = self._checked(self._take(which))
        if owed is not None:
            self._settle(Ending(owed=owed, result=refusal))

    @precondition(lambda self: self.on_the_wire)
    @rule(which=WHICH)
    def hear_late(self, which: int) -> None:
        self._settle(self.on_the_wire.pop(which % len(self.on_the_wire)))

    @precondition(lambda self: self.held)
    @rule()
    def crash(self) -> None:
        self.held.clear()

    @precondition(lambda self: self.held)
    @rule(owner=OWNERS)
    def give_back(self, owner: str) -> None:
        with self.make.work() as context:
            delivery.release(context, self.held, owner)
        mine = {key for key, who in self.owners.items() if who == owner}
        self.held = [owed for owed in self.held if (owed.id, owed.epoch) not in mine]

    # What people and machines outside do

    @rule(which=WHICH, kind=st.sampled_from(ReceiptKind), dedupe=st.integers(0, 30))
    def report(self, which: int, kind: ReceiptKind, dedupe: int) -> None:
        with self.make.work() as context:
            receipts.report(
                context,
                notice_id=self._notice(which).id,
                kind=kind,
                at=context.now,
                dedupe=str(dedupe),
                code="5.2.2 full",
            )

    @rule(which=WHICH, really=RARELY)
    def recall(self, which: int, really: bool) -> None:
        if not really:
            return
        self._recall(self._notice(which))

    @rule(which=WHICH, really=RARELY)
    def reopen(self, which: int, really: bool) -> None:
        if not really:
            return
        try:
            with self.make.work(self.make.actor()) as context:
                decisions.reopen(context, self._notice(which).decision_id or 0)
        except Conflict:
            pass

    @rule(which=WHICH)
    def try_again(self, which: int) -> None:
        notice = self._notice(which)
        try:
            with self.make.work(self.make.actor()) as context:
                notices.try_again(context, notice.id)
        except Conflict:
            return
        self.sent_anew[notice.id] += 1
        self.recalled.discard(notice.id)
        self.best.pop(notice.id, None)

    @rule(seconds=st.sampled_from([1, 6, 61, 130, 700, 7_200, 90_000, -3_600]))
    def jump(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    # What must hold

    @invariant()
    def what_was_accepted_never_falls_back(self) -> None:
        for notice in self._notices():
            rank = RANK.get(notice.state, 0) if notice.accepted_at else 0
            assert rank >= self.best.get(notice.id, 0), notice.state
            self.best[notice.id] = rank

    @invariant()
    def an_extra_copy_was_counted(self) -> None:
        for notice in self._notices():
            unheard = notice.wire_at is not None
            extra = self.possible[notice.id] - 1 - self.sent_anew[notice.id]
            assert extra <= notice.unknown_count + unheard

    @invariant()
    def what_was_told_together_was_told(self) -> None:
        found = {notice.id: notice for notice in self._notices()}
        for notice in found.values():
            carrier = found.get(notice.told_with_id or 0)
            if carrier is not None:
                assert carrier.candidate_id == notice.candidate_id
                assert carrier.told_with_id is None
                assert carrier.accepted_at is not None or notice.accepted_at is None

    def teardown(self) -> None:
        """Everything works again: each decision has an end that somebody can stand for."""
        if not self._notices():
            return
        if self.held:
            # In hand, not on the wire: it can still be stopped.
            group = self._take(-1)
            self._recall(next(found for found in self._notices() if found.id == group[0].id))
            self._to_the_wire(group, R.ACCEPTED)
        zombies, self.held = self.held, []
        for _ in range(60):
            self.clock.forward(hours=3)
            self.claim("last")
            # Who was given up long ago wakes up, and finds that others have taken over.
            while self.on_the_wire:
                self._settle(self.on_the_wire.pop())
            while zombies:
                self._to_the_wire([zombies.pop()], R.ACCEPTED)
            while self.held:
                ending = self._to_the_wire(self._take(0), R.ACCEPTED)
                if ending is not None:
                    self._settle(ending)
        for number, kind in enumerate(self.late):
            for which in range(len(self._notices())):
                self.report(which, kind, 100 + 10 * number + which)
            self.what_was_accepted_never_falls_back()
        self.an_extra_copy_was_counted()
        self.what_was_accepted_never_falls_back()
        with self.gateways.database.session() as session:
            assert not any(reconciliation.counts(session, self.clock.now()).values())
            tasks = {task.facts["decision"] for task in session.scalars(select(Task))}
            standing = session.scalars(
                select(Decision.id).where(
                    Decision.state == DecisionState.RELEASED, Decision.outcome != Outcome.HIRED
                )
            ).all()
        for decision_id in standing:
            states = {n.state for n in self._notices() if n.decision_id == decision_id}
            fine = {S.ACCEPTED, S.DELIVERED, S.CANCELLED}
            assert states & fine or decision_id in tasks, states

    def _take(self, which: int) -> list[Dispatch]:
        """One of those in hand, with what was claimed with it and may go in the same message."""
        chosen = self.held[which % len(self.held)]
        claim = self.claims[chosen.id, chosen.epoch]
        batch = [o for o in self.held if self.claims[o.id, o.epoch] == claim and o is not chosen]
        group = together.take([chosen, *batch])
        self.held = [owed for owed in self.held if owed not in group]
        return group

    def _checked(self, group: list[Dispatch]) -> Dispatch | None:
        """The last check; what may not go now is settled."""
        ready = together.check(group, self.clock.now())
        for ending in ready.ended:
            self._settle(ending)
        return ready.owed

    def _to_the_wire(self, group: list[Dispatch], answer: AttemptResult) -> Ending | None:
        """As a worker goes about it; None when it did not get so far."""
        owed = self._checked(group)
        if owed is None:
            return None
        assert owed.words is not None
        pins = Pins(self.clock.now(), owed.reach.address or "", "rejected", 1, owed.words)
        with self.make.work() as context:
            marked = delivery.mark_wire(context, owed, owed.pins or pins)
        if not marked:
            self._settle(Ending(owed=owed, result=R.STOPPED, why=NoContact.RECALLED))
            return None
        for each in (owed, *owed.company):
            assert each.id not in self.recalled, "sent after a confirmed recall"
            assert self._epoch(each.id) == each.epoch, "sent by somebody who had lost it"
            self.possible[each.id] += answer in ARRIVED
        return Ending(owed=owed, result=answer, wire_at=self.clock.now())

    def _recall(self, notice: Notice) -> None:
        try:
            with self.make.work(self.make.actor()) as context:
                told = notices.recall(context, notice.id)
            if told is Recall.CANCELLED or (told is Recall.ASKED and notice.wire_at is None):
                self.recalled.add(notice.id)
        except Conflict:
            pass

    def _settle(self, ending: Ending) -> None:
        with self.make.work() as context:
            written = delivery.settle(context, ending)
        if written:
            assert self._epoch(ending.owed.id) == ending.owed.epoch, "written by a zombie"

    def _epoch(self, notice_id: int) -> int:
        with self.gateways.database.session() as session:
            return session.get_one(Notice, notice_id).epoch

    def _notices(self) -> list[Notice]:
        with self.gateways.database.session() as session:
            return list(session.scalars(select(Notice).order_by(Notice.id)))

    def _notice(self, which: int) -> Notice:
        found = self._notices()
        return found[which % len(found)]


def test_any_order_keeps_the_promise(gateways: Gateways) -> None:
    on_sqlite = gateways.database.engine.dialect.name == "sqlite"
    few = settings(
        max_examples=60 if on_sqlite else 10,
        stateful_step_count=30,
        deadline=timedelta(minutes=5),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: World(gateways), settings=few)  # type: ignore[arg-type]
