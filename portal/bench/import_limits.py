"""What an import takes in a fresh process of its own: seconds, and memory at its peak."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.bench.installation import Installation, installation
from portal.gateways import sheets
from portal.jobs import imports as jobs
from portal.policy.imports import fields
from portal.services import imports
from portal.services.imports import ImportChoices
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Origin

MEBIBYTE = 2**20
STATUS = Path("/proc/self/status")
_READER = """
import runpy, sys
sys.path.insert(0, sys.argv[2])
try:
    runpy.run_path(sys.argv[1], run_name="__main__")
finally:
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            print(line.split()[1], file=sys.stderr)
"""
"""Reads a workbook as always, and tells how much memory that took."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one import took, the writing out of its workbook included."""

    seconds: float
    mebibytes: float
    reader_mebibytes: float = 0.0
    """At the peak of the process that reads the workbook."""


def taken(content: bytes) -> Taken:
    """Import a file in a process of its own, with a database of its own."""
    command = [sys.executable, "-m", "portal.bench.import_limits"]
    done = subprocess.run(  # noqa: S603  (ourselves)
        command, input=content, stdout=subprocess.PIPE, check=True
    )
    return Taken(**json.loads(done.stdout))


def bring(place: Installation, content: bytes) -> None:
    """From the upload to the last row, as the pages and the worker do it."""
    if sheets.is_spreadsheet(content):
        content = sheets.to_csv(content).content
    with unit_of_work(place.gateways, place.actor) as context:
        job = imports.upload(context, "people.csv", content)
        columns = fields.from_json(job.mapping)
        choices = ImportChoices(columns=columns, source="csv", origin=Origin.LIVE)
        imports.start(context, job.id, choices, dry_run=False)
    while jobs.run_due(place.gateways):
        pass


def main() -> None:
    """Import what comes on stdin and say what it took."""
    content = sys.stdin.buffer.read()
    with installation() as place:
        started = time.perf_counter()
        bring(place, content)
        seconds = time.perf_counter() - started
        peak = _peak()
    print(json.dumps(asdict(Taken(seconds, peak, _peak_of_reader(content)))))  # noqa: T201


def _peak() -> float:
    """The most memory of this process so far, in mebibytes."""
    if STATUS.exists():
        # Not getrusage: there a process begins with the peak of the one that started it.
        found = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(found.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE


def _peak_of_reader(content: bytes) -> float:
    if not sheets.is_spreadsheet(content) or not STATUS.exists():
        return 0.0
    command = [sys.executable, "-I", "-c", _READER, str(sheets.READER), str(sheets.READER.parent)]
    done = subprocess.run(command, input=content, capture_output=True, check=True)  # noqa: S603
    return int(done.stderr) / 1024


if __name__ == "__main__":
    main()
