"""The words about people: who they are here, what they agreed to and what they reached."""

from enum import StrEnum


class Role(StrEnum):
    """What a user of the recruiter area is."""

    ADMIN = "admin"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"


class ActorKind(StrEnum):
    """Who acts: a person of the team, a candidate, a connected system, or the portal itself."""

    USER = "user"
    CANDIDATE = "candidate"
    CONNECTION = "connection"
    SYSTEM = "system"


class SessionKind(StrEnum):
    """Which of the two areas a session opens."""

    RECRUITER = "recruiter"
    CANDIDATE = "candidate"


class LinkScope(StrEnum):
    """What a personal link opens."""

    CANDIDATE = "candidate"
    INVITATION = "invitation"
    POINTS = "points"


class ConsentKind(StrEnum):
    """What is agreed to."""

    POOL = "pool"
    SMS = "sms"


class ConsentEvent(StrEnum):
    """One step in the life of a consent; append-only, the current state is derived."""

    OFFERED = "offered"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Means(StrEnum):
    """How somebody told us."""

    OWN_PAGE = "own_page"
    DECISION = "decision"
    BY_HAND = "by_hand"
    TEXT_MESSAGE = "text_message"
    ONE_CLICK = "one_click"


class Membership(StrEnum):
    """Talent pool membership as derived from consent and preferences."""

    NONE = "none"
    INVITED = "invited"
    MEMBER = "member"
    PAUSED = "paused"
    LEFT = "left"
    EXPIRED = "expired"


class AchievementKind(StrEnum):
    """What a candidate tells us they reached."""

    PROMOTION = "promotion"
    CERTIFICATE = "certificate"
    DEGREE = "degree"
    NEW_JOB = "new_job"
    AWARD = "award"
    PROJECT = "project"


class Topic(StrEnum):
    """What a candidate wants to hear about."""

    VACANCIES = "vacancies"
    CHECK_INS = "check_ins"
    CONGRATULATIONS = "congratulations"


class Region(StrEnum):
    """Whose retention rules apply."""

    DE = "DE"
    AT = "AT"
    NL = "NL"
    FR = "FR"
    EU = "EU"
    UK = "UK"
    US = "US"
    US_CA = "US-CA"
    OTHER = "other"
