"""Small exports as the usual systems write them, about made-up people."""

from dataclasses import dataclass
from datetime import date

from portal.vocabulary import Outcome

Expected = tuple[str, str | None, str | None, Outcome | None]


@dataclass(frozen=True)
class Example:
    """A file, and what has to come of it: name, vacancy, stage and outcome of each row."""

    preset: str
    text: str
    people: tuple[Expected, ...]
    applied: date | None = None
    """The first row's."""
    decided: date | None = None
    """The first decision's."""
    reason: str = ""
    notes: tuple[str, ...] = ()
    """All internal notes, in order of their text."""


EXAMPLES = (
    Example(
        "greenhouse-candidates",
        "Candidate Name,First Name,Last Name,Company,Title,Phone,Email,Social Media,Website,"
        "Addresses,Candidate ID,Application ID,Job Name,Status,Current Stage,Application Date,"
        "Rejected On,Rejection Reason,Source,Recruiter,Candidate Tags,Overall Recommendation\n"
        "Maya Oliveira,Maya,Oliveira,Acme,Designer,+351 912 345 678,maya@example.com,,"
        "maya.example,Porto,101,201,Product Designer,Rejected,Interview,10/14/2025,11/03/2025,"
        "Lacks seniority,LinkedIn,Rosa R,strong portfolio;call back,No\n"
        "Jun Kimura,Jun,Kimura,,,,jun@example.com,,,,102,202,Product Designer,Active,Screening,"
        "10/20/2025,,,Referral,Rosa R,,\n"
        "Ada Correia,Ada,Correia,,,,ada@example.com,,,,103,203,Engineer,Hired,Offer,09/01/2025,"
        ",,,Rosa R,,Strong Yes\n",
        (
            ("Ada Correia", "Engineer", "Offer", Outcome.HIRED),
            ("Jun Kimura", "Product Designer", "Screening", None),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Lacks seniority",
        notes=(
            "Found us by: LinkedIn",
            "Found us by: Referral",
            "Overall Recommendation: No",
            "Overall Recommendation: Strong Yes",
            "Tags: strong portfolio, call back",
        ),
    ),
    Example(
        "greenhouse-prospects",
        "First Name,Last Name,Company,Title,Email,Phone,Social Media,Website,Address,Notes,Source,"
        "Who gets credit,Job,Department,Office,Prospect Pool,Prospect Stage\n"
        "Maya,Oliveira,Acme,Designer,maya@example.com,,,,Porto,Met at a fair,Event,Rosa R,"
        "Product Designer,Design,Porto,Alumni,Contacted\n"
        "Jun,Kimura,,,jun@example.com,,,,,,,,,,,Alumni,\n"
        "Ada,Correia,,,ada@example.com,,,,,,,,,,,,\n",
        (
            ("Ada Correia", None, None, None),
            ("Jun Kimura", None, None, None),
            ("Maya Oliveira", None, None, None),
        ),
        notes=(
            "Found us by: Event",
            "Job: Product Designer",
            "Met at a fair",
            "Prospect Pool: Alumni",
            "Prospect Pool: Alumni",
            "Prospect Stage: Contacted",
        ),
    ),
    Example(
        "lever",
        "Opportunity ID,Contact ID,Candidate Name,Email,Phone,Headline,Location,Current Stage,"
        "Archive reason,Archived at,Posting,Origin,Sources,Tags,Owner,Created At,Profile URL\n"
        "o1,c1,Maya Oliveira,maya@example.com,,Designer at Acme,Porto,Interview,Underqualified,"
        "2025-11-03,Product Designer,Applied,,portfolio,Rosa R,2025-10-14,"
        "https://hire.lever.example/o1\n"
        "o2,c2,Jun Kimura,jun@example.com,,,,Offer,Hired,2025-11-20,Engineer,Sourced,,,Rosa R,"
        "2025-10-01,\n"
        "o3,c2,Jun Kimura,jun@example.com,,,,Screening,Withdrew,2025-01-20,Tester,Applied,,,"
        "Rosa R,2025-01-01,\n"
        "o4,c4,Ada Correia,ada@example.com,,,,Screening,,,Engineer,Applied,,,Rosa R,2025-10-21,\n",
        (
            ("Ada Correia", "Engineer", "Screening", None),
            ("Jun Kimura", "Engineer", "Offer", Outcome.HIRED),
            ("Jun Kimura", "Tester", "Screening", Outcome.WITHDRAWN),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Underqualified",
        notes=(
            "Found us by: Applied",
            "Found us by: Applied",
            "Found us by: Applied",
            "Found us by: Sourced",
            "Tags: portfolio",
        ),
    ),
    Example(
        "ashby",
        "Candidate ID,Application ID,Candidate Name,Primary Email Address,Primary Phone Number,Job,"
        "Current Interview Stage,Current Status,Archive Reason,Archived At,Applied At,Source,"
        "Credited To,Tags\n"
        "c1,a1,Maya Oliveira,maya@example.com,+351912345678,Product Designer,Interview,Archived,"
        "Not enough craft,2025-11-03T15:00:00Z,2025-10-14T08:00:00Z,LinkedIn,Rosa R,senior\n"
        "c2,a2,Jun Kimura,jun@example.com,,Product Designer,Offer,Hired,,,2025-10-15T08:00:00Z,,,\n"
        "c3,a3,Ada Correia,ada@example.com,,Engineer,Screening,Lead,,,2025-10-16T08:00:00Z,,,\n",
        (
            ("Ada Correia", "Engineer", "Screening", None),
            ("Jun Kimura", "Product Designer", "Offer", Outcome.HIRED),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Not enough craft",
        notes=("Found us by: LinkedIn", "Tags: senior"),
    ),
    Example(
        "workable",
        "Candidate Name,Email,Phone,Address,Headline,Job,Stage,Disqualified,Disqualified At,"
        "Disqualification Reason,Source,Tags,Skills,Creation Date,Profile URL\n"
        "Maya Oliveira,maya@example.com,,Porto,Designer,Product Designer,Interview,Yes,2025-11-03,"
        "Too early,LinkedIn,top,figma,2025-10-14,https://acme.workable.example/1\n"
        "Jun Kimura,jun@example.com,,,,Product Designer,Hired,No,,,,,,2025-10-15,\n"
        "Ada Correia,ada@example.com,,,,Engineer,Screening,No,,,,,,2025-10-16,\n",
        (
            ("Ada Correia", "Engineer", "Screening", None),
            ("Jun Kimura", "Product Designer", "Received", Outcome.HIRED),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Too early",
        notes=("Found us by: LinkedIn", "Tags: top"),
    ),
    Example(
        "teamtailor",
        "Candidate ID;First Name;Last Name;Email;Phone;Job;Stage;Applied At;Rejected At;"
        "Reject Reason;Referring Site;Tags;Average Rating;LinkedIn URL\n"
        "1;Maya;Oliveira;maya@example.com;;Product Designer;Interview;2025-10-14 09:12;"
        "2025-11-03 10:00;Overqualified;Indeed;ux;4.5;\n"
        "2;Jun;Kimura;jun@example.com;;Product Designer;Inbox;2025-10-15 09:12;;;;;;\n"
        "3;Ada;Correia;ada@example.com;;Engineer;Hired;2025-10-16 09:12;;;;;;\n",
        (
            ("Ada Correia", "Engineer", "Received", Outcome.HIRED),
            ("Jun Kimura", "Product Designer", "Received", None),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Overqualified",
        notes=("Average Rating: 4.5", "Found us by: Indeed", "Tags: ux"),
    ),
    Example(
        "recruitee",
        "Candidate ID,Candidate Name,Emails,Phones,Job,Pipeline Stage,Disqualified,"
        "Disqualify Reason,Disqualified At,Created At,Sources,Tags,Rating\n"
        '1,Maya Oliveira,"maya@example.com, m@example.org",,Product Designer,Interview,true,'
        "Not a fit,2025-11-03,2025-10-14,Website,remote,3\n"
        "2,Jun Kimura,jun@example.com,,Product Designer,Screening,false,,,2025-10-15,,,\n"
        "3,Ada Correia,ada@example.com,,Engineer,Hired,false,,,2025-10-16,,,\n",
        (
            ("Ada Correia", "Engineer", "Received", Outcome.HIRED),
            ("Jun Kimura", "Product Designer", "Screening", None),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Not a fit",
        notes=("Found us by: Website", "Rating: 3", "Tags: remote"),
    ),
    Example(
        "smartrecruiters",
        "applicationID,applicationCreationDate,applicationLastUpdate,applicationStage,"
        "applicationStep,applicationReasonOfRejection,applicationReasonOfWithdrawal,"
        "candidateFirstName,candidateLastName,candidateEmail,jobTitle,jobID,appliedVia,"
        "candidateEthnicity\n"
        "a-1,2025-10-14T09:30:00,2025-11-03T17:00:45,REJECTED,Interview,"
        "More qualified candidate selected,,Maya,Oliveira,maya@example.com,Product Designer,j1,"
        "APPLIED,NOT SAID\n"
        "a-2,2025-10-15T00:00:00,2025-11-04T17:00:45,IN_REVIEW,Screening,,,Jun,Kimura,"
        "jun@example.com,Product Designer,j1,UPLOADED,\n"
        "a-3,2025-10-16T00:00:00,2025-11-05T17:00:45,WITHDRAWN,,,Compensation,Ada,Correia,"
        "ada@example.com,Engineer,j2,APPLIED,\n",
        (
            ("Ada Correia", "Engineer", "Received", Outcome.WITHDRAWN),
            ("Jun Kimura", "Product Designer", "Screening", None),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="More qualified candidate selected",
        notes=(
            "Found us by: APPLIED",
            "Found us by: APPLIED",
            "Found us by: UPLOADED",
            "applicationReasonOfWithdrawal: Compensation",
        ),
    ),
    Example(
        "odoo",
        "id,partner_name,email_from,partner_phone,job_id,stage_id,refuse_reason_id,create_date,"
        "refuse_date,categ_ids,priority,user_id\n"
        "__export__.hr_applicant_1,Maya Oliveira,maya@example.com,,Product Designer,Interview,"
        "Language issues,2025-10-14 08:00:00,2025-11-03 08:00:00,Sales,Very Good,Rosa\n"
        "__export__.hr_applicant_2,Jun Kimura,jun@example.com,,Product Designer,Screening,,"
        "2025-10-15 08:00:00,,,Normal,Rosa\n"
        "__export__.hr_applicant_3,Ada Correia,ada@example.com,,Engineer,Contract Signed,,"
        "2025-10-16 08:00:00,,,Good,Rosa\n",
        (
            ("Ada Correia", "Engineer", "Received", Outcome.HIRED),
            ("Jun Kimura", "Product Designer", "Screening", None),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Language issues",
        notes=("Tags: Sales", "priority: Good", "priority: Normal", "priority: Very Good"),
    ),
    Example(
        "odoo",
        "External ID,Applicant's Name,Email,Phone,Job Position,Stage,Application Status,"
        "Refuse Reason,Applied on,Refuse Date,Tags,Evaluation,Recruiter\n"
        "x.1,Maya Oliveira,maya@example.com,,Product Designer,Interview,Refused,"
        "Refused by applicant: salary,2025-10-14,2025-11-03,,Good,Rosa\n"
        "x.2,Jun Kimura,jun@example.com,,Product Designer,Screening,Ongoing,,2025-10-15,,,,Rosa\n",
        (
            ("Jun Kimura", "Product Designer", "Screening", None),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        decided=date(2025, 11, 3),
        reason="Refused by applicant: salary",
        notes=("Evaluation: Good",),
    ),
    Example(
        "frappe-hr",
        "ID,Applicant Name,Email Address,Phone Number,Job Opening,Designation,Status,Source,"
        "Applicant Rating,Created On,Cover Letter\n"
        "HR-APP-2025-00001,Maya Oliveira,maya@example.com,,Product Designer,Designer,Rejected,"
        "Website,0.6,2025-10-14 08:00:00,I would love to\n"
        "HR-APP-2025-00002,Jun Kimura,jun@example.com,,Product Designer,Designer,Replied,,,"
        "2025-10-15 08:00:00,\n"
        "HR-APP-2025-00003,Ada Correia,ada@example.com,,Engineer,Engineer,Accepted,,,"
        "2025-10-16 08:00:00,\n",
        (
            ("Ada Correia", "Engineer", "Received", Outcome.HIRED),
            ("Jun Kimura", "Product Designer", "Received", None),
            ("Maya Oliveira", "Product Designer", "Received", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 14),
        notes=("Applicant Rating: 0.6", "Found us by: Website", "I would love to"),
    ),
    Example(
        "horilla",
        "Name,Email,Phone,Address,City,Country,Gender,Recruitment,Job Position,Stage,Hired,"
        "Canceled,Source,Reject Reason\n"
        "Maya Oliveira,maya@example.com,,,Porto,Portugal,Female,Autumn 2025,Product Designer,"
        "Interview,No,Yes,Application Form,Skills\n"
        "Jun Kimura,jun@example.com,,,,,,Autumn 2025,Product Designer,Screening,No,No,,\n"
        "Ada Correia,ada@example.com,,,,,,Autumn 2025,Engineer,Offer,Yes,No,,\n",
        (
            ("Ada Correia", "Engineer", "Offer", Outcome.HIRED),
            ("Jun Kimura", "Product Designer", "Screening", None),
            ("Maya Oliveira", "Product Designer", "Interview", Outcome.REJECTED),
        ),
        reason="Skills",
        notes=("Found us by: Application Form",),
    ),
    Example(
        "opencats",
        "candidateID,lastName,firstName,phoneHome,phoneCell,email1,keySkills\n"
        '1,Oliveira,Maya,,351912345678,maya@example.com,"figma, research"\n'
        "2,Kimura,Jun,,,jun@example.com,\n",
        (("Jun Kimura", None, None, None), ("Maya Oliveira", None, None, None)),
    ),
    Example(
        "opencats",
        "First Name,Last Name,E-Mail,Cell Phone,City,State,Key Skills,Job Order,Recent Status,"
        "Source,Owner,Date Created,Misc Notes\n"
        "Maya,Oliveira,maya@example.com,,Porto,PT,figma,Product Designer,Not in Consideration,"
        "Web,Rosa,10-04-25,Call in spring\n"
        "Jun,Kimura,jun@example.com,,,,,Product Designer,Screening,,Rosa,11-05-25,\n",
        (
            ("Jun Kimura", "Product Designer", "Screening", None),
            ("Maya Oliveira", "Product Designer", "Received", Outcome.REJECTED),
        ),
        applied=date(2025, 10, 4),
        notes=("Call in spring", "Found us by: Web"),
    ),
)  # fmt: skip
