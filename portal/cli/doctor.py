"""`portal doctor`: whether everything is set up and reachable, in plain words."""

import json
import os
import sys
from collections.abc import Iterator

import click

from portal.cli.checks import reach, sender, storage
from portal.cli.running import embedded
from portal.policy.finding import Finding, Verdict
from portal.services.text_answers import hook_key
from portal.settings import Settings, SettingsError

COLOURS = {Verdict.OK: "green", Verdict.LOOK: "yellow", Verdict.WRONG: "red"}


@click.command(name="doctor")
@click.option("--send-test", metavar="ADDRESS", help="Also send a test message to this address.")
@click.option(
    "--dkim-selector",
    "selectors",
    multiple=True,
    metavar="NAME",
    help="Under which name your mail relay publishes its key; may be given more than once.",
)
@click.option(
    "--hook-key",
    metavar="PROVIDER",
    is_eager=True,
    expose_value=False,
    callback=lambda context, _option, value: print_hook_key(context, value),
    help="Only print the secret with which this provider of text messages has to sign.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
def command(send_test: str | None, selectors: tuple[str, ...], as_json: bool) -> None:
    """Check that everything is set up and reachable; exit status 1 if something is wrong.

    Beside a running `portal up` it checks what that one uses.

    Example: portal doctor --send-test me@example.org
    """
    found = []
    for finding in examine(send_test, selectors):
        found.append(finding)
        if not as_json:
            click.echo(line(finding))
    if as_json:
        click.echo(json.dumps(document(found), indent=2))
    sys.exit(int(is_wrong(found)))


def print_hook_key(context: click.Context, provider: str | None) -> None:
    """Print what only the provider may know, and nothing that somebody would pass on with it."""
    if provider is None:
        return
    environment = embedded.with_defaults(os.environ, embedded.running(os.environ))
    click.echo(hook_key(embedded.checked_settings(environment), provider))
    context.exit()


def examine(send_test: str | None, selectors: tuple[str, ...]) -> Iterator[Finding]:
    """All findings, one after the other as they are made."""
    environment = embedded.with_defaults(os.environ, embedded.running(os.environ))
    try:
        settings = Settings.from_environment(environment)
    except SettingsError as error:
        for mistake in error.mistakes:
            yield Finding("settings", Verdict.WRONG, mistake)
        return
    yield Finding("settings", Verdict.OK, "they can be used")
    yield storage.data_folder(settings)
    yield storage.secret(settings)
    yield from storage.database(settings)
    yield reach.redis(settings)
    yield from reach.relay(settings)
    yield reach.texts(settings)
    yield from reach.address(settings)
    yield from sender.domain(settings, selectors)
    if send_test is not None:
        yield sender.send_test(settings, send_test)


def is_wrong(found: list[Finding]) -> bool:
    """Whether anything will not work."""
    return any(finding.verdict is Verdict.WRONG for finding in found)


def line(finding: Finding) -> str:
    """A finding as one line for people."""
    verdict = click.style(f"{finding.verdict.value:<6}", fg=COLOURS[finding.verdict])
    words = f"{finding.words}. {finding.remedy}".strip() if finding.remedy else finding.words
    return f"{verdict} {finding.what:<12} {words}"


def document(found: list[Finding]) -> dict[str, object]:
    """All findings for programs."""
    return {
        "ok": not is_wrong(found),
        "findings": [
            {
                "what": finding.what,
                "verdict": finding.verdict.value,
                "words": finding.words,
                "remedy": finding.remedy,
            }
            for finding in found
        ],
    }
