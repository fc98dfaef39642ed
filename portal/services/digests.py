"""Daily reminders: one message a person and day, and none when nothing waits for them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from sqlalchemy import Table, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.context import Context
from portal.models import Digest, Notice
from portal.policy import digest as policy
from portal.policy.digest import Also, Line
from portal.policy.waiting import END_OF_WORK, Calendar, days_left, is_reminded
from portal.queries import digests as queries
from portal.queries import organisation
from portal.queries.digests import WaitingRow
from portal.queries.visible import Viewer
from portal.services import owing
from portal.vocabulary import Channel, NoticeState, Purpose, Role

FROM = time(8, 0)
KEPT = timedelta(days=14)
"""How long the names in a reminder are kept."""
RECRUITING = (Role.ADMIN, Role.RECRUITER)
_DIGESTS = cast(Table, Digest.__table__)


def write_due(context: Context) -> None:
    """Write today's reminders, from eight o'clock on where the organisation is, on its working
    days; whoever has had one today, or has left, gets none.
    """
    calendar = organisation.calendar(context.session)
    here = context.now.astimezone(calendar.zone)
    if not FROM <= here.time() < END_OF_WORK or not calendar.works_on(here.date()):
        return
    readers = _taken(context, queries.readers(context.session, here.date()), here.date())
    if not readers:
        return
    lines = _lines(context, calendar)
    tonight = datetime.combine(here.date(), time.max, tzinfo=calendar.zone)
    inquiries = queries.inquiries_due(context.session, tonight)
    calls = queries.calls_due(context.session)
    for reader in readers:
        also = _also(context, reader, inquiries, calls)
        said = policy.text(lines.get(reader.user_id, ()), also)
        if said:
            _owe(context, reader.user_id, here.date(), said)


def forget_old(context: Context) -> None:
    """Forget the names in reminders that are long over."""
    context.session.execute(
        update(Notice)
        .where(
            Notice.purpose == Purpose.DIGEST,
            Notice.created_at < context.now - KEPT,
            Notice.personal_text.is_not(None),
            Notice.state.not_in((NoticeState.SCHEDULED, NoticeState.SENDING, NoticeState.RETRY)),
        )
        .values(personal_text=None, pinned_words=None)
    )


def _taken(context: Context, readers: Sequence[Viewer], day: date) -> list[Viewer]:
    """Those of them whose reminder of that day is ours to write: of two dispatchers that look at
    once one gets each person.
    """
    if not readers:
        return []
    dialect = context.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = [
        {"user_id": reader.user_id, "day": day, "written_at": context.now} for reader in readers
    ]
    statement = insert(_DIGESTS).values(rows).on_conflict_do_nothing()
    ours = set(context.session.scalars(statement.returning(_DIGESTS.c.user_id)))
    return [reader for reader in readers if reader.user_id in ours]


def _lines(context: Context, calendar: Calendar) -> dict[int, list[Line]]:
    """By reader, whoever waits for an answer."""
    working = queries.working(context.session)
    lefts: dict[datetime, int] = {}
    found: dict[int, list[Line]] = {}
    for row in queries.waiting(context.session, context.now):
        left = lefts.get(row.promised_by)
        if left is None:
            left = lefts[row.promised_by] = days_left(row.promised_by, context.now, calendar)
        if is_reminded(left):
            day = row.promised_by.astimezone(calendar.zone).date()
            line = Line(row.name, row.vacancy, day, left)
            for user_id in _reminded(row, left, working):
                found.setdefault(user_id, []).append(line)
    return found


def _reminded(row: WaitingRow, left: int, working: dict[int, Role]) -> Iterable[int]:
    """The vacancy's owner, and once it is overdue its hiring manager too; in place of an owner
    who has left the administrators, so that nobody is forgotten.
    """
    if row.owner_id in working:
        yield row.owner_id
    else:
        yield from (user_id for user_id, role in working.items() if role is Role.ADMIN)
    manager = working.get(row.manager_id or 0)
    if left >= 0 or manager is None or row.manager_id == row.owner_id:
        return
    if not (row.private or (row.owner_id not in working and manager is Role.ADMIN)):
        yield row.manager_id or 0


def _also(
    context: Context,
    reader: Viewer,
    inquiries: Counter[int | None],
    calls: Counter[int | None],
) -> Also:
    recruits = reader.role in RECRUITING
    return Also(
        inquiries=inquiries[reader.user_id] + (inquiries[None] if recruits else 0),
        calls=calls[reader.user_id],
        approvals=queries.approvals_asked(context.session, reader) if recruits else 0,
    )


def _owe(context: Context, user_id: int, day: date, said: str) -> None:
    notice = Notice(
        purpose=Purpose.DIGEST,
        channel=Channel.EMAIL,
        user_id=user_id,
        personal_text=said,
        not_before=context.now,
    )
    owing.owe(context, notice, subject=user_id, number=day.toordinal())
    context.session.execute(
        update(Digest)
        .where(Digest.user_id == user_id, Digest.day == day)
        .values(notice_id=notice.id)
    )
