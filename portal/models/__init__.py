"""The tables, one noun a file."""

from portal.models.achievement import Achievement
from portal.models.application import Application
from portal.models.audit import AuditEvent
from portal.models.base import Base
from portal.models.candidate import (
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Document,
    Note,
)
from portal.models.consent import Consent, ConsentText
from portal.models.decision import Decision, Feedback, FeedbackPoint, Reason
from portal.models.imports import Import, ImportRefusal
from portal.models.link import Link
from portal.models.notice import Attempt, Notice
from portal.models.organisation import Organisation
from portal.models.preferences import Preferences
from portal.models.session import SessionRow, Try
from portal.models.user import User
from portal.models.vacancy import Criterion, Stage, Vacancy

__all__ = [
    "Achievement",
    "Application",
    "Attempt",
    "AuditEvent",
    "Base",
    "Candidate",
    "CandidateEmail",
    "CandidatePhone",
    "Consent",
    "ConsentText",
    "Criterion",
    "Decision",
    "Document",
    "Feedback",
    "FeedbackPoint",
    "Import",
    "ImportRefusal",
    "Link",
    "Note",
    "Notice",
    "Organisation",
    "Preferences",
    "Reason",
    "SessionRow",
    "Stage",
    "Try",
    "User",
    "Vacancy",
]
