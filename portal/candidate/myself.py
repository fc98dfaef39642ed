"""Who reads: every query and every service of this area is asked for this person alone."""

from portal.web.sessions import opened


def me() -> int:
    """The id of the candidate whose session this is."""
    return _session_of()[0]


def called() -> str:
    """How this candidate is greeted."""
    return _session_of()[1]


def _session_of() -> tuple[int, str]:
    session = opened()
    assert session is not None
    return session.subject_id, session.name
