"""Maya has applied; Ada is another candidate, whose things are none of Maya's business."""

import pytest
from flask import Flask

from portal.models import Candidate
from tests.browser import Browser
from tests.makers import Make


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate("Maya Oliveira")


@pytest.fixture
def ada(make: Make) -> Candidate:
    return make.candidate("Ada Correia")


@pytest.fixture
def phone(app: Flask, maya: Candidate) -> Browser:
    """Maya's phone, with her page open."""
    browser = Browser(app)
    browser.begin_as_candidate(maya)
    return browser
