"""Templates: nothing inline, nothing unescaped, no form that another site could post, and no name
that an attribute does not have.
"""

import re
from pathlib import Path

from tests.house.project import PROJECT, TEMPLATES

FILES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
PAGES = [path for path in FILES if path.suffix == ".html" and "notices" not in path.parts[-3:-1]]
FORBIDDEN = {
    r"\bstyle\s*=": "inline style",
    r"<style\b": "inline style",
    r"<script(?![^>]*\bsrc=)": "inline script",
    r"\son[a-z]+\s*=": "an event attribute",
    r"\bhx-on\b": "hx-on needs eval",
    r"""hx-(vals|headers)[^>]*\bjs:""": "js: needs eval",
    r"\bhx-trigger=[^>]*\[": "a trigger filter needs eval",
    r"javascript:": "a script as an address",
    r"(?<![-\w])target=": "a new window that nobody asked for",
    r"""(src|href)=["'](https?:)?//""": "something from another place",
}
UNESCAPED = re.compile(r"""(?<!["'])\|\s*safe\b|\bautoescape\s+false|\bMarkup\(""")
"""A text that stands in the template itself may be marked as safe."""
WITHOUT_SESSION = {
    "recruiter/sign_in/page.html",
    "recruiter/sign_in/invitation.html",
    "candidate/entry/ask.html",
    "candidate/entry/open.html",
    "mailbox/message.html",
    "public/unsubscribe.html",
    "public/points/open.html",
    "public/points/form.html",
    "mailbox/text.html",
}
"""Forms of people who have no session yet: protected by where the request comes from."""
INCLUDE = re.compile(r"\{%-?\s*include\s+\"([^\"]+)\"\s*-?%\}")
POSTING = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>.*?</form>", re.DOTALL)


def text_of(path: Path) -> str:
    """A template without its comments, with what it includes."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return INCLUDE.sub(lambda found: text_of(TEMPLATES / found[1]), text)


def html_of(path: Path) -> str:
    """What of a template is HTML: `style` may be the name of a macro's parameter."""
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text_of(path), flags=re.DOTALL)


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def test_nothing_that_the_content_policy_or_a_reader_must_not_meet() -> None:
    found = [
        f"{name_of(path)}: {match[0]} ({why})"
        for path in PAGES
        for pattern, why in FORBIDDEN.items()
        for match in re.finditer(pattern, html_of(path), re.IGNORECASE)
    ]
    assert found == []


def test_nothing_goes_out_as_it_came_in() -> None:
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in FILES
        for match in UNESCAPED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_posting_form_carries_its_token() -> None:
    bare = [
        f"{name_of(path)}: {form[:120]}"
        for path in PAGES
        if name_of(path) not in WITHOUT_SESSION
        for form in POSTING.findall(text_of(path))
        if "csrf(" not in form and 'name="csrf_token"' not in form
    ]
    assert bare == []


def test_htmx_attributes_of_fields_keep_their_hyphens() -> None:
    """WTForms writes `hx_get=...` as it stands, and htmx does not know that name."""
    lost = [
        f"{name_of(path)}: {match[0]}"
        for path in PAGES
        for match in re.finditer(r"\bhx_[a-z_]+\s*=", text_of(path))
    ]
    assert lost == []


def test_fragments_extend_nothing_and_pages_do() -> None:
    alone = {"base.html", "errors/error.html"}
    for path in PAGES:
        extends = text_of(path).lstrip().startswith("{% extends")
        if path.name.startswith("_"):
            assert not extends, name_of(path)
        elif "macros" not in path.parts and name_of(path) not in alone:
            assert extends, name_of(path)


def test_every_template_is_used() -> None:
    """Letters are chosen by their kind, and their own tests see to it that each is there."""
    code = "".join(p.read_text(encoding="utf-8") for p in (PROJECT / "portal").rglob("*.py"))
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in FILES}
    unused = [
        name
        for name in texts
        if not name.startswith("notices/")
        and name not in code
        and not any(name in text for other, text in texts.items() if other != name)
    ]
    assert unused == []


def test_the_list_of_forms_without_a_session_is_true() -> None:
    assert [name for name in WITHOUT_SESSION if not (TEMPLATES / name).exists()] == []
