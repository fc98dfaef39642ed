"""A test browser that checks every page it fetches, and finds things by what people read."""

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, url_for
from lxml import html
from werkzeug.test import TestResponse

from portal.context import SYSTEM
from portal.models import Candidate, User
from portal.services import sessions
from portal.unit_of_work import unit_of_work
from portal.vocabulary import SessionKind
from portal.web.sessions import NAMES

PARSER = html.HTMLParser(encoding="utf-8")


class Page:
    """An answer, checked."""

    def __init__(self, response: TestResponse, *, fragment: bool = False) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.get_data()
        # Werkzeug's client leaves the file open in which it kept a large upload.
        response.request.environ["wsgi.input"].close()
        self.tree: Any = None
        is_page = (response.content_type or "").startswith("text/html")
        if is_page and self.body and not 300 <= self.status < 400:
            self.tree = html.fromstring(self.body, parser=PARSER)
            check_fragment(self.tree) if fragment else check_page(self.tree, response)

    @property
    def text(self) -> str:
        """What a person reads, with white space folded."""
        if self.tree is None:
            return self.response.get_data(as_text=True)
        for hidden in self.tree.cssselect("script, style"):
            hidden.drop_tree()
        return " ".join(self.tree.text_content().split())

    @property
    def h1(self) -> str:
        return " ".join(self.one("h1").text_content().split())

    @property
    def said(self) -> str:
        """What the page says was done."""
        return " ".join(e.text_content().strip() for e in self.all(".said"))

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong, by the name of the field; '' for the form as a whole."""
        found = {}
        for field in self.all("[aria-invalid=true]"):
            ids = field.get("aria-describedby", "").split()
            texts = [self.one(f"[id='{i}']").text_content() for i in ids if i.endswith("-wrong")]
            found[field.get("name")] = " ".join(texts)
        if refused := self.all(".refused"):
            found[""] = " ".join(refused[0].text_content().split())
        return found

    def all(self, selector: str) -> list[Any]:
        assert self.tree is not None, f"not a page: {self.status} {self.headers}"
        return list(self.tree.cssselect(selector))

    def one(self, selector: str) -> Any:
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} of {selector}"
        return found[0]

    def link(self, label: str) -> str:
        """Where the link with this text leads."""
        links = [
            a.get("href") for a in self.all("a") if " ".join(a.text_content().split()) == label
        ]
        assert links, f"no link {label!r}: {[a.text_content().strip() for a in self.all('a')]}"
        return str(links[0])

    def form(self, button: str) -> Any:
        """The form with this button."""
        for form in self.all("form"):
            for element in form.cssselect("button"):
                if " ".join(element.text_content().split()) == button:
                    return form
        raise AssertionError(f"no button {button!r}")

    def value(self, name: str) -> str:
        """What stands in a field."""
        field = self.one(f"[name='{name}']")
        if field.tag == "textarea":
            return str(field.text or "").lstrip("\n")
        return str(field.value if hasattr(field, "value") else field.get("value", ""))


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.id: int | None = None

    def begin_as_user(self, user: User) -> None:
        self._begin(SessionKind.RECRUITER, user.id)

    def begin_as_candidate(self, candidate: Candidate) -> None:
        self._begin(SessionKind.CANDIDATE, candidate.id)

    def get(self, where: str, *, htmx: bool = False, **values: Any) -> Page:
        """Fetch a page by its endpoint or path."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
        return Page(self.client.get(self._path(where, values), headers=headers), fragment=htmx)

    def post(self, where: str, data: dict[str, Any] | None = None, **values: Any) -> Page:
        """Post to an endpoint or path with the token of this session; follows no redirect."""
        data = {"csrf_token": self._token(), **(data or {})}
        return Page(self.client.post(self._path(where, values), data=data))

    def submit(self, page: Page, button: str, **filled: Any) -> Page:
        """Fill in the form with this button, press it, and follow where it leads."""
        form = page.form(button)
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            # lxml takes an empty value of a radio button for a missing one.
            empty = value == "on" and form.cssselect(f"[name='{name}'][value=''][checked]")
            data.setdefault(name, []).append("" if empty else value)
        pressed = next(
            b for b in form.cssselect("button") if " ".join(b.text_content().split()) == button
        )
        if pressed.get("name"):
            data[pressed.get("name")] = [pressed.get("value")]
        for name, value in filled.items():
            assert form.cssselect(f"[name='{name}']"), f"no field {name!r}"
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value
        action = pressed.get("formaction") or form.get("action")
        answer = Page(self.client.post(action, data=data))
        return self.follow(answer)

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads."""
        while page.status in (302, 303):
            page = Page(self.client.get(self._local(page.headers["Location"])))
        return page

    def _begin(self, kind: SessionKind, subject_id: int) -> None:
        with unit_of_work(self.app.extensions["portal"], SYSTEM) as context:
            raw_id = sessions.begin(context, kind, subject_id)
        self.id = subject_id
        self.client.set_cookie(NAMES[kind], raw_id)

    def _token(self) -> str:
        for where in ("/recruiter/", "/me/"):
            answer = self.client.get(where)
            if answer.status_code != 200:
                continue
            tree = html.fromstring(answer.get_data(), parser=PARSER)
            return str(tree.cssselect("[name=csrf_token]")[0].get("value"))
        return ""

    def _path(self, where: str, values: dict[str, Any]) -> str:
        if where.startswith("/"):
            return where
        if "://" in where:
            return self._local(where)
        with self.app.test_request_context():
            return url_for(where, **values)

    @staticmethod
    def _local(address: str) -> str:
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")


def check_page(tree: Any, response: TestResponse) -> None:
    """What every page owes to everybody who reads it."""
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert tree.get("lang"), "the page names no language"
    headings = tree.cssselect("h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = " ".join(headings[0].text_content().split())
    title = " ".join(tree.cssselect("title")[0].text_content().split())
    assert title.startswith(heading), f"title {title!r} does not start with {heading!r}"
    assert len(tree.cssselect("main")) == 1
    check_fragment(tree)


def check_fragment(tree: Any) -> None:
    """What holds for pages and fragments alike."""
    ids = Counter(element.get("id") for element in tree.cssselect("[id]"))
    assert not [i for i, count in ids.items() if count > 1], f"ids twice: {ids.most_common(3)}"
    labelled = {label.get("for") for label in tree.cssselect("label[for]")}
    for field in tree.cssselect("input, select, textarea"):
        if field.get("type") in ("hidden", "submit"):
            continue
        named = field.get("id") in labelled or field.get("aria-label")
        assert named or field.xpath("ancestor::label"), f"no label: {field.attrib}"
    for form in tree.cssselect("form"):
        assert form.get("action"), "a form without an action"
        assert form.get("method") in ("get", "post"), "a form without a method"
    for element in tree.cssselect("[aria-describedby]"):
        for target in element.get("aria-describedby").split():
            assert target in ids, f"aria-describedby names {target!r}, which is not there"
    assert not tree.cssselect("[style], style, script:not([src]), [onclick], [hx-on]")
    for button in tree.cssselect("button"):
        assert button.text_content().strip() or button.get("aria-label"), "an empty button"
