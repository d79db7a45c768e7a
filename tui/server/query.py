"""The query parameters of lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

PER_PAGE = 50
MOST_PER_PAGE = 500
LONGEST_SEARCH = 200

NOT_OFFERED = frozenset({"taxonomy_term_id", "taxonomy_id", "organization_id", "postcode", "proximity"})
"""Filters of HSDS that this server lacks. Ignoring one would answer with records nobody asked for."""


class Form(StrEnum):
    """How much of a record a list holds."""

    SUMMARY = "summary"
    FULL = "full"
    MINIMAL = "minimal"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What somebody wants of a list."""

    page: int = 1
    per_page: int = PER_PAGE
    form: Form = Form.SUMMARY
    modified_after: datetime | None = None
    """Aware, UTC."""
    search: str = ""


class BadParameterError(ValueError):
    """A query parameter that cannot be used."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name} {message}")
        self.name = name


def list_query(parameters: Iterable[tuple[str, str]]) -> ListQuery:
    """Read the parameters of a list; those this server has never heard of are ignored.

    Raises BadParameterError.
    """
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in NOT_OFFERED:
            raise BadParameterError(name, "is a filter this server does not offer")
        if given.setdefault(name, value) != value:
            raise BadParameterError(name, "is given twice")
    if given.get("format", "json") != "json":
        raise BadParameterError("format", "must be json, the only format offered")
    search = given.get("search", "")
    if len(search) > LONGEST_SEARCH:
        raise BadParameterError("search", f"is longer than {LONGEST_SEARCH} characters")
    minimal, full = _flag(given, "minimal"), _flag(given, "full")
    return ListQuery(
        page=_number(given, "page", 1, 10**9),
        per_page=_number(given, "per_page", PER_PAGE, MOST_PER_PAGE),
        form=Form.MINIMAL if minimal else Form.FULL if full else Form.SUMMARY,
        modified_after=_moment(given, "modified_after"),
        search=search,
    )


def _number(given: dict[str, str], name: str, default: int, most: int) -> int:
    value = given.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"\d{1,10}", value, re.ASCII) or not 1 <= int(value) <= most:
        raise BadParameterError(name, f"must be a whole number from 1 to {most}")
    return int(value)


def _flag(given: dict[str, str], name: str) -> bool:
    value = given.get(name, "false").lower()
    if value not in {"true", "false", "1", "0"}:
        raise BadParameterError(name, "must be true or false")
    return value in {"true", "1"}


def _moment(given: dict[str, str], name: str) -> datetime | None:
    """RFC 3339, or a date, which means its first moment in UTC. A plus sign that arrived as a space is read as one."""
    value = given.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)", "+", value) if "T" in value else value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadParameterError(name, "must be a date with time like 2026-11-20T08:00:00Z") from None
