"""Makes processes end with the one that started them."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def tied_to_this_process() -> Callable[[], None] | None:
    """A `preexec_fn` by which Linux ends the child when this process is killed; else nothing.

    Only for a process with a single thread: between fork and exec a lock that another thread
    held would stay locked for ever.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        # It may have been killed before the line above: then nobody would tell us any more.
        if os.getppid() != parent:
            os._exit(1)

    return tie
