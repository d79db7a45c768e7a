"""What a person writes down: notes, points to raise, questions for when there is a network. It never leaves here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from .review import RecordRef
from .values import dataclass

LONGEST = 100_000
"""Characters of one note; of a point or question a tenth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The record something is written about, and what it is found again by if its id changes (see `identity`)."""

    ref: RecordRef
    title: str
    """As it was last known."""
    keys: tuple[str, ...] = ()
    """What it is known by when its id is not, the most certain first."""
    partners: tuple[str, ...] = ()
    """Ids of the partners it concerns."""
    gone_at: datetime | None = None
    """When it was noticed that the source no longer has it (aware, UTC); what was written stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Free text on a record, of any number of lines."""

    id: int
    subject: Subject
    text: str
    created_at: datetime
    changed_at: datetime
    followed_from: str | None = None
    """The id its record had when this was written, where the source has given it another one since."""

    @property
    def orphaned(self) -> bool:
        """Its record is gone and nothing that is surely the same has come instead."""
        return self.subject.gone_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something to raise with a partner."""

    id: int
    partner: Subject
    about: Subject | None
    """The record it came from; None where it is about the partner as such."""
    text: str
    created_at: datetime
    done_at: datetime | None = None
    outcome: str | None = None
    """One line on what came of it; None while it is to be raised, and where nothing was written."""
    followed_from: str | None = None


class Finding(StrEnum):
    """What asking the source for one record showed."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"
    """The source has no such record any more."""
    NEW = "new"
    """It was not in the local copy and is there now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a sync brought on a question."""

    at: datetime
    """When it was fetched (aware, UTC)."""
    finding: Finding
    modified_at: datetime | None = None
    """When the source says that it changed the record (aware, UTC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to be checked on a record when there is a network: the next sync asks for it first."""

    id: int
    subject: Subject
    text: str
    asked_at: datetime
    answer: Answer | None = None
    """None while it is pending."""
    followed_from: str | None = None
