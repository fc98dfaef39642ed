"""What a task asks for, in a sentence or two that a colleague would say."""

from portal.queries import questions
from portal.queries.questions import Side
from portal.queries.tasks import TaskRow
from portal.recruiter.viewer import viewer
from portal.vocabulary import ApprovalState, TaskKind
from portal.web.database import reading

SENTENCES = {
    TaskKind.SHARED_ADDRESS: "{system} has somebody with the e-mail address of {name}. Are they "
    "the same person?",
    TaskKind.MERGED_ELSEWHERE: "{system} merged {name} into another person. Nothing is sent to "
    "{name} until you say so.",
    TaskKind.DELETED_ELSEWHERE: "{system} deleted {name}. Nothing is sent to them until you say "
    "so.",
    TaskKind.ANONYMIZED_ELSEWHERE: "{system} made {name} anonymous. Nothing is sent to them until "
    "you say so.",
    TaskKind.APPLICATION_DELETED: "{system} deleted the application of {name} for {vacancy}. Here "
    "it is kept: look whether it still waits for an answer.",
    TaskKind.REOPENED_ELSEWHERE: "{system} says that {name} is considered for {vacancy} again. "
    "Look what stands here, and what they have been told.",
    TaskKind.DECIDED_DIFFERENTLY: "{system} says that it ended in another way for {name} and "
    "{vacancy} than was decided here. Look which of the two is true.",
    TaskKind.CLOSED_ELSEWHERE: "{system} closed {vacancy}, and here people still wait for an "
    "answer. Tell them; then it closes here too.",
    TaskKind.NOT_REACHED: "Our message to {name} about {vacancy} did not get through. Call them, "
    "and note it on the page of the message.",
    TaskKind.APPROVAL: "Words to {name} about {vacancy} wait for a second pair of eyes.",
    TaskKind.POINTS_MISSING: "The three points about {name} for {vacancy} were asked for and have "
    "not come. Write the feedback without them, or ask once more.",
}
RULED = {
    ApprovalState.APPROVED: "Your words to {name} about {vacancy} were approved: send them.",
    ApprovalState.REFUSED: "Your words to {name} about {vacancy} were sent back: read why.",
}
UNNAMED = "somebody who is gone"
UNTITLED = "a vacancy"
OTHER_SYSTEM = "The other system"


def sentence(task: TaskRow) -> str:
    """What happened, and what is to be done about it."""
    ruled = task.facts.get("ruled")
    said = RULED[ApprovalState(ruled)] if ruled else SENTENCES[task.kind]
    return said.format(
        system=system(task), name=task.name or UNNAMED, vacancy=task.vacancy or UNTITLED
    )


def system(task: TaskRow) -> str:
    """The system that a task comes from, as people write it."""
    return (task.system or "").capitalize() or OTHER_SYSTEM


def sides(task: TaskRow) -> tuple[tuple[str, Side], ...]:
    """The two whom a question is about, each under where they stand; nothing for other tasks."""
    if not task.is_question:
        return ()
    here, there = questions.sides(reading(), viewer(), task)
    return ("Here", here), (system(task), there)
