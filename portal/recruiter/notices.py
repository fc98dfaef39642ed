"""The notices: who is told, when, how, the proof, and what a person can still do about it."""

from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import calls, ledger, record, relays
from portal.queries import notices as queries
from portal.queries.notices import NOT_REACHED, UNDER_WAY, NoticeRow, Wanted
from portal.queries.relays import RelayRow
from portal.recruiter import story
from portal.recruiter.viewer import viewer
from portal.services import copies, notices, telephone
from portal.services import relays as relay_services
from portal.services.notices import Recall
from portal.vocabulary import TOLD, Channel, NoticeState, Purpose
from portal.web.database import gateways, now, reading
from portal.web.filters import word
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.words.notices import TAKER
from portal.web.work import unit_of_work

pages = Blueprint("notices", __name__, url_prefix="/notices")
TABS: dict[str, tuple[str, tuple[NoticeState, ...]]] = {
    "all": ("All", ()),
    "under-way": ("Under way", UNDER_WAY),
    "not-reached": ("Not reached", NOT_REACHED),
    "accepted": ("Accepted", tuple(TOLD)),
    "recalled": ("Recalled", (NoticeState.CANCELLED,)),
}
SINGLE = tuple(
    state for state in NoticeState if state.value not in TABS and state is not NoticeState.CANCELLED
)
"""States that can be looked at alone, besides the tabs."""


@pages.get("/")
@may(Action.READ_NOTICES)
def page() -> Response:
    """The notices that somebody looks for, the newest first."""
    shown, wanted = _wanted()
    before = request.args.get("before", type=int)
    rows = queries.page(reading(), viewer(), wanted, before=before)
    newest = before is None
    return render(
        "recruiter/notices/page.html",
        fragment="recruiter/notices/_ledger.html",
        shown=shown,
        filters=_filters(wanted),
        tabs=[(key, label, _counted(wanted, key)) for key, (label, _) in TABS.items()],
        states=[(state.value, word(state)) for state in SINGLE],
        purposes=[(purpose.value, word(purpose)) for purpose in Purpose],
        channels=[(way.value, word(way)) for way in (Channel.EMAIL, Channel.SMS)],
        vacancies=queries.vacancies(reading(), viewer()),
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        polls=newest and queries.is_moving(reading(), viewer(), wanted, now()),
        trouble=_trouble(),
    )


@pages.get("/<int:notice_id>")
@may(Action.READ_NOTICES)
def one(notice_id: int) -> Response:
    """One notice with all that happened to it."""
    row = _one(notice_id)
    return render("recruiter/notices/one.html", trouble=_trouble(), **_known(row))


@pages.post("/<int:notice_id>/recall")
@may(Action.STEER_NOTICES)
def recall(notice_id: int) -> Response:
    """Take a notice back before it goes out."""
    row = _one(notice_id)
    with unit_of_work() as context:
        outcome = notices.recall(context, row.id)
    return _back(row, "recalled" if outcome is Recall.CANCELLED else "recall_asked")


@pages.post("/<int:notice_id>/now")
@may(Action.STEER_NOTICES)
def send_now(notice_id: int) -> Response:
    """Skip what is left of the undo window."""
    row = _one(notice_id)
    with unit_of_work() as context:
        notices.send_now(context, row.id)
    return _back(row, "sent_now")


@pages.post("/<int:notice_id>/again")
@may(Action.STEER_NOTICES)
def again(notice_id: int) -> Response:
    """Let a notice that ended without reaching anybody try once more."""
    row = _one(notice_id)
    with unit_of_work() as context:
        notices.try_again(context, row.id)
    return _back(row, "retried")


@pages.get("/<int:notice_id>/copy")
@may(Action.STEER_NOTICES)
def copy(notice_id: int) -> Response:
    """What is known of a notice, before another copy is sent."""
    row = _one(notice_id)
    if not row.can_be_copied:
        abort(404)
    return render("recruiter/notices/copy.html", **_known(row))


