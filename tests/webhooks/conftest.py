"""Greenhouse, connected."""

import pytest
from flask import Flask

from portal.gateways import Gateways
from tests.makers import Make
from tests.webhooks.sender import Sender


@pytest.fixture
def greenhouse(app: Flask, gateways: Gateways, make: Make) -> Sender:
    return Sender(app, gateways, make.connection())
