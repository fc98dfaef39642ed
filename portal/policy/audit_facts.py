"""What every act must carry to be of use later: whom it was about, and which codes and numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.vocabulary import Act

_CODE = re.compile(r"\S{0,80}")


@dataclass(frozen=True, slots=True)
class Carried:
    """The columns that name whom an act was about, and the facts beside them."""

    subject: frozenset[str]
    facts: frozenset[str]


def _of(subject: str = "", facts: str = "") -> Carried:
    return Carried(frozenset(subject.split()), frozenset(facts.split()))


_PERSON = "candidate_id"
_APPLICATION = "candidate_id application_id vacancy_id"
_VACANCY = "vacancy_id"
_NOTICE = "notice_id"

CARRIED = {
    Act.CANDIDATE_ADDED: _of(_PERSON),
    Act.CANDIDATE_CHANGED: _of(_PERSON),
    Act.APPLICATION_ADDED: _of(_APPLICATION),
    Act.STAGE_MOVED: _of(_APPLICATION, "stage"),
    Act.PROMISING_MARKED: _of(_APPLICATION),
    Act.PROMISING_UNMARKED: _of(_APPLICATION),
    Act.NOTE_ADDED: _of(_PERSON),
    Act.DOCUMENT_ADDED: _of(_PERSON),
    Act.DECISION_DRAFTED: _of(_APPLICATION),
    Act.DECISION_RELEASED: _of(_APPLICATION, "outcome"),
    Act.DECISION_IMPORTED: _of(_APPLICATION, "outcome"),
    Act.DECISION_REVERSED: _of(_APPLICATION),
    Act.FEEDBACK_CORRECTED: _of(_APPLICATION),
    Act.TOLD_ELSEWHERE: _of("candidate_id application_id"),
    Act.TOLD_BY_CALL: _of(f"{_APPLICATION} {_NOTICE}"),
    Act.CALL_PLANNED: _of(_APPLICATION, "decision"),
    Act.CALL_TRIED: _of(_APPLICATION, "call attempt"),
    Act.CALL_ENDED: _of(_APPLICATION, "call state"),
    Act.HOLDING_WRITTEN: _of(f"{_APPLICATION} {_NOTICE}", "until"),
    Act.PROMISE_MOVED: _of(_APPLICATION, "until"),
    Act.INTERVIEW_NOTED: _of(_APPLICATION),
    Act.LINK_COPIED: _of(_APPLICATION, "link"),
    Act.APPLICATION_WITHDRAWN: _of(_APPLICATION),
    Act.WITHDRAWAL_UNDONE: _of(_APPLICATION),
    Act.POINTS_ASKED: _of(_APPLICATION, "request"),
    Act.POINTS_GIVEN: _of(_APPLICATION, "request points"),
    Act.WORDING_OVERRIDDEN: _of(_PERSON, "rules"),
    Act.APPROVAL_ASKED: _of(_APPLICATION, "approval rules"),
    Act.APPROVAL_GIVEN: _of(_APPLICATION, "approval rules"),
    Act.APPROVAL_REFUSED: _of(_APPLICATION, "approval rules"),
    Act.ENDING_SAID: _of(_APPLICATION, "outcome"),
    # The message of a digest, or to whoever was asked for points, is about no candidate.
    Act.NOTICE_ACCEPTED: _of(_NOTICE, "purpose"),
    Act.NOTICE_FAILED: _of(_NOTICE, "purpose"),
    Act.NOTICE_STOPPED: _of(_NOTICE, "purpose reason"),
    Act.NOTICE_DELIVERED: _of(_NOTICE, "purpose"),
    Act.NOTICE_BOUNCED: _of(_NOTICE, "purpose"),
    Act.NOTICE_CANCELLED: _of(_NOTICE, "purpose"),
    Act.NOTICE_RESCHEDULED: _of(_NOTICE, "purpose"),
    Act.NOTICE_MOVED: _of(_NOTICE, "purpose"),
    Act.NOTICE_COPIED: _of(_NOTICE, "copy"),
    Act.LINK_OPENED: _of(),
    Act.LINK_ASKED_FOR: _of(_PERSON),
    Act.INQUIRY_RECEIVED: _of(_PERSON, "inquiry"),
    Act.INQUIRY_ANSWERED: _of(_PERSON, "inquiry"),
    Act.INQUIRY_NOTED: _of(_PERSON, "inquiry"),
    Act.THANKED: _of(_PERSON, "inquiry"),
    # Nobody may read in the audit who raised a concern.
    Act.CONCERN_RAISED: _of("", "inquiry"),
    Act.CONCERN_ANSWERED: _of("", "inquiry"),
    Act.UNSUBSCRIBED: _of(_PERSON, "means"),
    Act.SMS_ALLOWED: _of(_PERSON, "means"),
    Act.SMS_REFUSED: _of(_PERSON, "means"),
    Act.POOL_INVITED: _of(_PERSON),
    Act.POOL_JOINED: _of(_PERSON),
    Act.POOL_LEFT: _of(_PERSON),
    Act.ACHIEVEMENT_ADDED: _of(_PERSON, "achievement"),
    Act.ACHIEVEMENT_CHANGED: _of(_PERSON, "achievement"),
    Act.ACHIEVEMENT_REMOVED: _of(_PERSON, "achievement"),
    Act.PREFERENCES_CHANGED: _of(_PERSON),
    Act.VACANCY_ADDED: _of(_VACANCY),
    Act.VACANCY_CHANGED: _of(_VACANCY),
    Act.VACANCY_CLOSED: _of(_VACANCY),
    Act.VACANCY_PAUSED: _of(_VACANCY, "until people left"),
    Act.VACANCY_REOPENED: _of(_VACANCY),
    Act.IMPORT_STARTED: _of("", "import_id rows"),
    Act.IMPORT_DONE: _of("", "import_id"),
    Act.DATA_EXPORTED: _of("", "what"),
    Act.BATCH_STARTED: _of("", "batch_id people"),
    Act.BATCH_RECALLED: _of("", "batch_id people"),
    Act.TEMPLATE_ADDED: _of("", "template"),
    Act.TEMPLATE_CHANGED: _of("", "template"),
    Act.TEMPLATE_RETIRED: _of("", "template"),
    Act.CONTACT_STOPPED: _of(_PERSON, "reason"),
    Act.CONTACT_RESUMED: _of(_PERSON),
    Act.TASK_OPENED: _of("", "task kind"),
    Act.TASK_TAKEN: _of("", "task kind"),
    Act.TASK_DONE: _of("", "task kind"),
    Act.CONNECTION_ADDED: _of("", "connection"),
    Act.CONNECTION_CHANGED: _of("", "connection"),
    Act.CONNECTION_ENDED: _of("", "connection"),
    Act.USER_ADDED: _of("", "user role"),
    Act.USER_INVITED: _of("", "user"),
    Act.USER_CHANGED: _of("", "user"),
    Act.USER_DEACTIVATED: _of("", "user"),
    Act.USER_REACTIVATED: _of("", "user"),
    Act.WORK_REASSIGNED: _of("", "user to"),
    Act.RELAY_PAUSED: _of("", "channel"),
    Act.RELAY_RESUMED: _of("", "channel"),
    Act.RESTORE_CONFIRMED: _of("", "sent gone"),
    Act.SIGNED_IN: _of("", "user"),
    Act.SETTINGS_CHANGED: _of("", "settings"),
}


class Incomplete(ValueError):
    """An act was about to be written down without what it must carry."""


def check_facts(act: Act, facts: Mapping[str, Any]) -> None:
    """Raise Incomplete if a fact is missing, or if one may be text that somebody wrote."""
    if missing := CARRIED[act].facts - facts.keys():
        raise Incomplete(f"{act.value} does not say: {', '.join(sorted(missing))}")
    if written := [name for name, value in facts.items() if not _is_code(value)]:
        raise Incomplete(f"{act.value} would keep words: {', '.join(sorted(written))}")


def check_subject(act: Act, subject: Mapping[str, int | None]) -> None:
    """Raise Incomplete if an act does not name whom it was about."""
    named = {name for name, value in subject.items() if value is not None}
    if missing := CARRIED[act].subject - named:
        raise Incomplete(f"{act.value} does not name: {', '.join(sorted(missing))}")


def _is_code(value: object) -> bool:
    """Whether it is a number, a code, or several of them: never a sentence."""
    if isinstance(value, list | tuple):
        return all(_is_code(each) for each in value)
    if isinstance(value, str):
        return _CODE.fullmatch(value) is not None
    return value is None or isinstance(value, int | float)
