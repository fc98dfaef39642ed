"""`portal bench`: measure how fast it is on this machine."""

import json
import os
import platform
import sqlite3
from collections.abc import Callable
from importlib import import_module

import click

from portal.bench.figure import CannotMeasure, Figure

MEASURES = {
    "feedback_page": "portal.bench.feedback_page",
    "recruiter_list": "portal.bench.recruiter_list",
    "recruiter_today": "portal.bench.recruiter_today",
    "notices": "portal.bench.notices",
    "notices_two_workers": "portal.bench.notices_two_workers",
    "import_rows": "portal.bench.import_rows",
    "bulk_decisions": "portal.bench.bulk_decisions",
    "wording_check": "portal.bench.wording_check",
}
HEAD = f"{'figure':<20}{'value':>10} {'unit':<8}{'ceiling':>10}{'ratio':>8}{'p50':>9}{'p95':>9}"


@click.command()
@click.option("--only", type=click.Choice(list(MEASURES)), help="Measure only this one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(only: str | None, as_json: bool) -> None:
    """Measure how fast it is, in a database of its own, next to what the bare thing reaches.

    Example: portal bench --only notices
    """
    figures = []
    if not as_json:
        click.echo(HEAD)
    for name in [only] if only else MEASURES:
        measure: Callable[[], Figure] = import_module(MEASURES[name]).measure
        try:
            figure = measure()
        except CannotMeasure as reason:
            if only:
                raise click.ClickException(f"{name} cannot be measured: {reason}") from reason
            click.echo(f"{name}: left out, {reason}", err=True)
            continue
        figures.append(figure)
        if not as_json:
            click.echo(_line(figure))
    if as_json:
        found = {"machine": _machine(), "figures": [figure.as_json() for figure in figures]}
        click.echo(json.dumps(found, indent=2))


def _line(figure: Figure) -> str:
    p50, p95 = (f"{p:.1f} ms" if p is not None else "" for p in (figure.p50, figure.p95))
    return (
        f"{figure.name:<20}{_short(figure.value):>10} {figure.unit:<8}{_short(figure.ceiling):>10}"
        f"{figure.ratio:>8.2f}{p50:>9}{p95:>9}\n    {figure.how}"
    )


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
    }
