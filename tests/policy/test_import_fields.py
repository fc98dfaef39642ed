"""Which column holds what, read off the headers of usual exports."""

from collections import Counter

import pytest

from portal.policy.imports import fields
from portal.policy.imports.fields import Field
from portal.policy.refusal import Refusal

GREENHOUSE = (
    "Candidate Name,First Name,Last Name,Company,Title,Phone,Email,Social Media,Website,Addresses,"
    "Candidate ID,Application ID,Job Name,Status,Current Stage,Application Date,Rejected On,"
    "Rejection Reason,Source,Recruiter,Coordinator,Candidate Tags,Referrer Email"
)
LEVER = (
    "Candidate Name,Email,Phone,Headline,Location,Current Stage,Archive reason,Archived at,Posting,"
    "Origin,Tags,Owner,Created At,Profile URL,LinkedIn"
)
PERSONIO = (
    "Bewerber ID;Vorname;Nachname;E-Mail;Telefon;Stelle;Phase;Status;Bewerbungsdatum;"
    "Absagegrund;Absagedatum;Kanal"
)
WORKABLE = "name,headline,email,phone,job,stage,disqualified,disqualified_at,created_at,profile_url"


def guessed(line: str, delimiter: str = ",") -> dict[str, Field]:
    headers = line.split(delimiter)
    found = fields.guess(headers)
    return {headers[p]: field for field, positions in found.items() for p in positions}


def test_a_greenhouse_export_is_understood() -> None:
    found = guessed(GREENHOUSE)

    assert found["Candidate Name"] is Field.NAME
    assert found["First Name"] is Field.FIRST_NAME
    assert found["Title"] is Field.HEADLINE
    assert found["Job Name"] is Field.VACANCY
    assert found["Candidate ID"] is Field.CANDIDATE_ID
    assert found["Application ID"] is Field.APPLICATION_ID
    assert found["Rejected On"] is Field.DECIDED_AT
    assert found["Application Date"] is Field.APPLIED_AT
    assert found["Candidate Tags"] is Field.TAGS
    assert found["Source"] is Field.CHANNEL
    assert found["Website"] is found["Social Media"] is Field.LINKS


@pytest.mark.parametrize(
    "header", ["Referrer Email", "Recruiter", "Recruiter e-mail", "Hiring manager phone", "Owner"]
)
def test_what_is_about_somebody_else_is_left_out(header: str) -> None:
    assert guessed(f"Name,Email,{header}").keys() == {"Name", "Email"}


def test_a_lever_export_is_understood() -> None:
    found = guessed(LEVER)

    assert found["Posting"] is Field.VACANCY
    assert found["Archived at"] is Field.DECIDED_AT
    assert found["Archive reason"] is Field.REASON
    assert found["Created At"] is Field.APPLIED_AT
    assert found["Profile URL"] is Field.CANDIDATE_URL
    assert found["LinkedIn"] is Field.LINKS


def test_a_german_export_is_understood() -> None:
    found = guessed(PERSONIO, ";")

    assert list(found.values()) != []
    assert found["Bewerber ID"] is Field.CANDIDATE_ID
    assert found["Stelle"] is Field.VACANCY
    assert found["Absagedatum"] is Field.DECIDED_AT
    assert set(PERSONIO.split(";")) == found.keys()


def test_names_in_code_style_are_understood() -> None:
    assert guessed(WORKABLE)["disqualified"] is Field.STATUS
    assert guessed("candidateId,firstName,lastName,emailAddress,appliedAt") == {
        "candidateId": Field.CANDIDATE_ID,
        "firstName": Field.FIRST_NAME,
        "lastName": Field.LAST_NAME,
        "emailAddress": Field.EMAIL,
        "appliedAt": Field.APPLIED_AT,
    }


def test_of_two_headers_the_likelier_one_is_taken() -> None:
    assert guessed("Name,Email,Created at,Applied on")["Applied on"] is Field.APPLIED_AT
    assert "Created at" not in guessed("Name,Email,Created at,Applied on")


def test_no_header_means_two_things() -> None:
    words = Counter(word for known in fields._HEADERS.values() for word in known)

    assert [word for word, count in words.items() if count > 1] == []


def test_a_name_and_something_to_recognise_people_by_are_needed() -> None:
    with pytest.raises(Refusal, match="holds the name"):
        fields.check({Field.EMAIL: [0]})
    with pytest.raises(Refusal, match="e-mail address"):
        fields.check({Field.FIRST_NAME: [0], Field.PHONE: [1]})
    with pytest.raises(Refusal) as refused:
        fields.check({Field.NAME: [0, 3], Field.EMAIL: [1, 2]})
    assert refused.value.field == "column-3"
    fields.check({Field.NAME: [0], Field.EMAIL: [1, 2]})


def test_the_choice_survives_the_table() -> None:
    columns = fields.guess(GREENHOUSE.split(","))

    assert fields.from_json(fields.to_json(columns)) == columns
