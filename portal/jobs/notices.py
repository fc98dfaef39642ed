"""Background work of the queue "notices": bringing what is due to the mail server."""

import logging
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from portal.context import SYSTEM, Context
from portal.gateways import Gateways
from portal.gateways.mail import AnswerLost, Connection, MailRefused
from portal.jobs.handed import handed
from portal.jobs.heartbeat import Heartbeat
from portal.jobs.stop import Stop
from portal.models import Notice
from portal.policy.contact import NotBefore, Stopped, may_send
from portal.policy.delivery import classify, redacted
from portal.queries.dispatch import Dispatch, Pins
from portal.services import delivery, letters, links
from portal.services.attempts import Ending
from portal.services.letters import Letter, Posting
from portal.unit_of_work import unit_of_work
from portal.vocabulary import AttemptResult, NoContact

log = logging.getLogger(__name__)

SECONDS = 20.0
"""How long one wake-up works before it makes room for the next."""
MESSAGES_PER_CONNECTION = 100
FRESH = 2.0
"""Seconds for which what was read about people counts as known at the moment of sending."""


def drain() -> None:
    """Send what is due; what a wake-up from the queue runs."""
    stop = Stop()
    stop.listen()
    run_due(handed(), stop)


def run_due(gateways: Gateways, stop: Stop, *, seconds: float = SECONDS) -> bool:
    """Send what is due, for a while; whether there was anything to do."""
    with gateways.database.held() as database, Heartbeat(gateways, Notice) as heartbeat:
        one = Round(replace(gateways, database=database), stop, heartbeat, seconds)
        try:
            return one.run()
        finally:
            one.end()


