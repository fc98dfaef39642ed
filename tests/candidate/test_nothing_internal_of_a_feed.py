"""Every text of another system's event carries a mark of its own; a candidate may read two."""

import re
from typing import Any

import pytest

from portal.models import Candidate, Decision
from portal.services import decisions
from portal.services.decisions import DecisionDraft
from portal.vocabulary import EndedBy, Outcome
from tests.browser import Browser
from tests.candidate.test_nothing_internal import pages
from tests.feeding import Feeder, application, job, job_event, person, rejected
from tests.makers import FEEDBACK, Make

MARK = re.compile(r"qzx[a-z]+")
SHOWN = {"qzxfirstname", "qzxjobname"}
"""How they are greeted, and what they applied for."""


def value(mark: str) -> dict[str, Any]:
    return {"field": {"name": f"{mark}field", "type": "long_text", "value": f"<p>{mark}</p>"}}


MAYA = person(
    first_name="qzxfirstname",
    last_name="qzxlastname",
    title="qzxtitle",
    company="qzxcompany",
    addresses=[{"value": "qzxstreet\nqzxtown"}],
    website_addresses=[{"value": "qzxweb.example.com"}],
    tags=["qzxtag"],
    custom_fields=value("qzxperson"),
    employments=[{"title": "qzxrole", "company_name": "qzxemployer"}],
    educations=[{"degree": "qzxdegree", "school_name": "qzxschool"}],
    recruiter={"id": 1, "name": "qzxrecruiter"},
    attachments=[{"filename": "qzxfile.pdf", "url": "https://qzxurl.example"}],
)
OPENING = job(
    name="qzxjobname",
    notes="<p>qzxnotes</p>",
    departments=[{"name": "qzxdepartment"}],
    offices=[{"name": "qzxoffice", "location": "qzxlocation"}],
    custom_fields=value("qzxjob"),
)
SAID: dict[str, Any] = {
    "candidate": MAYA,
    "jobs": [OPENING],
    "source": {"name": "qzxsource"},
    "credited_to": {"name": "qzxcredited"},
    "custom_fields": value("qzxapplication"),
    "current_stage": {
        "id": 12,
        "name": "qzxstage Onsite",
        "interviews": [{"name": "qzxinterview", "interview_kit": {"content": "<p>qzxkit</p>"}}],
    },
}
REASON = {"id": 1, "name": "qzxreason", "type": {"id": 1, "name": "qzxtype"}}


@pytest.fixture
def fed(make: Make) -> Feeder:
    details = {"custom_fields": value("qzxdetail")}
    feed = Feeder(make)
    feed.tell(
        job_event("job_created", **{k: v for k, v in OPENING.items() if k != "id"}),
        application(**SAID),
        rejected(rejection_reason=REASON, rejection_details=details, **SAID),
    )
    return feed


@pytest.fixture
def decision(fed: Feeder, make: Make) -> Decision:
    """What was decided elsewhere, told by the team with all that came with it."""
    kept = fed.one(Decision)
    draft = DecisionDraft(
        outcome=Outcome.REJECTED,
        ended_by=EndedBy.US,
        reason_id=None,
        internal_note=kept.internal_note,
        feedback=FEEDBACK,
        promising=True,
        invites_to_pool=True,
        version=kept.version,
    )
    with make.work(make.actor()) as context:
        released = decisions.release(context, kept.application_id, draft, now=True)
    make.accept_notices()
    return released


def marks(*texts: str) -> set[str]:
    return {mark for text in texts for mark in MARK.findall(text.lower())}


def test_a_candidate_reads_their_name_and_what_they_applied_for(
    fed: Feeder, make: Make, phone: Browser, rosa: Browser, decision: Decision
) -> None:
    maya = fed.one(Candidate, Candidate.source_id == "7")
    make.achievement(maya)
    phone.begin_as_candidate(maya)

    assert marks(*pages(phone, decision)) == SHOWN
    seen = marks(rosa.get(f"/recruiter/applications/{decision.application_id}").text)
    # The marks are really there: the team sees them.
    assert {"qzxreason", "qzxdetail", "qzxstage"} <= seen
    assert not {"qzxtag", "qzxnotes", "qzxkit", "qzxstreet"} & seen
