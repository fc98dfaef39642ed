"""The candidate area: everything here is read through `queries.mine` alone."""

from flask import Blueprint

from portal.candidate import achievements, entry, feedback, home, pool, preferences

area = Blueprint("candidate", __name__)
for family in (achievements, entry, feedback, home, pool, preferences):
    area.register_blueprint(family.pages)
