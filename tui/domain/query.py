"""Questions to the local copy, and the rows lists are made of, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from .agreement import Agreement, Goal
from .schedule import OfficeHours

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRow:
    """Office hours with the names they are shown by."""

    hours: OfficeHours
    host_name: str | None
    provider_name: str | None
