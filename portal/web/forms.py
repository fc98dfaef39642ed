"""Forms: WTForms fields whose refusals stand beside them, with what was typed kept."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.policy.refusal import Refusal
from portal.web.pages import status_of


class PortalForm(FlaskForm):  # type: ignore[misc]
    """A form; `refused` says what is wrong with it as a whole. CSRF is the guard's work."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Tokens are checked once for all forms, in `web.guard`."""

        csrf = False

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Any:
            """Strip surrounding white space from all that is typed but passwords."""
            kind = unbound.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                filters = [_strip, *unbound.kwargs.get("filters", [])]
                unbound = type(unbound)(
                    unbound.field_class, *unbound.args, **{**unbound.kwargs, "filters": filters}
                )
            return unbound.bind(form=form, **options)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: list[str] = []
        self.status = 200

    def accepted(self) -> bool:
        """Whether this is a POST whose fields are all in order; sets `status` 422 if not."""
        if not self.is_submitted():
            return False
        if self.validate():
            return True
        self.status = 422
        return False

    @contextmanager
    def catching_refusals(self) -> Iterator[None]:
        """Turn a Refusal into an error beside its field and a status of 422 (or 409)."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(refusal)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside its field, or above the form if it is about none."""
        self.status = status_of(refusal)
        field = self._fields.get(refusal.field)
        if field is None:
            self.refused.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


def required(noun: str) -> InputRequired:
    """The field must be filled in: "Enter <noun>"."""
    return Needed(f"Enter {noun}.")


class Needed(InputRequired):
    """Not empty after stripping, unlike InputRequired, which is content with blanks."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Raises ValidationError if nothing but white space was typed."""
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            raise ValidationError(str(self.message))


def at_most(length: int) -> Length:
    """The text may not be longer than the column that keeps it."""
    return Length(max=length, message=f"Keep this to {length} characters.")


class LinesField(TextAreaField):
    """A list of short texts, one a line."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Split at line ends; empty lines fall out."""
        lines = str(valuelist[0]).splitlines() if valuelist else []
        self.data = [line.strip() for line in lines if line.strip()]  # type: ignore[assignment]


def options(pairs: Iterable[tuple[object, str]], *, empty: str | None = None) -> list[SelectChoice]:
    """Choices of a SelectField: (value, label), with an empty one first if asked for."""
    made = [SelectChoice(str(value), label) for value, label in pairs]
    return made if empty is None else [SelectChoice("", empty), *made]


class ChoiceField(SelectField):
    """A choice of one; refuses what was not offered in words a person understands."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a value that was not offered."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError("Choose one of the list.") from error


class OneOf(RadioField):
    """One of a few, all of them in sight; one has to be chosen."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for nothing and for what was not offered."""
        if self.data not in [value for value, *_ in self.iter_choices()]:
            raise ValidationError("Choose one of these.")


class Ticks(SelectMultipleField):
    """As many of a few as somebody likes, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for what was not offered."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError("Choose from these.") from error


def optional_int(value: str | None) -> int | None:
    """Coerce a choice of an id that may be empty."""
    return int(value) if value else None


def _strip(value: Any) -> Any:
    # No database text can hold a NUL, and no keyboard types one.
    return value.replace("\0", "").strip() if isinstance(value, str) else value
