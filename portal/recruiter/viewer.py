"""Who looks, for queries that show each user only their own vacancies."""

from flask_login import current_user

from portal.queries.visible import Viewer


def viewer() -> Viewer:
    """The signed-in user as queries know them."""
    return Viewer(current_user.id, current_user.role)
