"""Rendering: a whole page, or the fragment that htmx asked for; and going on after a POST."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.policy.refusal import Conflict, Refusal, TooLarge, TooMany

SAID = {
    "saved": "Saved.",
    "added": "Added.",
    "removed": "Removed.",
    "draft": "Draft saved. Nobody has been told.",
    "approval_asked": "Asked. Nothing goes out before somebody else has looked.",
    "approved": "Approved. Whoever asked can send it now.",
    "sent_back": "Sent back. Whoever asked reads your reason.",
    "points_asked": "Asked. What they saw will stand on this page.",
    "points_withdrawn": "Taken back. Their link says so kindly.",
    "held": "The holding message waits for its undo window, then it goes out.",
    "vacancy_paused": "Paused. Who waits hears by when they know more.",
    "moved": "Moved to the new stage.",
    "decided": "Decided. You can take it back until the message goes out.",
    "sent_now": "On its way.",
    "batch": "Decided. The messages wait for their undo window, then they go out.",
    "nobody_ticked": "Nobody was chosen: tick at least one person.",
    "too_many": "These are more than 10,000 people: narrow the list, and decide in parts.",
    "recalled": "Recalled. Nothing was sent.",
    "recall_asked": "Recall requested. If the message is already on the wire it may still arrive.",
    "reopened": "Reopened. The decision no longer stands.",
    "corrected": "Corrected. The candidate sees the new wording.",
    "told": "Marked as told elsewhere.",
    "ending_said": "Noted how it ended. Nobody has been written to.",
    "taken_back": "Taken back. What had not gone out will not go out.",
    "invited": "Invitation on its way.",
    "deactivated": "Deactivated and signed out everywhere.",
    "reactivated": "Active again.",
    "reassigned": "Work handed over.",
    "joined": "You are in. We will only write when it is worth your time.",
    "told_us": "Thank you for telling us. Well done!",
    "paused": "Paused. Until then you only hear what we owe you.",
    "resumed": "The pause is over.",
    "left": "You have left the talent pool. Nothing else changes.",
    "signed_out": "You are signed out.",
    "password_set": "Your password is set. Please sign in.",
    "mapping_saved": "Columns saved.",
    "text_answered": "The portal has it.",
    "word_sent": "On its way, once the time to recall it is over.",
    "answered": "Marked as answered.",
    "answer_written": "Answered. It goes out once the time to recall it is over.",
    "heard": "Noted. Somebody answers by the day that stands here.",
    "asked": "Thank you for asking. Your question is with us.",
    "concern_sent": "Thank you for telling us. It is with the person who reads it.",
    "thanked": "Thank you for your kind words. The team will be glad to read them.",
    "withdrawn": "Withdrawn. You can still change your mind for 72 hours.",
    "returned": "Welcome back. Your application goes on where it was.",
    "replied": "Sent. It will stand on the person's record in a moment.",
    "retried": "It will be tried again now.",
    "copied": "Another copy is on its way, with an identity of its own.",
    "called": "Noted: they have been told by telephone. No message tells them once more.",
    "called_late": "Noted: they have been told by telephone. One on the wire may still arrive.",
    "on_call_list": "Decided. It stands on the call list, and in writing if nobody reaches them.",
    "call_taken": "You are on it.",
    "call_tried": "Noted. It stays on the call list.",
    "call_reached": "Noted: they know, and what you wrote stands on their page now.",
    "call_written": "Noted. The message is on its way now, and nobody has to call any more.",
    "resumed_sending": "Sending goes on.",
    "unlocked": "Messages go out again.",
    "secret_renewed": "A new secret is ready. The one before is worth nothing any more.",
    "connection_ended": "Ended. What it sends from now on is turned away.",
    "again": "Taken up again.",
    "taken": "It is yours now.",
    "task_done": "Done.",
    "contact_again": "Contact is allowed again.",
    "same_person": "They are one person now.",
    "two_people": "They stay two people.",
}
"""What a page says after a redirect, by the word in `?said=`: a closed list, so that nobody can
put their own words on our pages."""


def partial() -> bool:
    """Whether htmx asks for a fragment rather than a page."""
    return request.headers.get("HX-Request-Type") == "partial"


def page(
    template: str, *, fragment: str | None = None, status: int = 200, **values: object
) -> Response:
    """The page, or only its fragment when htmx asks for part of it."""
    chosen = fragment if fragment is not None and partial() else template
    response = make_response(render_template(chosen, **values), status)
    if fragment is not None:
        response.vary.add("HX-Request-Type")
        response.vary.add("HX-Request")
    return response


def go(endpoint: str, *, said: str | None = None, **values: object) -> Response:
    """On to another page after a POST (303), with a word on what was done."""
    assert said is None or said in SAID
    target = url_for(endpoint, said=said, **values)  # type: ignore[arg-type]
    if partial():
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target, 303)


def status_of(refusal: Refusal) -> int:
    """409 when somebody else was there first, 413 and 429 for too much of something, else 422."""
    return next((code for kind, code in _STATUS.items() if isinstance(refusal, kind)), 422)


_STATUS = {Conflict: 409, TooLarge: 413, TooMany: 429}


def said() -> str | None:
    """The sentence for the page's `?said=`, if it is one of ours."""
    return SAID.get(request.args.get("said", ""))
