"""One round of a worker: claimed in one transaction, sent outside any, settled in another."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from portal.context import SYSTEM, Context
from portal.gateways import Gateways
from portal.jobs.heartbeat import Heartbeat
from portal.jobs.stop import Stop
from portal.policy.relays import LOST_IN_A_ROW, TALKED, TURNED_AWAY
from portal.queries.dispatch import Dispatch, Pins
from portal.services import delivery, together
from portal.services.attempts import Ending
from portal.unit_of_work import unit_of_work
from portal.vocabulary import AttemptResult, Channel

log = logging.getLogger(__name__)

FRESH = 2.0
"""Seconds for which what was read about people counts as known at the moment of sending."""

M = TypeVar("M")
Mark = Callable[[], datetime | None]
"""Notes that a message goes on the wire now, and when; None if it must not any more."""


class Carrier(Protocol[M]):
    """One way out: writes messages and hands them over."""

    channel: Channel

    def write(self, owed: Dispatch) -> tuple[M, Pins]:
        """The message, and what it is made of; raises whatever is wrong with it."""

    def send(self, owed: Dispatch, message: M, mark: Mark) -> Ending:
        """Hand it over, calling `mark` just before nobody could know any more; how that ended."""

    def end(self) -> None:
        """Hang up."""


class Round(Generic[M]):
    """Carries what is due on one channel.

    The settlement of a message shares its transaction with the wire mark of the next, so that at
    any time at most one message of a worker has a mark without a known outcome.
    """

    def __init__(
        self, gateways: Gateways, carrier: Carrier[M], stop: Stop, heartbeat: Heartbeat
    ) -> None:
        self._gateways, self._carrier = gateways, carrier
        self._stop, self._heartbeat = stop, heartbeat
        self._deadline = 0.0
        self._unsettled: list[Ending] = []
        self._turned_away = False
        self._lost_in_a_row = 0

    def run(self, seconds: float) -> bool:
        """Carry batch after batch until nothing is due, time is over or somebody asks to stop;
        whether there was anything.
        """
        self._deadline = time.monotonic() + seconds
        worked = False
        try:
            while not self._is_over():
                with unit_of_work(self._gateways, SYSTEM) as context:
                    batch = delivery.claim(context, self._heartbeat.owner, self._carrier.channel)
                if not batch:
                    break
                worked = True
                self._carry(batch)
        finally:
            self._end()
        return worked

    def _end(self) -> None:
        """Hang up; after an error, still try to write down what is known."""
        with suppress(Exception):
            self._settle()
        self._carrier.end()

    def _carry(self, batch: list[Dispatch]) -> None:
        self._heartbeat.keep([owed.id for owed in batch])
        read_at = time.monotonic()
        while batch and not self._is_over():
            if time.monotonic() - read_at > FRESH:
                batch = self._look_again(batch)
                read_at = time.monotonic()
                if not batch:
                    break
            self._deliver(together.take(batch))
            self._heartbeat.progress()
            if len(self._unsettled) > 1:
                self._settle()
        self._settle()
        if batch:
            with unit_of_work(self._gateways, SYSTEM) as context:
                delivery.release(context, batch, self._heartbeat.owner)
        self._heartbeat.keep(())

    def _listen(self, result: AttemptResult) -> None:
        """Whether the relay would have none of us, as far as this round can know."""
        if result is AttemptResult.UNKNOWN:
            self._lost_in_a_row += 1
        elif result in TALKED:
            self._lost_in_a_row = 0
        lost = self._lost_in_a_row >= LOST_IN_A_ROW
        self._turned_away = lost or result in TURNED_AWAY

    def _look_again(self, batch: list[Dispatch]) -> list[Dispatch]:
        with self._gateways.database.session() as session:
            now = self._gateways.clock.now()
            return delivery.look_again(session, batch, self._gateways.settings, now)

    def _is_over(self) -> bool:
        return self._stop.asked or self._turned_away or time.monotonic() > self._deadline

    def _deliver(self, group: list[Dispatch]) -> None:
        """Carry what goes in one message."""
        ready = together.check(group, self._gateways.clock.now())
        self._unsettled += ready.ended
        if ready.owed is not None:
            ending = self._hand_over(ready.owed)
            self._listen(ending.result)
            self._unsettled.append(ending)

    def _hand_over(self, owed: Dispatch) -> Ending:
        try:
            message, pins = self._carrier.write(owed)
        except Exception as error:
            log.exception("notice %s could not be written", owed.id, extra={"notice": owed.id})
            return Ending(owed=owed, result=AttemptResult.FAULT, code=type(error).__name__)
        return self._carrier.send(owed, message, lambda: self._mark_wire(owed, pins))

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
                lost = ending.owed.id
                log.warning("notice %s is no longer ours", lost, extra={"notice": lost})
