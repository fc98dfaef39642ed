"""`portal notices`: what is owed and where it stands, for people and for programs."""

import json
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from portal.cli.process import process_gateways
from portal.queries import notices as queries
from portal.queries.notices import NoticeRow, Wanted
from portal.queries.visible import Viewer
from portal.vocabulary import NoticeState, Role

EVERYTHING = Viewer(0, Role.ADMIN)


@click.command(name="notices")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in NoticeState]),
    help="Only these; may be given more than once.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(states: tuple[str, ...], as_json: bool) -> None:
    """List notices, the newest first, fifty at most, and how many there are of each state.

    It names nobody: the numbers are those in the addresses of the notices page.

    Example: portal notices --state bounced --state dead
    """
    gateways = process_gateways()
    wanted = Wanted(states=tuple(NoticeState(state) for state in states))
    try:
        with gateways.database.reading() as session:
            rows = queries.page(session, EVERYTHING, wanted)[: queries.PAGE]
            counts = {
                state.value: queries.count(session, EVERYTHING, Wanted(states=(state,)))
                for state in (wanted.states or tuple(NoticeState))
            }
    except DBAPIError as error:
        raise click.ClickException(
            f"The database cannot be used ({type(error).__name__}). "
            "`portal migrate` prepares it, `portal doctor` says more."
        ) from error
    finally:
        gateways.database.close()
    if as_json:
        document = {"counts": counts, "notices": [_as_json(row) for row in rows]}
        click.echo(json.dumps(document, indent=2))
        return
    for row in rows:
        click.echo(_as_line(row))
    click.echo(", ".join(f"{n} {state}" for state, n in counts.items() if n) or "No notices.")


def _as_json(row: NoticeRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "message_id": row.public_id,
        "purpose": row.purpose.value,
        "channel": row.channel.value,
        "state": row.state.value,
        "reason": row.reason.value if row.reason else None,
        "due": row.not_before.isoformat(),
        "accepted": row.accepted_at.isoformat() if row.accepted_at else None,
        "delivered": row.delivered_at.isoformat() if row.delivered_at else None,
        "unknown": row.unknown_count,
        "decision": row.decision_id,
        "last_code": row.last_code,
    }


def _as_line(row: NoticeRow) -> str:
    moment = row.delivered_at or row.accepted_at or row.not_before
    why = f" ({row.reason.value})" if row.reason else ""
    lost = f", {row.unknown_count} unknown" if row.unknown_count else ""
    return (
        f"{row.id:>8}  {row.state.value + why:<28} {row.purpose.value:<12} "
        f"{row.channel.value:<6} {moment:%Y-%m-%d %H:%M} UTC{lost}"
    )
