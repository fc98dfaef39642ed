# ruff: noqa: E501 - messages are as long as people write them.
"""Replies as people send them, by program, language and habit."""

from typing import NamedTuple

WRITTEN = "Thank you for writing so openly.\n\nWould you tell me more about the second round?"
ORIGINAL = (
    "Hello Maya,",
    "",
    "Thank you for your application for Product Designer at Northlight Studio.",
    "We have decided not to go on with your application for this role.",
)
QUOTED = "\n".join(f"> {line}".rstrip() for line in ORIGINAL)
PLAIN = "\n".join(ORIGINAL)
US = "Lena Hoffmann, Northlight Studio <hiring@northlight.example>"


class Case(NamedTuple):
    """What came, and what its writer meant."""

    name: str
    text: str
    meant: str = WRITTEN


TEXTS = (
    Case("gmail", f"{WRITTEN}\n\nOn Mon, Mar 2, 2026 at 9:30 AM {US}\nwrote:\n\n{QUOTED}\n"),
    Case("gmail in one line", f"{WRITTEN}\n\nOn Mon, 2 Mar 2026 at 09:30, {US} wrote:\n{QUOTED}"),
    Case(
        "gmail, German", f"{WRITTEN}\n\nAm Mo., 2. März 2026 um 09:30 Uhr schrieb {US}:\n\n{QUOTED}"
    ),
    Case("gmail, French", f"{WRITTEN}\n\nLe lun. 2 mars 2026 à 09:30, {US} a\nécrit :\n\n{QUOTED}"),
    Case(
        "gmail, Spanish", f"{WRITTEN}\n\nEl lun, 2 mar 2026 a las 9:30, {US} escribió:\n\n{QUOTED}"
    ),
    Case("gmail, Dutch", f"{WRITTEN}\n\nOp ma 2 mrt 2026 om 09:30 schreef {US}:\n\n{QUOTED}"),
    Case("gmail, no sentence", f"{WRITTEN}\n\n2026-03-02 9:30 GMT+01:00 {US}:\n\n{QUOTED}"),
    Case(
        "apple",
        f"{WRITTEN}\n\nSent from my iPhone\n\n> On 2 Mar 2026, at 09:30, {US} wrote:\n> \n{QUOTED}",
    ),
    Case("apple, German", f"{WRITTEN}\n\nVon meinem iPhone gesendet\n\n> Am 02.03.2026\n{QUOTED}"),
    Case("apple on a desk", f"{WRITTEN}\n\n> On 2 Mar 2026, at 09:30, {US} wrote:\n{QUOTED}"),
    Case(
        "outlook",
        f"{WRITTEN}\n\n________________________________\nFrom: {US}\nSent: Monday, March 2, 2026\n"
        f"To: Maya Oliveira\nSubject: Your application\n\n{PLAIN}",
    ),
    Case(
        "outlook without a line",
        f"{WRITTEN}\n\nFrom: {US}\nSent: Monday, March 2, 2026 9:30 AM\nTo: Maya\n"
        f"Subject: Your application\n\n{PLAIN}",
    ),
    Case(
        "outlook, German",
        f"{WRITTEN}\n\nVon: {US}\nGesendet: Montag, 2. März 2026 09:30\nAn: Maya\n"
        f"Betreff: Ihre Bewerbung\n\n{PLAIN}",
    ),
    Case(
        "outlook, French",
        f"{WRITTEN}\n\nDe : {US}\nEnvoyé : lundi 2 mars 2026 09:30\nÀ : Maya\nObjet : Votre\n\n{PLAIN}",
    ),
    Case(
        "outlook, stars",
        f"{WRITTEN}\n\n*From:* {US}\n*Sent:* Monday, March 2\n*To:* Maya\n*Subject:* Yours\n\n{PLAIN}",
    ),
    Case("outlook of old", f"{WRITTEN}\n\n-----Original Message-----\nFrom: {US}\n\n{PLAIN}"),
    Case("old, German", f"{WRITTEN}\n\n-----Ursprüngliche Nachricht-----\nVon: {US}\n\n{PLAIN}"),
    Case("a telephone", f"{WRITTEN}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n"),
    Case("unmarked", f"{WRITTEN}\n\nOn 2 Mar 2026, at 09:30, {US} wrote:\n\n{PLAIN}"),
    Case("below", f"On Mon, 2 Mar 2026 at 09:30, {US} wrote:\n{QUOTED}\n\n{WRITTEN}\n"),
    Case(
        "between",
        f"On Mon, 2 Mar 2026 at 09:30, {US} wrote:\n> Hello Maya,\n\n"
        "Thank you for writing so openly.\n\n> We have decided\n\n"
        "Would you tell me more about the second round?",
    ),
    Case("signed", f"{WRITTEN}\n-- \nMaya Oliveira\n+351 912 345 678\n\n{QUOTED}"),
    Case("nothing quoted", WRITTEN),
    Case(
        "windows", WRITTEN.replace("\n", "\r\n") + "\r\n\r\nOn 2 Mar, X <a@b.example> wrote:\r\n> x"
    ),
    Case(
        "a sentence that only looks so",
        "On 12 March your colleague wrote:\nPlease call us.\n\nWhen may I call?",
        "On 12 March your colleague wrote:\nPlease call us.\n\nWhen may I call?",
    ),
    Case("only quoted", QUOTED, QUOTED),
    Case("from the heart", "From: my heart\n\nthank you", "From: my heart\n\nthank you"),
)

