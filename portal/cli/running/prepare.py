"""`python -m portal.cli.running.prepare migrate demo`: commands one after the other in one process,
because importing everything takes longer than most of them.
"""

import sys

from portal.cli import main

if __name__ == "__main__":
    for name in sys.argv[1:]:
        try:
            main([name], prog_name="portal")
        except SystemExit as ended:
            if ended.code:
                raise
