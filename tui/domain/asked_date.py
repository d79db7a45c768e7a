"""A date as somebody types it: `24.12`, `24.12.2026`, `2026-12-24`, `uke 48`."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from enum import StrEnum

_NORWEGIAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WEEK = re.compile(r"(?:uke|veke|week|u|v|w)\s?(\d{1,2})(?:[\s/.,-]+(\d{4}))?", re.IGNORECASE)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)


class NotADate(StrEnum):
    """Why a text is no date."""

    FORM = "form"
    """It does not look like one."""
    DAY = "day"
    """There is no such day."""
    WEEK = "week"
    """There is no such week in that year."""


def asked_date(text: str, today: date) -> date | NotADate:
    """The date a text means; of a week its Monday. Without a year: the one nearest to `today`."""
    words = " ".join(text.split())
    if found := _NORWEGIAN.fullmatch(words):
        day, month, year = found.groups()
        return _nearest(lambda one: date(one, int(month), int(day)), year, today) or NotADate.DAY
    if found := _ISO.fullmatch(words):
        year, month, day = found.groups()
        return _nearest(lambda one: date(one, int(month), int(day)), year, today) or NotADate.DAY
    if found := _WEEK.fullmatch(words):
        number, year = found.groups()
        return _nearest(lambda one: date.fromisocalendar(one, int(number), 1), year, today) or NotADate.WEEK
    if found := _ISO_WEEK.fullmatch(words):
        year, number = found.groups()
        return _nearest(lambda one: date.fromisocalendar(one, int(number), 1), year, today) or NotADate.WEEK
    return NotADate.FORM


def _nearest(made: Callable[[int], date], year: str | None, today: date) -> date | None:
    """The date made in the year, or without one in the year that brings it nearest; None where there is none."""
    found = []
    for one in [int(year)] if year else range(today.year - 1, today.year + 2):
        with suppress(ValueError):
            found.append(made(one))
    return min(found, key=lambda day: abs(day - today), default=None)
