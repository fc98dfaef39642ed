"""What an administrator decides for everybody, one file a page."""

from portal.recruiter.settings import (
    audit,
    connections,
    consent,
    incoming,
    organisation,
    promises,
    reasons,
    restored,
    sending,
    team,
    templates,
)
from portal.recruiter.settings.tabs import tabs

pages = organisation.pages
for part in (
    audit,
    promises,
    sending,
    reasons,
    templates,
    consent,
    connections,
    team,
    incoming,
    restored,
):
    pages.register_blueprint(part.pages)
pages.context_processor(lambda: {"tabs": tabs})
