"""What a WSGI server runs."""

from portal.app import create_app
from portal.gateways import logs
from portal.settings import Settings

settings = Settings.from_environment()
logs.set_up(settings)
app = create_app(settings)
