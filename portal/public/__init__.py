"""What everybody may see: the front door, the privacy notice, the colour, health."""

from flask import Blueprint

from portal.public import brand, front, health, metrics, points

area = Blueprint("public", __name__)
for part in (front, brand, health, metrics, points):
    area.register_blueprint(part.pages)
