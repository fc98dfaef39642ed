"""`portal inbound`: takes messages to us."""

from urllib.parse import urlsplit

import click

from portal.cli.process import process_gateways
from portal.inbound import listener, polling
from portal.jobs.stop import Stop


@click.command(name="inbound")
def command() -> None:
    """Take reports of mail servers and replies of candidates, as PORTAL_INBOUND_URL says.

    Example: portal inbound
    """
    gateways = process_gateways()
    url = gateways.settings.inbound_url
    if not url:
        raise click.ClickException(
            "Set PORTAL_INBOUND_URL to lmtp://127.0.0.1:2525 (a mail server hands over to us) or "
            "imaps://user:password@host/INBOX (we look into a mailbox)."
        )
    stop = Stop()
    stop.listen()
    if urlsplit(url).scheme.startswith("imap"):
        polling.poll(gateways, stop)
        return
    try:
        opened = listener.open_socket(url)
    except OSError as error:
        raise click.ClickException(f"Cannot listen there: {error.strerror}.") from error
    with opened:
        listener.serve(gateways, opened, stop)
