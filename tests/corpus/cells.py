"""What stands in cells: formulas, dates, names of all scripts, addresses, numbers, people twice."""

from portal.vocabulary import DateOrder
from tests.corpus import BOTH, JUN, MAYA, File, Outcome, csv, one, two

FAMILY = "Ada 👩\u200d👩\u200d👧 Correia"
ARABIC = "نور الدين"
HEADER = "Name,Email,Job,Applied on"
APPLIED = f"{MAYA},maya@example.com,Designer,"
AND_JUN = f"{JUN},jun@example.com,Designer,"

FORMULAS: dict[str, File] = {
    "formulas are texts": (
        csv(
            "Name,Email,Notes",
            '=SUM(1+1),m@example.com,"=HYPERLINK(""http://evil.example"",""x"")"',
            "@cmd,c@example.com,+SUM(A1:A9)",
        ),
        Outcome(
            people=("=SUM(1+1)", "@cmd"),
            notes=("+SUM(A1:A9)", '=HYPERLINK("http://evil.example","x")'),
        ),
    ),
    "formulas made harmless by us come back": (
        csv("Name,Email,Notes", f"{MAYA},m@example.com,'=1+1"),
        one(notes=("=1+1",)),
    ),
}

DATES: dict[str, File] = {
    "ISO": (
        csv(HEADER, APPLIED + "2025-10-01", AND_JUN + "2025-10-02T08:30:00"),
        two(applied=("2025-10-01 12:00", "2025-10-02 08:30")),
    ),
    "with zones": (
        csv(HEADER, APPLIED + "2025-10-01T23:30:00-08:00", AND_JUN + "2025-10-02 08:30:00 UTC"),
        two(applied=("2025-10-02 09:30", "2025-10-02 10:30")),
    ),
    "month first, told by one of them": (
        csv(HEADER, APPLIED + "03/04/2025", AND_JUN + "12/31/2025"),
        two(applied=("2025-03-04 12:00", "2025-12-31 12:00")),
    ),
    "day first, told by one of them": (
        csv(HEADER, APPLIED + "03/04/2025", AND_JUN + "31/12/2025"),
        two(applied=("2025-04-03 12:00", "2025-12-31 12:00")),
    ),
    "month first with a clock": (
        csv(HEADER, f'{APPLIED}"12/31/2025, 1:05 PM"', AND_JUN + "1/5/2026 12:00 AM"),
        two(applied=("2025-12-31 13:05", "2026-01-05 00:00")),
    ),
    "told by nobody": (csv(HEADER, APPLIED + "03/04/2025"), Outcome(whole="in two ways")),
    "told by a person": (
        csv(HEADER, APPLIED + "03/04/2025"),
        one(applied=("2025-03-04 12:00",), chosen={"date_order": DateOrder.MONTH_FIRST}),
    ),
    "years of two digits": (
        csv(HEADER, APPLIED + "31.12.25", AND_JUN + "1.2.26"),
        two(applied=("2025-12-31 12:00", "2026-02-01 12:00")),
    ),
    "months in words": (
        csv(HEADER, f'{APPLIED}"Oct 1, 2025"', AND_JUN + "2 October 2025"),
        two(applied=("2025-10-01 12:00", "2025-10-02 12:00")),
    ),
    "days that do not exist": (
        csv(HEADER, APPLIED + "2025-02-30", AND_JUN + "31/02/2025"),
        Outcome(refused={2: "not a date we can read", 3: "not a date we can read"}),
    ),
    "days that have not come yet": (
        csv(HEADER, APPLIED + "2031-01-01"),
        Outcome(refused={2: "has not come yet"}),
    ),
    "numbers of days": (
        csv(HEADER, APPLIED + "45992", AND_JUN + "0000-00-00"),
        Outcome(refused={2: "not a date we can read", 3: "not a date we can read"}),
    ),
    "nothing, said in many ways": (
        csv(HEADER, APPLIED + "N/A", AND_JUN + "-"),
        two(),
    ),
}

