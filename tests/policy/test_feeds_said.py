"""The last word counts: whatever the order, and however often it is heard."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.policy.feeds.following import follow, follow_each
from portal.policy.feeds.said import Arrival, Rank, Said, merge, moment_of, version

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
VALUES = st.none() | st.text(max_size=3) | st.booleans() | st.lists(st.text(max_size=2))
WORDS = st.tuples(st.sampled_from(["1", "2", "3"]), VALUES).map(list)
SAID: st.SearchStrategy[dict[str, list[Any]]] = st.dictionaries(st.sampled_from("abc"), WORDS)


@given(SAID, SAID)
def test_it_does_not_matter_who_is_heard_first(one: Said, other: Said) -> None:
    assert merge(one, other) == merge(other, one)


@given(SAID, SAID, SAID)
def test_it_does_not_matter_what_is_put_together_first(one: Said, other: Said, last: Said) -> None:
    assert merge(merge(one, other), last) == merge(one, merge(other, last))


@given(SAID, SAID)
def test_hearing_it_again_says_nothing_new(one: Said, other: Said) -> None:
    assert merge(merge(one, other), other) == merge(one, other)
    assert merge(one, one) == one


def said_at(moment: datetime | None, rank: Rank = Rank.ACTIVE, event_id: str = "5") -> str:
    return version(moment, rank, Arrival(event_id=event_id, received_at=NOW))


def test_later_is_more_then_the_rank_then_the_number_of_the_event() -> None:
    earlier = NOW - timedelta(microseconds=1)
    assert said_at(earlier, Rank.GONE) < said_at(NOW, Rank.CREATED)
    assert said_at(NOW, Rank.DECIDED) < said_at(NOW, Rank.REOPENED)
    assert said_at(NOW, event_id="9") < said_at(NOW, event_id="10")


def test_without_a_moment_it_counts_when_it_was_received() -> None:
    assert moment_of(said_at(None)) == NOW


def test_a_moment_in_the_future_is_not_believed() -> None:
    assert moment_of(said_at(datetime(9999, 1, 1, tzinfo=UTC))) == NOW
    assert moment_of(said_at(NOW + timedelta(hours=1))) == NOW + timedelta(hours=1)


def test_ours_follows_while_it_is_what_we_took() -> None:
    assert follow("Maya", "May", "Maya") == "May"
    assert follow("Mia", "May", "Maya") == "Mia"
    assert follow("", "May", "Maya") == "May"
    assert follow("Maya", "", "Maya") == ""


def test_of_several_each_follows_by_itself() -> None:
    assert follow_each(["a", "b"], ["b", "a"], ["a", "b"]) == ["b", "a"]
    assert follow_each(["own", "a"], ["b"], ["a"]) == ["own", "b"]
    assert follow_each([], ["a", "b"], ["a"]) == ["b"]
    assert follow_each(["own"], ["own", "b"], []) == ["own", "b"]
