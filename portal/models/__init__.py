"""The tables, one noun a file."""

from portal.models.achievement import Achievement
from portal.models.application import Application
from portal.models.approval import Approval
from portal.models.audit import AuditEvent
from portal.models.base import Base
from portal.models.batch import Batch, BatchLine
from portal.models.call import Call, CallAttempt
from portal.models.candidate import (
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Document,
    Note,
)
from portal.models.connection import Connection, SourceRecord, WebhookEvent
from portal.models.consent import Consent, ConsentText
from portal.models.decision import Decision, Feedback, FeedbackPoint, Reason
from portal.models.digest import Digest
from portal.models.holding import HoldingMessage
from portal.models.imports import Import, ImportMapping, ImportRefusal
from portal.models.inbound import InboundMessage
from portal.models.inquiry import Inquiry
from portal.models.link import Link
from portal.models.notice import Attempt, Notice
from portal.models.organisation import Organisation
from portal.models.points import PointsRequest
from portal.models.preferences import Preferences
from portal.models.receipt import Receipt
from portal.models.relay import Relay
from portal.models.schedule import SendingRule
from portal.models.session import SessionRow, Try
from portal.models.suppression import Suppression
from portal.models.task import Task
from portal.models.template import MessageTemplate, TemplateRevision
from portal.models.user import User
from portal.models.vacancy import Criterion, Stage, Vacancy

__all__ = [
    "Achievement",
    "Application",
    "Approval",
    "Attempt",
    "AuditEvent",
    "Base",
    "Batch",
    "BatchLine",
    "Call",
    "CallAttempt",
    "Candidate",
    "CandidateEmail",
    "CandidatePhone",
    "Connection",
    "Consent",
    "ConsentText",
    "Criterion",
    "Decision",
    "Digest",
    "Document",
    "Feedback",
    "FeedbackPoint",
    "HoldingMessage",
    "Import",
    "ImportMapping",
    "ImportRefusal",
    "InboundMessage",
    "Inquiry",
    "Link",
    "MessageTemplate",
    "Note",
    "Notice",
    "Organisation",
    "PointsRequest",
    "Preferences",
    "Reason",
    "Receipt",
    "Relay",
    "SendingRule",
    "SessionRow",
    "SourceRecord",
    "Stage",
    "Suppression",
    "Task",
    "TemplateRevision",
    "Try",
    "User",
    "Vacancy",
    "WebhookEvent",
]
