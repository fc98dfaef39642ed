"""What happened to a message, in plain words."""

from datetime import UTC, datetime, timedelta

from portal.queries.ledger import ActRow, AttemptRow, ReceiptRow
from portal.recruiter import story
from portal.vocabulary import Act, AttemptResult, Channel, ReceiptKind

AT = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)


def texts(*entries: AttemptRow | ReceiptRow | ActRow, by: Channel = Channel.EMAIL) -> list[str]:
    return [line.text for line in story.told(entries, by)]


def test_a_copy_after_a_lost_answer_is_called_one() -> None:
    lost = AttemptRow(LATER, AT, AttemptResult.UNKNOWN, None)
    sent = AttemptRow(LATER, LATER, AttemptResult.ACCEPTED, "250 ok")
    lines = story.told([lost, sent], Channel.EMAIL)

    assert [line.text for line in lines] == [
        "Handed to the mail server; the answer was lost, so it may have arrived",
        "Sent again with the same identity to the mail server, which accepted it",
    ]
    assert [line.at for line in lines] == [AT, LATER]
    assert lines[1].code == "250 ok"


def test_after_a_person_sent_it_off_nothing_is_said_of_its_identity() -> None:
    lost = AttemptRow(AT, AT, AttemptResult.UNKNOWN, None)
    act = ActRow(AT, Act.NOTICE_RESCHEDULED, "Rosa Recruiter")
    sent = AttemptRow(LATER, LATER, AttemptResult.ACCEPTED, None)

    assert texts(lost, act, sent)[1:] == [
        "Rosa Recruiter sent it on its way",
        "Handed to the mail server, which accepted it",
    ]


def test_what_came_back_says_why() -> None:
    gone = ReceiptRow(AT, ReceiptKind.BOUNCED, True, "550 5.1.1 no such user")
    full = ReceiptRow(AT, ReceiptKind.BOUNCED, True, "5.2.2 full")
    late = ReceiptRow(AT, ReceiptKind.DELIVERED, False, None)

    assert texts(gone) == ["Came back: no such address"]
    assert texts(full) == ["Came back"]
    assert texts(late) == ["Arrived, it was reported; what was known already says more"]


def test_a_text_message_goes_to_a_provider() -> None:
    put_off = AttemptRow(AT, None, AttemptResult.TEMPORARY, None)
    assert texts(put_off, by=Channel.SMS) == ["Put off by the provider, for a while"]


def test_everything_that_can_happen_has_a_sentence() -> None:
    for result in AttemptResult:
        assert texts(AttemptRow(AT, AT, result, None))
    for kind in ReceiptKind:
        assert texts(ReceiptRow(AT, kind, True, None))
