"""Periods of review, and how far the review of each agreement has come in one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from .values import dataclass


class PeriodLength(StrEnum):
    """How long a period is. A tertial is a third of a year (January-April, May-August, September-December)."""

    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF_YEAR = "half-year"
    YEAR = "year"


_MONTHS = {PeriodLength.QUARTER: 3, PeriodLength.TERTIAL: 4, PeriodLength.HALF_YEAR: 6, PeriodLength.YEAR: 12}
_LETTERS = {PeriodLength.QUARTER: "K", PeriodLength.TERTIAL: "T", PeriodLength.HALF_YEAR: "H"}
_NAME = re.compile(r"(?:(?P<letter>[KTH])(?P<number>[1-4])-)?(?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period of the calendar year."""

    length: PeriodLength
    year: int
    number: int
    """Which of the year, from 1."""

    @property
    def name(self) -> str:
        """`T3-2026`, `K1-2026`, `H2-2026`, `2026`: as Norwegian offices write it, the same in every language."""
        letter = _LETTERS.get(self.length)
        return f"{letter}{self.number}-{self.year}" if letter else str(self.year)

    @property
    def first(self) -> date:
        return date(self.year, (self.number - 1) * _MONTHS[self.length] + 1, 1)

    @property
    def last(self) -> date:
        """Inclusive."""
        following = self.number * _MONTHS[self.length] + 1
        start = date(self.year, following, 1) if following <= 12 else None
        return date(self.year, 12, 31) if start is None else start - timedelta(days=1)

    def previous(self) -> Period:
        """The one before. ValueError before the year 1."""
        if self.number > 1:
            return Period(length=self.length, year=self.year, number=self.number - 1)
        if self.year == 1:
            raise ValueError(self.year)
        return Period(length=self.length, year=self.year - 1, number=12 // _MONTHS[self.length])

    def following(self) -> Period:
        """The one after."""
        if self.number < 12 // _MONTHS[self.length]:
            return Period(length=self.length, year=self.year, number=self.number + 1)
        return Period(length=self.length, year=self.year + 1, number=1)


def period_of(day: date, length: PeriodLength) -> Period:
    """The period a day lies in."""
    return Period(length=length, year=day.year, number=(day.month - 1) // _MONTHS[length] + 1)


def period_named(name: str) -> Period | None:
    """The period of a name as `Period.name` gives it, in either case; None for any other text."""
    found = _NAME.fullmatch(name.strip().upper())
    if found is None:
        return None
    letter, number, year = found["letter"], found["number"], int(found["year"])
    length = next((one for one, its in _LETTERS.items() if its == letter), PeriodLength.YEAR)
    if year < 1 or not 1 <= int(number or 1) <= 12 // _MONTHS[length]:
        return None
    return Period(length=length, year=year, number=int(number or 1))


class Stage(StrEnum):
    """How far the review of one agreement has come in one period."""

    NOT_SEEN = "not_seen"
    SEEN = "seen"
    NOTED = "noted"
    """Something was written on it, or on one of its goals."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReview:
    """One agreement in one period."""

    agreement_id: str
    period: str
    stage: Stage
    at: datetime
    """When it came so far (aware, UTC)."""
    followed_from: str | None = None
    """The id the agreement had when this was set, where the source has given it another one since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewProgress:
    """Where a person stands in a period: `7 av 23 gjennomgått`."""

    total: int
    not_seen: int
    seen: int
    noted: int
    done: int


def review_progress(agreement_ids: Collection[str], reviews: Mapping[str, AgreementReview]) -> ReviewProgress:
    """Counts over the agreements that exist now; what was reviewed and is gone since does not count."""
    stages = [reviews[one].stage if one in reviews else Stage.NOT_SEEN for one in agreement_ids]
    return ReviewProgress(
        total=len(stages),
        not_seen=stages.count(Stage.NOT_SEEN),
        seen=stages.count(Stage.SEEN),
        noted=stages.count(Stage.NOTED),
        done=stages.count(Stage.DONE),
    )
