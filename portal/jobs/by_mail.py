"""Bringing letters to the mail server: one session for many of them."""

import logging
from dataclasses import replace

from portal.gateways import Gateways
from portal.gateways.mail import AnswerLost, Connection, MailRefused
from portal.jobs.rounds import Mark
from portal.policy.delivery import blames_address, classify, numbers, redacted
from portal.policy.posting import Posting
from portal.queries.dispatch import Dispatch, Pins
from portal.services import letters, links, return_paths, unsubscribing
from portal.services.attempts import Ending
from portal.services.letters import Letter
from portal.vocabulary import AttemptResult, Channel, NoContact

log = logging.getLogger(__name__)

MESSAGES_PER_CONNECTION = 100


class ByMail:
    """Writes letters and hands them to the mail server."""

    channel = Channel.EMAIL

    def __init__(self, gateways: Gateways) -> None:
        self._gateways = gateways
        self._line = Line(gateways)

    def write(self, owed: Dispatch) -> tuple[Letter, Pins]:
        """The letter, and what it is made of; raises whatever is wrong with it."""
        settings = self._gateways.settings
        if owed.words is None or owed.reach.address is None:
            raise ValueError("nothing to write, or nobody to write to")
        date = owed.pins.date if owed.pins else self._gateways.clock.now()
        posting = Posting(
            public_id=owed.public_id,
            date=date,
            mail_from=settings.mail_from,
            address=owed.reach.address,
            link=links.address(settings, owed.link),
            sender=return_paths.sender(settings, owed.public_id, date),
            unsubscribe=self._end_of(owed),
            provider=self._gateways.mail.host,
        )
        words = return_paths.answerable(settings, owed, owed.words, date)
        letter = letters.compose(words, posting)
        first = Pins(posting.date, posting.address, letter.template, owed.revision, words)
        return letter, owed.pins or first

    def send(self, owed: Dispatch, letter: Letter, mark: Mark) -> Ending:
        """Offer the letter, mark it, hand it over; how that ended."""
        wire_at = None
        try:
            connection = self._line.connection()
            connection.offer(letter.sender, letter.recipient, envelope_id=self._reported_as(owed))
            wire_at = mark()
            if wire_at is None:
                # Recalled; or taken over by somebody else, and then nothing will be written.
                self._line.start_over()
                stopped, why = AttemptResult.STOPPED, NoContact.RECALLED
                return Ending(owed=owed, result=stopped, why=why)
            answer = connection.hand_over(letter.raw)
        except MailRefused as refusal:
            return self._refused(
                Ending(owed=owed, result=AttemptResult.FAULT, wire_at=wire_at), refusal
            )
        except AnswerLost as lost:
            self._line.hang_up()
            unknown = AttemptResult.UNKNOWN
            return Ending(owed=owed, result=unknown, wire_at=wire_at, code=str(lost))
        code = redacted(250, answer, letter.recipient)
        return Ending(owed=owed, result=AttemptResult.ACCEPTED, wire_at=wire_at, code=code)

    def end(self) -> None:
        """Hang up."""
        self._line.hang_up()

    def _end_of(self, owed: Dispatch) -> str:
        """Where messages like this one are ended; nothing for what is owed."""
        if not owed.purpose.optional:
            return ""
        return unsubscribing.address(self._gateways.settings, owed.public_id)

    def _reported_as(self, owed: Dispatch) -> str:
        """What reports are asked to name; nothing where they could not reach us."""
        return owed.public_id if self._gateways.settings.inbound_url else ""

    def _refused(self, tried: Ending, refusal: MailRefused) -> Ending:
        if refusal.hung_up:
            self._line.hang_up()
        else:
            self._line.start_over()
        owed = tried.owed
        result = classify(refusal.phase, refusal.code, refusal.text)
        code = redacted(refusal.code, refusal.text, owed.reach.address or "")
        log.info("not taken: %s, %s", result.value, numbers(code), extra={"notice": owed.id})
        no_such = result is AttemptResult.PERMANENT and blames_address(refusal.text)
        return replace(tried, result=result, code=code, blames_address=no_such)


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
