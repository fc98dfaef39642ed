"""A backup: one file with the database, what is needed to read it, and a list of what it holds."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.gateways.snapshots import CannotCopy

FORMAT = 1
MANIFEST, DATABASE, ADDRESS_KEY = "manifest.json", "database", "address.key"
PARTS = (MANIFEST, DATABASE, ADDRESS_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    format: int
    made_at: str
    database: str
    migration: str
    secret_key: str
    """A print of the key by which links are made, to tell whether it is the same."""
    address_key: str
    """A print of the key by which suppressed addresses are known."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An opened backup."""

    manifest: Manifest
    database: Path
    address_key: str | None
    """None where it is kept in the environment."""


def print_of(key: str) -> str:
    """What tells two keys apart and gives neither away."""
    return hashlib.sha256(b"rekindle key print\0" + key.encode()).hexdigest()[:16]


@contextmanager
def room_beside(target: Path) -> Iterator[Path]:
    """A private folder on the same disk, gone afterwards; raises CannotCopy if it cannot be."""
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            yield Path(folder)
    except OSError as error:
        raise CannotCopy(f"{target.parent} cannot be written to: {error.strerror}.") from error


def pack(target: Path, folder: Path, manifest: Manifest, address_key: str | None) -> None:
    """Make one file of the database in a folder; readable by its owner alone, never over another.

    Raises CannotCopy.
    """
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
    if address_key is not None:
        (folder / ADDRESS_KEY).write_text(address_key, encoding="ascii")
    draft = folder / "packed"
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with tarfile.open(draft, "w:gz", compresslevel=3) as packed:
        for part in PARTS:
            if (folder / part).exists():
                packed.add(folder / part, part, filter=_nobodys)
    try:
        # Unlike a rename, a link never replaces what is there; and it is there as a whole.
        os.link(draft, target)
    except FileExistsError:
        raise CannotCopy(f"{target} is there already: nothing was overwritten.") from None


def unpack(source: Path, folder: Path) -> Unpacked:
    """Take a backup apart into a folder; raises CannotCopy for anything that is none."""
    try:
        with tarfile.open(source, "r:gz") as packed:
            for member in packed:
                # Whatever else it may hold, nothing is written to another place than these.
                if member.isreg() and member.name in PARTS:
                    packed.extract(member, folder, filter="data")
        known = json.loads((folder / MANIFEST).read_text())
        manifest = Manifest(**known)
    except (OSError, tarfile.TarError, EOFError, ValueError, TypeError) as error:
        raise CannotCopy(f"{source} is no whole backup ({type(error).__name__}).") from error
    if manifest.format != FORMAT or not (folder / DATABASE).exists():
        raise CannotCopy(f"{source} was made by a version that this one does not know.")
    key = folder / ADDRESS_KEY
    return Unpacked(manifest, folder / DATABASE, key.read_text() if key.exists() else None)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
