"""Programs that end with the test run, even when it is killed."""

import shutil


def tied(*command: str) -> list[str]:
    """The command, told by Linux to end when this process does; elsewhere as it is."""
    # Not by a preexec_fn: a test run has threads.
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--", *command] if setpriv else list(command)
