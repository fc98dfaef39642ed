"""What people say for the words about people."""

from enum import StrEnum
from typing import Any

from portal.vocabulary import (
    AchievementKind,
    Membership,
    Region,
    Role,
    Topic,
)

SAID: dict[type[StrEnum], dict[Any, str]] = {
    Role: {
        Role.ADMIN: "administrator",
        Role.RECRUITER: "recruiter",
        Role.HIRING_MANAGER: "hiring manager",
    },
    Membership: {
        Membership.NONE: "not in the pool",
        Membership.INVITED: "invited",
        Membership.MEMBER: "member",
        Membership.PAUSED: "member, paused",
        Membership.LEFT: "left",
        Membership.EXPIRED: "expired",
    },
    AchievementKind: {
        AchievementKind.PROMOTION: "Promotion",
        AchievementKind.CERTIFICATE: "Certificate",
        AchievementKind.DEGREE: "Degree",
        AchievementKind.NEW_JOB: "New job",
        AchievementKind.AWARD: "Award",
        AchievementKind.PROJECT: "Project",
    },
    Topic: {
        Topic.VACANCIES: "Vacancies that fit me",
        Topic.CHECK_INS: "A personal word now and then",
        Topic.CONGRATULATIONS: "Congratulations on what I achieve",
    },
    Region: {
        Region.DE: "Germany",
        Region.AT: "Austria",
        Region.NL: "Netherlands",
        Region.FR: "France",
        Region.EU: "other EU or EEA",
        Region.UK: "United Kingdom",
        Region.US: "United States",
        Region.US_CA: "California",
        Region.OTHER: "elsewhere",
    },
}
