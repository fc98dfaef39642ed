"""Bringing text messages to their provider: one request each."""

import logging
from dataclasses import replace

from portal.gateways import Gateways
from portal.gateways.sms import AnswerLost, SmsConnection, SmsRefused
from portal.jobs.rounds import Mark
from portal.policy import text_message
from portal.policy.delivery import numbers
from portal.policy.sms_provider import classify, redacted
from portal.policy.text_message import Text
from portal.queries.dispatch import Dispatch, Pins
from portal.services import links
from portal.services.attempts import Ending
from portal.vocabulary import AttemptResult, Channel, NoContact

log = logging.getLogger(__name__)


class ByText:
    """Writes text messages and hands them to whoever sends them."""

    channel = Channel.SMS

    def __init__(self, gateways: Gateways) -> None:
        self._gateways = gateways

    def write(self, owed: Dispatch) -> tuple[Text, Pins]:
        """The text, and what it is made of; raises whatever is wrong with it."""
        if self._gateways.sms is None:
            raise ValueError("nobody sends text messages for us")
        if owed.words is None or owed.reach.address is None:
            raise ValueError("nothing to write, or nobody to write to")
        text = text_message.write(owed.words, links.address(self._gateways.settings, owed.link))
        date = self._gateways.clock.now()
        first = Pins(date, owed.reach.address, text.template, owed.revision, owed.words)
        return text, owed.pins or first

    def send(self, owed: Dispatch, text: Text, mark: Mark) -> Ending:
        """Reach the provider, mark the text, hand it over; how that ended."""
        ending = Ending(owed=owed, result=AttemptResult.ACCEPTED)
        try:
            connection = self._open()
        except SmsRefused as refusal:
            return _refused(ending, refusal)
        try:
            ending = replace(ending, wire_at=mark())
            if ending.wire_at is None:
                # Recalled; or taken over by somebody else, and then nothing will be written.
                return replace(ending, result=AttemptResult.STOPPED, why=NoContact.RECALLED)
            name = connection.send(owed.reach.address or "", text.body, owed.public_id)
        except SmsRefused as refusal:
            return _refused(ending, refusal)
        except AnswerLost as lost:
            return replace(ending, result=AttemptResult.UNKNOWN, code=str(lost))
        finally:
            connection.close()
        return replace(ending, provider_id=name or None)

    def end(self) -> None:
        """Nothing is kept open between two texts."""

    def _open(self) -> SmsConnection:
        if self._gateways.sms is None:
            raise SmsRefused(0, "nobody sends text messages for us")
        return self._gateways.sms.open()


def _refused(tried: Ending, refusal: SmsRefused) -> Ending:
    result = classify(refusal.status, unknown_number=refusal.permanent)
    code = redacted(refusal.status, refusal.code)
    log.info("not taken: %s, %s", result.value, numbers(code), extra={"notice": tried.owed.id})
    return replace(tried, result=result, code=code, blames_address=refusal.permanent)
