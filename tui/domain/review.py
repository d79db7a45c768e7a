"""What became different at the source, and which of it a person has looked at.

The unit of review is a field of a record with the value it got. A mark falls when that field gets another value: then
both steps are to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from .agreement import Goal
from .freshness import Collection, CollectionState
from .schedule import OfficeHours
from .values import dataclass


class RecordKind(StrEnum):
    """What a person can look at, note on and ask about."""

    PARTNER = "partner"
    HOURS = "hours"
    AGREEMENT = "agreement"
    GOAL = "goal"

    @property
    def collection(self) -> Collection:
        """With which records of the source it comes."""
        return _COLLECTIONS[self]


_COLLECTIONS = {
    RecordKind.PARTNER: Collection.PARTNERS,
    RecordKind.HOURS: Collection.HOURS,
    RecordKind.AGREEMENT: Collection.AGREEMENTS,
    RecordKind.GOAL: Collection.AGREEMENTS,
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RecordRef:
    """Names one record of the local copy."""

    kind: RecordKind
    source_id: str
    """The record of the source that it came with: of a goal its agreement."""
    record_id: str
    """The same for partners and agreements."""

    @property
    def collection(self) -> Collection:
        return self.kind.collection

    @classmethod
    def partner(cls, id: str) -> RecordRef:  # noqa: A002 - the word of the contract
        return cls(kind=RecordKind.PARTNER, source_id=id, record_id=id)

    @classmethod
    def agreement(cls, id: str) -> RecordRef:  # noqa: A002
        return cls(kind=RecordKind.AGREEMENT, source_id=id, record_id=id)

    @classmethod
    def goal(cls, goal: Goal) -> RecordRef:
        return cls(kind=RecordKind.GOAL, source_id=goal.agreement_id, record_id=goal.id)

    @classmethod
    def hours(cls, hours: OfficeHours) -> RecordRef:
        return cls(kind=RecordKind.HOURS, source_id=hours.source_id, record_id=hours.id)


class Topic(StrEnum):
    """Under which heading a change is listed, in this order."""

    HOURS = "hours"
    GOALS = "goals"
    CONTACTS = "contacts"
    """How to reach a partner. What a person was and is called stays out of the history."""
    PARTNERS = "partners"
    AGREEMENTS = "agreements"


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class ReviewState(StrEnum):
    """How a change stands with the person."""

    OPEN = "open"
    """Not looked at."""
    REVIEWED = "reviewed"
    PASSED = "passed"
    """Never marked, and a review was closed since: it does not count any more."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands for a value about a person: that it changed is kept, what it was is not."""


WITHHELD = Withheld()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A partner a change concerns, by the name it had when the change was fetched."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the history."""

    seq: int
    """Its number in the book; later is greater."""
    ref: RecordRef
    topic: Topic
    kind: ChangeKind
    title: str
    """Of the partner, service or agreement, as it was last known."""
    goal_title: str | None = None
    goal_number: int | None = None
    """Which goal of its agreement, from 1."""
    place: str | None = None
    """Of office hours: where."""
    session: OfficeHours | None = None
    """Of office hours: the rule at that time; nothing but the rule is filled in."""
    partners: tuple[Named, ...] = ()
    """Those it concerns, the host or the first party first."""
    field: str | None = None
    """Dotted name (`indicators[i1].periods[2026-01-01/].actual`); None where the whole record came or went."""
    before: object = None
    """Plain JSON value, WITHHELD, or None where nothing was stated."""
    after: object = None
    fetched_at: datetime
    """When it became visible on this machine (aware, UTC)."""
    modified_at: datetime | None = None
    """When the source says that it changed the record (aware, UTC)."""
    state: ReviewState = ReviewState.OPEN

    @property
    def key(self) -> str:
        """The key of its row."""
        return str(self.seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCount:
    """How much is listed under one heading."""

    topic: Topic
    total: int
    open: int


class SinceKind(StrEnum):
    REVIEW = "review"
    """The last review that was closed; everything where none was."""
    MOMENT = "moment"
    BASELINE = "baseline"
    START = "start"
    """As far back as anything is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """From when on changes are listed."""

    kind: SinceKind = SinceKind.REVIEW
    moment: datetime | None = None
    """Aware; changes fetched at this moment are in. Of MOMENT only."""
    baseline: int | None = None
    """Of BASELINE only: its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which changes are in view."""

    since: Since = Since()
    partner: str | None = None
    """Only those that concern this partner."""
    record: RecordRef | None = None
    """Only those of this record, of an agreement also those of its goals; then `partner` does not count."""
    unreviewed: bool = False
    """Only those not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A record that the source no longer has: shown greyed for a while, with what was noted on it."""

    ref: RecordRef
    title: str
    """As it was last known."""
    gone_at: datetime
    """When that was noticed here (aware, UTC)."""
    partners: tuple[Named, ...] = ()


def not_checked(states: Iterable[CollectionState]) -> tuple[CollectionState, ...]:
    """The collections of which silence means "not known": the last attempt failed or is not at its end, or there never
    was one."""
    return tuple(
        one for one in states if one.offered and (one.error is not None or one.interrupted or one.never_fetched)
    )


def last_sync(states: Iterable[CollectionState]) -> Since | None:
    """From the last complete check of any collection on; None where there was none."""
    moments = [one.completed_at for one in states if one.completed_at is not None]
    return Since(kind=SinceKind.MOMENT, moment=max(moments)) if moments else None
