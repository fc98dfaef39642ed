"""`python -m portal`: the commands of Rekindle."""

from portal.cli import main

main(prog_name="portal")
