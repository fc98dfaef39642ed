"""What each action of Greenhouse means; bodies come with nulls, without keys, with ids as text."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.feeds.hearing import hear
from portal.policy.feeds.said import Arrival, Field, Heard, Ignored, Word, moment_of
from portal.policy.refusal import Refusal
from portal.vocabulary import ConnectionKind, RecordKind
from tests import feeding

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ACTIONS = (
    "new_candidate_application", "candidate_stage_change", "update_candidate", "reject_candidate",
    "unreject_candidate", "hire_candidate", "unhire_candidate", "application_updated",
    "delete_application", "new_prospect_application", "job_created", "job_updated", "job_deleted",
    "merge_candidate", "delete_candidate", "candidate_anonymized",
)  # fmt: skip
ODD = (
    "status", "current_stage", "jobs", "candidate", "rejection_reason", "rejection_details",
    "last_activity_at", "offer", "url",
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "name", "value", "candidate", "jobs", "job", "status", "prospect", "type",
             "current_stage", "rejection_reason", "rejection_details", "custom_fields", "person",
             "application", "email_addresses", "offer", "last_activity_at", "candidate_id"]
        ),
        inner,
        max_size=8,
    ),
    max_leaves=25,
)  # fmt: skip


def told(body: dict[str, Any], *, number: str = "1") -> Heard | Ignored:
    raw = json.dumps(body).encode()
    return hear(ConnectionKind.GREENHOUSE, raw, Arrival(event_id=number, received_at=NOW))


def word(body: dict[str, Any], kind: RecordKind) -> Word:
    found = told(body)
    assert isinstance(found, Heard)
    [one] = [one for one in found.words if one.kind is kind]
    return one


def test_a_hire_names_no_status_and_is_dated_by_its_offer() -> None:
    said = word(feeding.hired(at="2026-02-26T09:00:00Z"), RecordKind.APPLICATION)
    assert said.fields[Field.DECISION]["outcome"] == "hired"
    assert moment_of(said.version) == datetime(2026, 2, 26, 9, 0, tzinfo=UTC)
    assert said.fields[Field.VACANCY] == "3"
    assert Field.STAGE not in said.fields


def test_a_rejection_taken_back_at_the_same_moment_is_the_later_word() -> None:
    rejected = word(feeding.rejected(), RecordKind.APPLICATION)
    reopened = word(feeding.reopened(), RecordKind.APPLICATION)
    assert moment_of(rejected.version) == moment_of(reopened.version)
    assert rejected.version < reopened.version


def test_a_changed_person_without_flags_keeps_them() -> None:
    said = word(feeding.updated(), RecordKind.CANDIDATE)
    assert not {Field.PRIVATE, Field.MAY_EMAIL, Field.COMES} & said.fields.keys()
    assert moment_of(said.version) == NOW


def test_ids_may_be_text() -> None:
    body = feeding.application(id="71", candidate=feeding.person("7"))  # type: ignore[arg-type]
    assert word(body, RecordKind.APPLICATION).source_id == "71"


@pytest.mark.parametrize("action", ["ping", "offer_created", "", "\u0000"])
def test_other_actions_are_ignored_in_words(action: str) -> None:
    found = told({"action": action, "payload": {}})
    assert isinstance(found, Ignored)
    assert found.why.endswith("changes nothing here.")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("payload", [None, [], {}, {"application": {}}, {"candidate": {"id": []}}])
def test_what_lacks_what_its_action_needs_is_refused(action: str, payload: object) -> None:
    with pytest.raises(Refusal):
        told({"action": action, "payload": payload})


@given(st.sampled_from(ACTIONS), ANYTHING)
def test_whatever_comes_is_understood_or_refused(action: str, payload: Any) -> None:
    try:
        found = told({"action": action, "payload": payload})
    except Refusal:
        return
    assert isinstance(found, Heard)
    for one in found.words:
        assert one.source_id
        json.dumps(one.fields).encode()


@given(st.sampled_from(ODD), ANYTHING)
def test_one_odd_field_breaks_nothing(field: str, value: Any) -> None:
    try:
        told(feeding.rejected(**{field: value}))
    except Refusal:
        return


def test_internal_words_are_not_kept_at_all() -> None:
    secret = "Between us"
    body = feeding.rejected(
        candidate=feeding.person(
            tags=[secret], custom_fields={"x": {"value": secret}}, recruiter={"name": secret}
        ),
        jobs=[feeding.job(notes=secret, custom_fields={"x": {"value": secret}})],
        custom_fields={"x": {"value": secret}},
        credited_to={"name": secret},
        source={"name": secret},
    )
    assert secret not in repr(told(body))
