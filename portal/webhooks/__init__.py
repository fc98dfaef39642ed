"""Machines, not people: what other systems tell us, each with its own proof of who it is."""

from flask import Blueprint

from portal.webhooks import feeds, mail, sms

area = Blueprint("webhooks", __name__, url_prefix="/webhooks")
for part in (feeds, mail, sms):
    area.register_blueprint(part.pages)
