"""A connected system for each test."""

import pytest

from tests.feeding import Feeder
from tests.makers import Make


@pytest.fixture
def feed(make: Make) -> Feeder:
    """Greenhouse, whose vacancies are Rosa's."""
    return Feeder(make)