class Round:
    """One round of a worker: claims in one transaction, sends outside any, settles in another.

    The settlement of a message shares its transaction with the wire mark of the next, so that at
    any time at most one message of a worker has a mark without a known outcome.
    """

    def __init__(
        self, gateways: Gateways, stop: Stop, heartbeat: Heartbeat, seconds: float
    ) -> None:
        self._gateways, self._stop, self._heartbeat = gateways, stop, heartbeat
        self._deadline = time.monotonic() + seconds
        self._line = Line(gateways)
        self._unsettled: list[Ending] = []
        self._turned_away = False

    def run(self) -> bool:
        """Carry batch after batch until nothing is due, time is over or somebody asks to stop."""
        worked = False
        while not self._is_over():
            with unit_of_work(self._gateways, SYSTEM) as context:
                batch = delivery.claim(context, self._heartbeat.owner)
            if not batch:
                break
            worked = True
            self._carry(batch)
        return worked

    def end(self) -> None:
        """Hang up; after an error, still try to write down what is known."""
        with suppress(Exception):
            self._settle()
        self._line.hang_up()

    def _carry(self, batch: list[Dispatch]) -> None:
        self._heartbeat.keep([owed.id for owed in batch])
        read_at = time.monotonic()
        while batch and not self._is_over():
            if time.monotonic() - read_at > FRESH:
                batch = self._look_again(batch)
                read_at = time.monotonic()
                if not batch:
                    break
            self._unsettled.append(self._deliver(batch.pop(0)))
            self._heartbeat.progress()
            if len(self._unsettled) > 1:
                self._settle()
        self._settle()
        if batch:
            with unit_of_work(self._gateways, SYSTEM) as context:
                delivery.release(context, batch, self._heartbeat.owner)
        self._heartbeat.keep(())

    def _look_again(self, batch: list[Dispatch]) -> list[Dispatch]:
        with self._gateways.database.session() as session:
            return delivery.look_again(session, batch)

    def _is_over(self) -> bool:
        return self._stop.asked or self._turned_away or time.monotonic() > self._deadline

    def _deliver(self, owed: Dispatch) -> Ending:
        verdict = may_send(owed.reach, self._gateways.clock.now())
        if isinstance(verdict, Stopped):
            return Ending(owed=owed, result=AttemptResult.STOPPED, why=verdict.why)
        if isinstance(verdict, NotBefore):
            put_off = AttemptResult.DEFERRED
            return Ending(owed=owed, result=put_off, why=verdict.why, when=verdict.when)
        try:
            letter, pins = self._write(owed)
        except Exception as error:
            log.exception("notice %s could not be written", owed.id)
            return Ending(owed=owed, result=AttemptResult.FAULT, code=type(error).__name__)
        return self._send(owed, letter, pins)

    def _write(self, owed: Dispatch) -> tuple[Letter, Pins]:
        settings = self._gateways.settings
        if owed.words is None or owed.reach.address is None:
            raise ValueError("nothing to write, or nobody to write to")
        posting = Posting(
            public_id=owed.public_id,
            date=owed.pins.date if owed.pins else self._gateways.clock.now(),
            mail_from=settings.mail_from,
            address=owed.reach.address,
            link=links.address(settings, owed.link),
        )
        letter = letters.compose(owed.words, posting)
        first = Pins(posting.date, posting.address, letter.template, owed.revision, owed.words)
        return letter, owed.pins or first

    def _send(self, owed: Dispatch, letter: Letter, pins: Pins) -> Ending:
        wire_at = None
        try:
            connection = self._line.connection()
            connection.offer(letter.sender, letter.recipient)
            wire_at = self._mark_wire(owed, pins)
            if wire_at is None:
                # Recalled; or taken over by somebody else, and then nothing will be written.
                self._line.start_over()
                stopped, why = AttemptResult.STOPPED, NoContact.RECALLED
                return Ending(owed=owed, result=stopped, why=why)
            answer = connection.hand_over(letter.raw)
        except MailRefused as refusal:
            return self._refused(owed, refusal, wire_at)
        except AnswerLost as lost:
            self._line.hang_up()
            unknown = AttemptResult.UNKNOWN
            return Ending(owed=owed, result=unknown, wire_at=wire_at, code=str(lost))
        code = redacted(250, answer, letter.recipient)
        return Ending(owed=owed, result=AttemptResult.ACCEPTED, wire_at=wire_at, code=code)

    def _refused(self, owed: Dispatch, refusal: MailRefused, wire_at: datetime | None) -> Ending:
        result = classify(refusal.phase, refusal.code, refusal.text)
        self._turned_away = result in (AttemptResult.UNREACHABLE, AttemptResult.POLICY)
        if refusal.hung_up:
            self._line.hang_up()
        else:
            self._line.start_over()
        code = redacted(refusal.code, refusal.text, owed.reach.address or "")
        log.info("notice %s: %s, %s", owed.id, result.value, code)
        return Ending(owed=owed, result=result, wire_at=wire_at, code=code)

    def _mark_wire(self, owed: Dispatch, pins: Pins) -> datetime | None:
        with unit_of_work(self._gateways, SYSTEM) as context:
            self._settle_in(context)
            marked = delivery.mark_wire(context, owed, pins)
        self._unsettled.clear()
        return context.now if marked else None

    def _settle(self) -> None:
        if self._unsettled:
            with unit_of_work(self._gateways, SYSTEM) as context:
                self._settle_in(context)
            self._unsettled.clear()

    def _settle_in(self, context: Context) -> None:
        for ending in self._unsettled:
            if not delivery.settle(context, ending):
                log.warning("notice %s is no longer ours", ending.owed.id)


class Line:
    """The line to the mail server: opened when it is needed, used for many messages."""

    def __init__(self, gateways: Gateways) -> None:
        self._relay = gateways.mail
        self._open: Connection | None = None
        self._offers = 0

    def connection(self) -> Connection:
        """An open session for one more message; raises MailRefused."""
        if self._offers >= MESSAGES_PER_CONNECTION:
            self.hang_up()
        if self._open is None:
            self._open = self._relay.open()
        self._offers += 1
        return self._open

    def start_over(self) -> None:
        """Make the session ready for the next message, or end it."""
        if self._open is None:
            return
        try:
            self._open.start_over()
        except MailRefused:
            self.hang_up()

    def hang_up(self) -> None:
        """End the session."""
        if self._open is not None:
            self._open.close()
        self._open, self._offers = None, 0
