"""Reading an object whose form we have documented: each field once, of its type, or a refusal."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from portal.policy.feeds import cleaning
from portal.policy.refusal import Refusal

W = TypeVar("W", bound=StrEnum)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Object:
    """An object of the body under the name by which it is refused."""

    where: str
    fields: dict[str, Any]

    def only(self, known: Collection[str]) -> None:
        """Raises Refusal if there is a field that we do not know."""
        for name in self.fields:
            if name not in known:
                raise Refusal(f"{self._name(cleaning.text(name, 60))} is not a field that we know.")

    def has(self, name: str) -> bool:
        """Whether the field is there, be it null."""
        return name in self.fields

    def object(self, name: str) -> "Object":
        """An object in it."""
        return Object(self._name(name), self._of(name, dict, "an object"))

    def identity(self, name: str) -> str:
        """An id, as text or as a number."""
        found = cleaning.ident(self.fields.get(name))
        if not found:
            raise Refusal(f"{self._name(name)} must be an id: text or a whole number.")
        return found

    def text(self, name: str, most: int = cleaning.SHORT) -> str:
        """A line of text; null is empty."""
        return cleaning.text(self._or_null(name, str, "text"), most)

    def long_text(self, name: str) -> str:
        """Text of several lines."""
        return cleaning.plain(self._or_null(name, str, "text"))

    def texts(self, name: str) -> list[str]:
        """Several texts; null is none."""
        found = self._or_null(name, list, "a list of texts") or []
        if not all(isinstance(one, str) for one in found):
            raise Refusal(f"{self._name(name)} must be a list of texts.")
        return found

    def flag(self, name: str) -> bool:
        """True or false."""
        return self._of(name, bool, "true or false")

    def moment(self, name: str) -> datetime:
        """A date or a moment."""
        found = cleaning.moment(self.fields.get(name))
        if found is None:
            raise Refusal(f"{self._name(name)} must be a moment such as 2026-03-02T09:30:00Z.")
        return found

    def word(self, name: str, words: type[W]) -> W:
        """One of several words."""
        try:
            return words(str(self.fields.get(name)))
        except ValueError:
            listed = ", ".join(word.value for word in words)
            raise Refusal(f"{self._name(name)} must be one of {listed}.") from None

    def gather(self, readers: dict[str, Callable[["Object", str], T]]) -> dict[str, T]:
        """Those of these fields that are there, as read."""
        return {name: read(self, name) for name, read in readers.items() if name in self.fields}

    def _or_null(self, name: str, kind: type[T], words: str) -> T | None:
        return None if self.fields.get(name) is None else self._of(name, kind, words)

    def _of(self, name: str, kind: type[T], words: str) -> T:
        found = self.fields.get(name)
        if not isinstance(found, kind):
            raise Refusal(f"{self._name(name)} must be {words}.")
        return found

    def _name(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name