@pages.post("/<int:notice_id>/copy")
@may(Action.STEER_NOTICES)
def send_copy(notice_id: int) -> Response:
    """Send another copy, as a message of its own."""
    row = _one(notice_id)
    with unit_of_work() as context:
        made = copies.send(context, row.id)
    return go("recruiter.notices.one", notice_id=made.id, said="copied")


@pages.get("/<int:notice_id>/call")
@may(Action.STEER_NOTICES)
def call(notice_id: int) -> Response:
    """Whom to call, at which number."""
    row = _one(notice_id)
    if not row.can_be_called or row.candidate_id is None:
        abort(404)
    planned = calls.of_decision(reading(), viewer(), row.decision_id or 0)
    if planned is not None:
        return go("recruiter.calls.one", call_id=planned)
    person = record.profile(reading(), viewer(), row.candidate_id)
    return render("recruiter/notices/call.html", person=person, **_known(row))


@pages.post("/<int:notice_id>/call")
@may(Action.STEER_NOTICES)
def called(notice_id: int) -> Response:
    """Note that they have been told by telephone."""
    row = _one(notice_id)
    with unit_of_work() as context:
        outcome = telephone.told(context, row.id)
    return _back(row, "called" if outcome is Recall.CANCELLED else "called_late")


@pages.post("/relays/<channel>/resume")
@may(Action.STEER_NOTICES)
def resume(channel: str) -> Response:
    """Use a paused way of sending again: somebody has looked."""
    if channel not in [way.value for way in Channel]:
        abort(404)
    with unit_of_work() as context:
        relay_services.resume(context, Channel(channel))
    return go("recruiter.notices.page", said="resumed_sending")


def _wanted() -> tuple[str, Wanted]:
    """What the address asks for; 404 for what cannot be asked."""
    shown = request.args.get("show", "all")
    if shown in TABS:
        states = TABS[shown][1]
    elif shown in SINGLE:
        states = (NoticeState(shown),)
    else:
        abort(404)
    purpose, channel = request.args.get("purpose"), request.args.get("channel")
    if (purpose and purpose not in list(Purpose)) or (channel and channel not in list(Channel)):
        abort(404)
    return shown, Wanted(
        states=states,
        purpose=Purpose(purpose) if purpose else None,
        channel=Channel(channel) if channel else None,
        vacancy_id=request.args.get("vacancy", type=int),
        typed=request.args.get("q", ""),
    )


def _filters(wanted: Wanted) -> dict[str, object]:
    """All but the state, as it stands in the address."""
    found = {
        "purpose": wanted.purpose and wanted.purpose.value,
        "channel": wanted.channel and wanted.channel.value,
        "vacancy": wanted.vacancy_id,
        "q": wanted.typed or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _counted(wanted: Wanted, tab: str) -> str:
    """How many a tab holds, with the other filters as they are."""
    of_tab = Wanted(
        states=TABS[tab][1],
        purpose=wanted.purpose,
        channel=wanted.channel,
        vacancy_id=wanted.vacancy_id,
        typed=wanted.typed,
    )
    number = queries.count(reading(), viewer(), of_tab)
    return f"{queries.MOST_COUNTED:,}+" if number > queries.MOST_COUNTED else str(number)


def _trouble() -> list[RelayRow]:
    return relays.in_trouble(reading(), now())


def _known(row: NoticeRow) -> dict[str, Any]:
    """A notice with its story, and how mail servers know it."""
    entries = ledger.of(reading(), row.id, row.candidate_id)
    return {
        "row": row,
        "lines": story.told(entries, row.channel),
        "taker": TAKER[row.channel],
        "told_in": queries.told_in(reading(), viewer(), row.id),
        "message_id": f"{row.public_id}@{gateways().settings.mail_domain}",
    }


def _one(notice_id: int) -> NoticeRow:
    row = queries.one(reading(), viewer(), notice_id)
    if row is None:
        abort(404)
    return row


def _back(row: NoticeRow, said: str) -> Response:
    """To the application that the button was pressed on, else to the notice."""
    if row.application_id is not None and request.form.get("from") == "application":
        return go("recruiter.applications.page", application_id=row.application_id, said=said)
    return go("recruiter.notices.one", notice_id=row.id, said=said)
