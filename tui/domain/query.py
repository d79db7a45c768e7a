"""Questions to the local copy, and the rows lists are made of, as values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from .agreement import Agreement, Goal
from .schedule import OfficeHours
from .values import dataclass

Row = TypeVar("Row", covariant=True)


class Rows(Protocol[Row]):
    """An ordered list that is read by window: row 900 000 costs what row 1 costs."""

    def __len__(self) -> int: ...

    def window(self, first: int, size: int) -> Sequence[Row]:
        """The rows `first .. first + size - 1`, fewer at the end."""
        ...

    def index_of(self, key: str) -> int | None:
        """Where the row with this key stands, None if it is not in the list."""
        ...


class Growing(Rows[Row], Protocol):
    """Rows that are still being found: what is there is right and in its place, and more may follow.

    Reading on is left to whoever shows them, a little at a time, so that no key waits for a million rows.
    """

    @property
    def complete(self) -> bool:
        """True once nothing can follow; only then is the length the number of rows there are."""
        ...

    def read_on(self) -> None:
        """Some milliseconds of work."""
        ...


class PartnerSort(StrEnum):
    """What the partner list is ordered by; by name within the same."""

    NAME = "name"
    MUNICIPALITY = "municipality"
    CHANGED = "changed"
    """Latest change at the source first."""
    NEXT_HOURS = "next_hours"
    """Next office hour first; those without any last."""
    AGREEMENT_END = "agreement_end"
    """Whose agreement ends next first; those without an end last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFilter:
    """What a partner must be to be listed, besides what is typed. Everything that is given must hold."""

    text: str = ""
    municipalities: tuple[str, ...] = ()
    """Four-digit numbers (SSB Klass 131); two digits stand for all of the county."""
    partners: tuple[str, ...] = ()
    """Ids; with `municipalities` too, either is enough."""
    without_agreement: bool = False
    """No agreement with it is active."""
    expiring_days: int | None = None
    """An active agreement with it ends within so many days."""
    without_contact: bool = False
    """The source names nobody there, and neither a telephone number nor an e-mail address."""
    not_reviewed: bool = False
    """Something about it has changed that was not reviewed."""


EVERY_PARTNER = PartnerFilter()
EXPIRING_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerQuery:
    """One question to the partner list."""

    text: str = ""
    """As typed: words, each of which must be found."""
    filter: PartnerFilter = EVERY_PARTNER
    sort: PartnerSort = PartnerSort.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """One line of the partner list."""

    id: str
    name: str
    municipality_code: str | None
    city: str | None
    """City of its first place, for partners without a municipality."""
    agreements: int
    goals_achieved: int
    """Goals of its agreements that the source calls achieved or completed."""
    goals: int
    last_modified: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """A goal with the agreement it belongs to."""

    goal: Goal
    agreement: Agreement
    responsible_name: str | None = None
    """Of the partner who is to see to it, if the copy has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRow:
    """Office hours with the names they are shown by."""

    hours: OfficeHours
    host_name: str | None
    provider_name: str | None
