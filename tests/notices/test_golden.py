"""Every letter as its reader gets it: review the files under `golden`, not the templates.

`pytest tests/notices --golden` writes them anew.
"""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from portal.services import letters
from tests.notices.examples import EXAMPLES, POSTING

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_letter_is_as_it_was_reviewed(name: str, request: pytest.FixtureRequest) -> None:
    text, page = _as_read(letters.compose(EXAMPLES[name], POSTING).raw)
    for path, content in ((GOLDEN / f"{name}.txt", text), (GOLDEN / f"{name}.html", page)):
        if request.config.getoption("--golden"):
            path.write_text(content, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == content


def test_no_golden_letter_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(EXAMPLES)


def _as_read(raw: bytes) -> tuple[str, str]:
    """Head and text as a mail program shows them, and the HTML to look at in a browser."""
    message = message_from_bytes(raw, policy=default)
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    head = "".join(f"{name}: {value}\n" for name, value in message.items())
    return _whole(f"{head}\n{text.get_content()}"), _whole(page.get_content())


def _whole(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"