PAGES = (
    Case(
        "gmail",
        "<div dir=ltr>Thank you for writing so openly.<div><br></div><div>Would you tell me more about"
        " the second round?</div></div><br><div class=gmail_quote><div class=gmail_attr>On Mon wrote:"
        "</div><blockquote class=gmail_quote>Hello Maya</blockquote></div>",
    ),
    Case(
        "outlook",
        "<html><head><style>p{margin:0}</style></head><body><p>Thank you for writing so openly.</p>"
        "<p>&nbsp;</p><p>Would you tell me more about the second round?</p>"
        '<div id="divRplyFwdMsg"><b>From:</b> Lena</div><div><p>Hello Maya</p></div></body></html>',
    ),
    Case(
        "apple",
        "<body>Thank you for writing so openly.<div><br></div><div>Would you tell me more about the "
        "second round?<br><blockquote type=cite><div>On 2 Mar, Lena wrote:</div>Hello</blockquote>"
        "</div></body>",
    ),
    Case(
        "never closed",
        "<p>Thank you for writing so openly.<p><br><p>Would you tell me more about the second round?"
        "<blockquote><div><p>Hello Maya",
    ),
)
AUTOMATIC = (
    {"Return-Path": "<>"},
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated (vacation)"},
    {"Precedence": "bulk"},
    {"Precedence": "Junk"},
    {"Precedence": "list"},
    {"List-Id": "<news.example.com>"},
    {"X-Autoreply": "yes"},
    {"X-Auto-Response-Suppress": "All"},
    {"Subject": "Automatic reply: Your application"},
    {"Subject": "Out of office: back on Monday"},
    {"Subject": "Abwesenheitsnotiz: Ihre Bewerbung"},
    {"Subject": "Automatische Antwort: Ihre Bewerbung"},
    {"Subject": "Réponse automatique : Votre candidature"},
    {"Subject": "=?utf-8?q?R=C3=A9ponse_automatique_=3A_Votre?="},
)
PERSONAL: tuple[dict[str, str], ...] = (
    {},
    {"Return-Path": "<maya@example.com>"},
    {"Auto-Submitted": "no"},
    {"X-Auto-Response-Suppress": "DR, RN, NRN, OOF"},
    {"Subject": "Re: Your application"},
    {"Subject": "AW: Ihre Bewerbung"},
    {"Subject": "A question about automatic replies"},
)
