"""The tables of a data folder: which keys they may have, and what must hold between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..present.language import _
from . import values as v

Table = Mapping[str, Any]
"""A checked table: values in wire form, arrays as tuples, keys that were not stated left out."""

Complaint = tuple[str, str]
"""Key and message of something wrong between the keys of one table."""


def _no_complaints(_table: Table) -> Iterator[Complaint]:
    yield from ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table may hold."""

    values: Mapping[str, v.Reader] = field(default_factory=dict)
    lists: Mapping[str, v.Reader] = field(default_factory=dict)
    """Arrays of values."""
    tables: Mapping[str, Shape] = field(default_factory=dict)
    """Arrays of tables."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Keys that name a table of the given kind."""
    required: tuple[str, ...] = ()
    check: Callable[[Table], Iterator[Complaint]] = _no_complaints
    """Called when everything in the table is right by itself."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.values, *self.lists, *self.references, *self.tables)


def _ordered(table: Table, first: str, last: str) -> Iterator[Complaint]:
    if first in table and last in table and table[last] < table[first]:
        words = _("{last} ({last_day}) is before {first} ({first_day}). Correct one of them.")
        yield last, words.format(last=last, last_day=table[last], first=first, first_day=table[first])


def _check_contact(table: Table) -> Iterator[Complaint]:
    if not table:
        yield "", _("The contact is empty. State at least one of name, title, department, email and phone.")


def _check_session(table: Table) -> Iterator[Complaint]:
    repeat = table.get("repeat")
    if repeat is None:
        for key in ("every", "days", "month_days", "count", "until", "week_starts"):
            if key in table:
                words = _('{key} goes only with repeat. Add repeat, for example repeat = "weekly", or remove {key}.')
                yield key, words.format(key=key)
        if "starts" not in table and "description" not in table:
            yield "", _("The session has neither repeat, starts (a single date) nor description. State one of them.")
    if repeat not in {"monthly", "yearly"}:
        if any(len(day) > 2 for day in table.get("days", ())):
            yield "days", _('Numbered weekdays like "1tu" go only with repeat = "monthly" or "yearly".')
        if repeat and "month_days" in table:
            yield "month_days", _('month_days goes only with repeat = "monthly" or "yearly".')
    if "count" in table and "until" in table:
        yield "count", _("count and until cannot stand together. Remove one of them.")
    if (table.get("every", 1) > 1 or "count" in table) and not ("starts" in table or "valid_from" in table):
        key = "every" if "every" in table else "count"
        yield key, _("{key} needs starts, the first date, to be counted from. Add starts.").format(key=key)
    if repeat in {"weekly", "monthly", "yearly"} and not {"days", "month_days", "starts"} & set(table):
        yield "repeat", _("The day is missing. Add days, month_days or starts.")
    yield from _check_times(table)
    yield from _ordered(table, "valid_from", "valid_to")
    yield from _ordered(table, "starts", "until")


def _check_times(table: Table) -> Iterator[Complaint]:
    for one, other in (("opens", "closes"), ("closes", "opens")):
        if one in table and other not in table:
            yield one, _("{one} stands without {other}. State both, or none of them.").format(one=one, other=other)


def _check_agreement(table: Table) -> Iterator[Complaint]:
    yield from _ordered(table, "valid_from", "valid_to")


def _check_goal(table: Table) -> Iterator[Complaint]:
    yield from _ordered(table, "starts", "due")


def _check_period(table: Table) -> Iterator[Complaint]:
    if not table:
        yield "", _("The period is empty. State at least one of start, end, target, actual and comment.")
    yield from _ordered(table, "start", "end")


PHONE = Shape({"number": v.phone_number, "kind": v.line, "description": v.line}, required=("number",))
CONTACT = Shape(
    {"name": v.line, "title": v.line, "department": v.line, "email": v.email, "phone": v.phone_number},
    tables={"phones": PHONE},
    check=_check_contact,
)
LINK = Shape({"title": v.line, "url": v.url}, required=("url",))

SETTINGS = Shape(
    {
        "title": v.line,
        "publisher": v.line,
        "namespace": v.namespace,
        "timezone": v.zone,
        "modified": v.moment,
        "license": v.line,
    },
    tables={"sources": LINK},
    required=("title", "publisher", "namespace"),
)

PARTNER = Shape(
    {
        "name": v.line,
        "alternate_name": v.line,
        "description": v.text,
        "sector": v.one_of("voluntary", "public", "private"),
        "organization_number": v.organization_number,
        "municipality": v.municipality,
        "legal_status": v.line,
        "email": v.email,
        "website": v.url,
        "phone": v.phone_number,
        "modified": v.moment,
    },
    tables={"contact": CONTACT, "phones": PHONE},
    required=("name",),
)

PLACE = Shape(
    {
        "name": v.line,
        "kind": v.one_of("physical", "virtual", "postal"),
        "street": v.line,
        "postal_code": v.postal_code,
        "city": v.line,
        "municipality": v.municipality,
        "url": v.url,
        "description": v.text,
        "transportation": v.text,
        "phone": v.phone_number,
        "modified": v.moment,
    },
    tables={"contact": CONTACT, "phones": PHONE},
    references={"host": "partner"},
    required=("name",),
)

EXCEPTION = Shape(
    {
        "date": v.day,
        "status": v.one_of("cancelled", "moved", "extra"),
        "opens": v.clock,
        "closes": v.clock,
        "note": v.line,
    },
    required=("date", "status"),
    check=_check_times,
)

SESSION = Shape(
    {
        "key": v.key,
        "repeat": v.one_of("weekly", "monthly", "daily", "yearly"),
        "every": v.count,
        "count": v.count,
        "until": v.day,
        "week_starts": v.one_of("mo", "tu", "we", "th", "fr", "sa", "su"),
        "starts": v.day,
        "opens": v.clock,
        "closes": v.clock,
        "valid_from": v.day,
        "valid_to": v.day,
        "timezone": v.zone,
        "by_appointment": v.switch,
        "holidays": v.one_of("closed", "open"),
        "description": v.text,
        "notes": v.text,
        "attending": v.line,
    },
    lists={"days": v.by_day, "month_days": v.month_day},
    tables={"exception": EXCEPTION},
    check=_check_session,
)

HOURS = Shape(
    {"title": v.line, "description": v.text, "phone": v.phone_number, "modified": v.moment},
    tables={"contact": CONTACT, "phones": PHONE, "session": SESSION},
    references={"provider": "partner", "place": "place"},
    required=("title", "provider", "place"),
)

PERIOD = Shape(
    {"start": v.day, "end": v.day, "target": v.number, "actual": v.number, "comment": v.text}, check=_check_period
)
INDICATOR = Shape(
    {
        "key": v.key,
        "title": v.line,
        "measure": v.one_of("unit", "percentage", "nominal", "ordinal", "qualitative"),
        "unit": v.line,
        "ascending": v.switch,
        "baseline": v.number,
        "baseline_date": v.day,
    },
    tables={"period": PERIOD},
    required=("title",),
)
ACTION = Shape(
    {
        "key": v.key,
        "title": v.line,
        "due": v.day,
        "status": v.one_of("scheduled", "met", "not_met", "partially_met"),
        "met": v.day,
    },
    required=("title",),
)
GOAL = Shape(
    {
        "key": v.key,
        "title": v.line,
        "description": v.text,
        "lifecycle": v.one_of("planned", "active", "on_hold", "completed", "cancelled"),
        "achievement": v.one_of("on_track", "at_risk", "behind", "achieved", "not_achieved"),
        "starts": v.day,
        "due": v.day,
    },
    tables={"action": ACTION, "indicator": INDICATOR},
    references={"responsible": "partner"},
    required=("key", "title"),
    check=_check_goal,
)
PARTY = Shape(
    {"role": v.line, "signatory": v.line, "signatory_title": v.line},
    references={"partner": "partner"},
    required=("partner",),
)
AGREEMENT = Shape(
    {
        "title": v.line,
        "type": v.line,
        "status": v.one_of("draft", "active", "expired", "terminated", "renewed"),
        "description": v.text,
        "signed": v.reduced_date,
        "signed_place": v.line,
        "valid_from": v.day,
        "valid_to": v.day,
        "meeting_cadence": v.line,
        "next_meeting": v.day,
        "evaluation_due": v.day,
        "modified": v.moment,
    },
    tables={"party": PARTY, "contact": CONTACT, "document": LINK, "source": LINK, "goal": GOAL},
    required=("title",),
    check=_check_agreement,
)

KINDS: Mapping[str, Shape] = {"partner": PARTNER, "place": PLACE, "hours": HOURS, "agreement": AGREEMENT}
"""Kinds of tables in the files of a folder, besides its settings."""
