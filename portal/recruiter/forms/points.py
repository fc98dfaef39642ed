"""Asking somebody for three points."""

from wtforms import StringField, TextAreaField

from portal.queries.applications import ApplicationRow
from portal.services.points import LONGEST_MESSAGE, Question
from portal.web.forms import PortalForm, at_most, required


class QuestionForm(PortalForm):
    """Whom to ask, and a word to them."""

    name = StringField("Name", [required("a name"), at_most(200)])
    email = StringField("E-mail", [required("an address"), at_most(254)])
    note = TextAreaField("A word to them", [at_most(LONGEST_MESSAGE)])

    def question(self) -> Question:
        """What was typed."""
        return Question(
            name=self.name.data or "", email=self.email.data or "", message=self.note.data or ""
        )


def question_form(row: ApplicationRow, *, posted: bool = False) -> QuestionForm:
    """The form, with the vacancy's hiring manager in it if there is one."""
    values = {"name": row.manager or "", "email": row.manager_email or ""}
    return QuestionForm(data=values) if posted else QuestionForm(formdata=None, data=values)
