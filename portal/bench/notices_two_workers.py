"""`notices_two_workers`: what a second worker brings, against what a second plain sender brings."""

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.bench import notices, postgresql
from portal.bench.figure import ROUNDS, Figure
from portal.bench.installation import Installation, installation
from portal.bench.sender import Sender, senders
from portal.bench.sink import sink
from portal.gateways.mail import MailRelay


@dataclass(frozen=True, slots=True)
class Round:
    """Messages a second of one round."""

    one: float
    two: float
    plain_one: float
    plain_two: float


def measure() -> Figure:
    """The gain of a second worker on PostgreSQL; the ceiling is that of a second plain sender."""
    with postgresql.database() as database, installation(database) as house, sink() as url:
        sending = replace(house.gateways, mail=MailRelay(url))
        notices.release(house)
        people = notices.people(sending)
        with senders(2, _environment(house, url), people, house.folder) as pair:
            _ours(house, pair)
            rounds = [_round(house, pair) for _ in range(ROUNDS)]
    one, two, plain_one, plain_two = (
        statistics.median(getattr(found, name) for found in rounds) for name in Round.__slots__
    )
    return Figure(
        name="notices_two_workers",
        value=statistics.median(found.two / found.one for found in rounds),
        unit="x",
        ceiling=statistics.median(found.plain_two / found.plain_one for found in rounds),
        how=f"{notices.COUNT} messages on PostgreSQL: one worker {one:.0f} and two {two:.0f} msg/s,"
        f" one plain sender {plain_one:.0f} and two {plain_two:.0f} msg/s",
    )


def _round(house: Installation, pair: list[Sender]) -> Round:
    return Round(
        one=_ours(house, pair[:1]),
        plain_one=_timed(pair[:1], ["plain 0 1"]),
        two=_ours(house, pair),
        plain_two=_timed(pair, ["plain 0 2", "plain 1 2"]),
    )


def _ours(house: Installation, workers: Sequence[Sender]) -> float:
    notices.begin_again(house.gateways)
    speed = _timed(workers, ["ours"] * len(workers))
    notices.check(house.gateways)
    return speed


def _timed(workers: Sequence[Sender], orders: Sequence[str]) -> float:
    began = time.perf_counter()
    for worker, order in zip(workers, orders, strict=True):
        worker.tell(order)
    for worker in workers:
        worker.wait()
    return notices.COUNT / (time.perf_counter() - began)


def _environment(house: Installation, url: str) -> dict[str, str]:
    settings = house.gateways.settings
    return {
        **os.environ,
        "PORTAL_DATA_DIR": str(settings.data_dir),
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_SMTP_URL": url,
    }
