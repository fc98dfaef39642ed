"""The key of suppressed addresses: made once, kept in the data folder, never rotated."""

import os
import secrets

from portal.settings import Settings, SettingsError

FILE = "address.key"


def kept(settings: Settings) -> str:
    """The key of this installation, made if there is none; raises SettingsError if it cannot be."""
    path = settings.data_dir / FILE
    try:
        if not path.exists():
            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Written aside and linked: two processes that start at once agree on one key, and a
            # crash leaves no empty one behind.
            draft = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32), encoding="ascii")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        mistake = f"PORTAL_ADDRESS_KEY is not set, and {path} cannot be kept ({error.strerror})"
        raise SettingsError([mistake]) from error
