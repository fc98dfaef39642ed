"""The pages of the settings, side by side."""

from typing import NamedTuple

from flask import request

PAGES = (
    ("Organisation", "recruiter.settings.page"),
    ("Promises", "recruiter.settings.promises.page"),
    ("Sending", "recruiter.settings.sending.page"),
    ("Reasons", "recruiter.settings.reasons.page"),
    ("Templates", "recruiter.settings.templates.page"),
    ("Consent texts", "recruiter.settings.consent.page"),
    ("Connections", "recruiter.settings.connections.page"),
    ("Team", "recruiter.settings.team.page"),
    ("Incoming mail", "recruiter.settings.incoming.page"),
    ("Audit", "recruiter.settings.audit.page"),
)


class Tab(NamedTuple):
    """One of the pages."""

    label: str
    endpoint: str
    current: bool


def tabs() -> list[Tab]:
    """All pages, with the one that is open marked."""
    here = _family(request.endpoint or "")
    return [Tab(label, endpoint, _family(endpoint) == here) for label, endpoint in PAGES]


def _family(endpoint: str) -> str:
    return endpoint.rpartition(".")[0]