NAMES: dict[str, File] = {
    "emoji": (csv("Name,Email", f"{FAMILY},ada@example.com"), one(FAMILY)),
    "from right to left": (csv("Name,Email", f"{ARABIC},nur@example.com"), one(ARABIC)),
    "no spaces": (csv("Name,Email", "陳大文,chan@example.com"), one("陳大文")),
    "letters put together": (
        csv("Name,Email", "Zoe\u0308 Mu\u0308ller,zoe@example.com"),
        one("Zoe\u0308 Mu\u0308ller"),
    ),
    "spaces that do not break": (csv("Name,Email", "Maya\u00a0Oliveira,m@example.com"), one()),
    "bytes that cannot be seen": (csv("Name,Email", "Maya\x01\x7f Oliveira,m@example.com"), one()),
    "last name first": (csv("Name,Email", '"Oliveira, Maya",m@example.com'), one()),
    "two columns": (csv("Vorname;Nachname;E-Mail", "Maya;Oliveira;m@example.com"), one()),
    "too long": (
        csv("Name,Email", f"{'Maya ' * 50},m@example.com", f"{JUN},jun@example.com"),
        one(JUN, refused={2: "200 are the most"}),
    ),
}

ADDRESSES: dict[str, File] = {
    "with the name": (
        csv("Name,Email", f"{MAYA},Maya Oliveira <maya@example.com>"),
        one(emails=("maya@example.com",)),
    ),
    "with a name that has a comma": (
        csv("Name,Email", f'{MAYA},"""Oliveira, Maya"" <maya@example.com>"'),
        one(emails=("maya@example.com",)),
    ),
    "several in a cell": (
        csv("Name,Email", f'{MAYA},"a@example.com; b@example.com, c@example.com d@example.com"'),
        one(emails=("a@example.com", "b@example.com", "c@example.com", "d@example.com")),
    ),
    "as links": (
        csv("Name,Email", f"{MAYA},mailto:maya@example.com"),
        one(emails=("maya@example.com",)),
    ),
    "in capitals, with spaces": (
        csv("Name,Email", f"{MAYA},  MAYA@Example.COM "),
        one(emails=("maya@example.com",)),
    ),
    "with letters of all alphabets": (
        csv("Name,Email", f"{MAYA},zoë@bücher.example"),
        one(emails=("zoë@bücher.example",)),
    ),
    "none, and something else": (
        csv("Name,Email", f"{MAYA},maya at example.com", f"{JUN},", "Ada,ada@"),
        Outcome(refused={2: "not an e-mail address", 3: "neither", 4: "not an e-mail address"}),
    ),
    "none but an id": (csv("Name,Email,Candidate ID", f"{MAYA},,123"), one(emails=())),
}

NUMBERS: dict[str, File] = {
    "huge": (
        csv(
            "Name,Email,Candidate ID,Phone",
            f"{MAYA},m@example.com,{'9' * 60},+351 912 000 001",
            f"{JUN},jun@example.com,1E+400,00351912000002",
        ),
        two(phones=("+351 912 000 001", "00351912000002")),
    ),
}

TWICE: dict[str, File] = {
    "the same person": (
        csv(
            "Name,Email",
            f"{MAYA},maya@example.com",
            '"Oliveira, Maya",MAYA@example.com',
            f"{JUN},jun@example.com",
        ),
        two(),
    ),
    "two people with one address": (
        csv("Name,Email", f"{MAYA},office@example.com", f"{JUN},office@example.com"),
        one(refused={3: "Two people cannot share one"}),
    ),
    "one id with two addresses": (
        csv("Name,Email,Candidate ID", f"{MAYA},a@example.com,7", f"{MAYA},b@example.com,7"),
        one(emails=("a@example.com", "b@example.com")),
    ),
    "two ids with one address": (
        csv("Name,Email,Candidate ID", f"{MAYA},a@example.com,7", f"{MAYA},a@example.com,8"),
        one(refused={3: "under the id 7"}),
    ),
    "the whole file": (
        csv("Name,Email", *(f"{name},{name.split()[0]}@example.com" for name in (*BOTH, *BOTH))),
        two(),
    ),
}
