"""Machines, not people: other systems tell us here what happens in them."""

from flask import Blueprint

from portal.webhooks import mail, sms

area = Blueprint("webhooks", __name__, url_prefix="/webhooks")
for part in (mail, sms):
    area.register_blueprint(part.pages)
