"""Machines, not people: other systems tell us here what happens in them."""

from flask import Blueprint

from portal.webhooks import feeds

area = Blueprint("webhooks", __name__, url_prefix="/webhooks")
area.register_blueprint(feeds.pages)
