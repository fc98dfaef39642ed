"""Wordings of consents: each change is a new version, the old ones stay with who agreed to them."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.context import Context
from portal.models import ConsentText
from portal.policy import consent_text
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit
from portal.vocabulary import Act, ConsentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """A wording as typed; `version` is the one that the writer saw (0: none was there)."""

    language: str
    body: str
    months: int
    version: int


def write(context: Context, draft: TextDraft) -> ConsentText:
    """The next version of the pool's wording; the present one if nothing has changed.

    Raises Refusal for a wording that cannot be used, Conflict if somebody else wrote meanwhile.
    """
    body = consent_text.checked(draft.body)
    if not 1 <= draft.months <= consent_text.MOST_MONTHS:
        raise Refusal(f"Enter 1 to {consent_text.MOST_MONTHS} months.", "months")
    newest = _newest(context, draft.language)
    if (newest.version if newest else 0) != draft.version:
        raise Conflict(
            "Somebody else has written a new version meanwhile. Yours is kept below; open the "
            "page again to see theirs."
        )
    if newest is not None and (newest.body.strip(), newest.months) == (body, draft.months):
        return newest
    text = ConsentText(
        kind=ConsentKind.POOL,
        language=draft.language,
        version=draft.version + 1,
        body=body,
        months=draft.months,
        written_by_id=context.actor.id,
        written_at=context.now,
    )
    context.session.add(text)
    context.session.flush()
    audit.record(
        context, Act.SETTINGS_CHANGED, settings=["consent_text"], text=text.id, version=text.version
    )
    return text


def _newest(context: Context, language: str) -> ConsentText | None:
    return context.session.scalar(
        select(ConsentText)
        .where(ConsentText.kind == ConsentKind.POOL, ConsentText.language == language)
        .order_by(ConsentText.version.desc())
        .limit(1)
    )
