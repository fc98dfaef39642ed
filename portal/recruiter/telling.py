"""The acts of the audit, as a person tells them: after the name of whoever did it."""

from portal.queries.timeline import Touchpoint
from portal.vocabulary import Act, ActorKind, Channel
from portal.web.filters import word
from portal.web.words.notices import TAKER

PORTAL = "The portal"
ACTS = {
    Act.CANDIDATE_ADDED: "added this person",
    Act.CANDIDATE_CHANGED: "changed the details",
    Act.APPLICATION_ADDED: "added an application",
    Act.STAGE_MOVED: "moved the application to {stage}",
    Act.PROMISING_MARKED: "marked the application as promising",
    Act.PROMISING_UNMARKED: "took the mark “promising” back",
    Act.NOTE_ADDED: "wrote a note",
    Act.DOCUMENT_ADDED: "added a file",
    Act.DECISION_DRAFTED: "drafted a decision",
    Act.DECISION_RELEASED: "decided: {outcome}",
    Act.DECISION_IMPORTED: "brought in a decision made elsewhere: {outcome}",
    Act.DECISION_REVERSED: "took the decision back",
    Act.FEEDBACK_CORRECTED: "corrected the feedback",
    Act.TOLD_ELSEWHERE: "noted that they were told by other means",
    Act.TOLD_BY_CALL: "told them by telephone",
    Act.ENDING_SAID: "said how it had ended elsewhere: {outcome}",
    Act.NOTICE_ACCEPTED: "sent the message ({purpose}); {taker} accepted it",
    Act.NOTICE_FAILED: "could not deliver the message ({purpose})",
    Act.NOTICE_STOPPED: "stopped the message ({purpose}){why_not}",
    Act.NOTICE_DELIVERED: "learnt that the message ({purpose}) was delivered",
    Act.NOTICE_BOUNCED: "learnt that the message ({purpose}) came back",
    Act.NOTICE_CANCELLED: "recalled the message ({purpose})",
    Act.NOTICE_RESCHEDULED: "sent the message ({purpose}) on its way",
    Act.NOTICE_MOVED: "set another time for the message ({purpose})",
    Act.NOTICE_COPIED: "sent another copy of the message ({purpose})",
    Act.LINK_ASKED_FOR: "asked for a new link",
    Act.POOL_INVITED: "invited them to the talent pool",
    Act.POOL_JOINED: "joined the talent pool",
    Act.POOL_LEFT: "left the talent pool",
    Act.ACHIEVEMENT_ADDED: "told us about {achievement}",
    Act.ACHIEVEMENT_CHANGED: "changed what they told us about {achievement}",
    Act.ACHIEVEMENT_REMOVED: "took an achievement back",
    Act.PREFERENCES_CHANGED: "changed how they want to hear from us",
    Act.INQUIRY_RECEIVED: "asked us something",
    Act.INQUIRY_ANSWERED: "answered a question",
    Act.UNSUBSCRIBED: "wants no more optional messages",
    Act.CALL_PLANNED: "wants to tell the decision by telephone",
    Act.CALL_TRIED: "tried to call",
    Act.CALL_ENDED: "ended the call list's entry",
    Act.HOLDING_WRITTEN: "wrote a holding message",
    Act.PROMISE_MOVED: "moved the promised day",
    Act.INTERVIEW_NOTED: "noted when somebody last talked with them",
    Act.LINK_COPIED: "made a text with their personal link",
    Act.APPLICATION_WITHDRAWN: "withdrew the application",
    Act.WITHDRAWAL_UNDONE: "took the withdrawal back",
    Act.POINTS_ASKED: "asked for three points",
    Act.POINTS_GIVEN: "gave three points",
    Act.WORDING_OVERRIDDEN: "kept wording that the check had marked",
    Act.APPROVAL_ASKED: "asked for a second pair of eyes",
    Act.APPROVAL_GIVEN: "approved the wording",
    Act.APPROVAL_REFUSED: "sent the wording back",
    Act.INQUIRY_NOTED: "noted a question",
    Act.THANKED: "said thank you",
    Act.CONCERN_RAISED: "raised a concern",
    Act.CONCERN_ANSWERED: "answered a concern",
    Act.SMS_ALLOWED: "wants text messages",
    Act.SMS_REFUSED: "wants no text messages",
    Act.CONTACT_STOPPED: "stopped all contact{why_not}",
    Act.CONTACT_RESUMED: "allowed contact again",
    Act.TASK_OPENED: "asked somebody to look: {task}",
    Act.TASK_TAKEN: "took it on: {task}",
    Act.TASK_DONE: "has seen to it: {task}",
}
"""Acts that are about a person; the others never stand on a timeline."""
_UNNAMED = {"stage": "a stage that is gone", "achievement": "an achievement", "outcome": "ended"}


def sentence(touchpoint: Touchpoint) -> str:
    """What was done, without who did it."""
    known = {
        "stage": touchpoint.stage,
        "achievement": touchpoint.achievement,
        "outcome": word(touchpoint.outcome) if touchpoint.outcome else None,
    }
    facts = {name: value or _UNNAMED[name] for name, value in known.items()}
    facts["purpose"] = word(touchpoint.purpose) if touchpoint.purpose else "gone"
    facts["taker"] = TAKER[touchpoint.channel or Channel.EMAIL]
    facts["task"] = word(touchpoint.task) if touchpoint.task else "something"
    facts["why_not"] = f": {word(touchpoint.why_not)}" if touchpoint.why_not else ""
    return ACTS[touchpoint.act].format(**facts) if touchpoint.act in ACTS else touchpoint.act


def who(touchpoint: Touchpoint, candidate: str) -> str:
    """Who did it: somebody of the team, the candidate, or the portal itself."""
    if touchpoint.actor_kind is ActorKind.CANDIDATE:
        return candidate
    return touchpoint.actor or PORTAL
