"""The candidate area: everything here is read through `queries.mine` alone."""

from flask import Blueprint

from portal.candidate import (
    achievements,
    calls,
    concerns,
    entry,
    feedback,
    home,
    inquiries,
    pool,
    preferences,
    withdrawals,
)

area = Blueprint("candidate", __name__)
for family in (
    achievements,
    calls,
    concerns,
    entry,
    feedback,
    home,
    inquiries,
    pool,
    preferences,
    withdrawals,
):
    area.register_blueprint(family.pages)
