"""Rows of facts with named columns: what csv and json files are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeAlias

from ...domain.agreement import Agreement, Goal
from ...domain.progress import progress
from ...domain.query import GoalRow, HoursRow, PartnerRow
from ...domain.schedule import Slot
from ...domain.values import dataclass
from ...present import agreement as agreement_words
from ...present import dates
from ...present import partner as partner_words
from ...present import schedule as schedule_words
from ...present.language import N_

Cell: TypeAlias = str | int | float | date | datetime | None
"""None is "not stated" and stays empty; moments are aware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    key: str
    """English and stable: the name in json."""
    title: str
    """English source text: the heading of a csv file, in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    name: str
    """English, for the name of the file."""
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    """Read once: of a long list they are made as they are written."""


def partners(rows: Iterable[PartnerRow]) -> Table:
    """The partner list as it is shown. It holds no contacts: whoever needs those opens the card."""
    return table(
        "partners",
        (
            ("id", N_("Id")),
            ("name", N_("Name")),
            ("municipality_code", N_("Municipality number")),
            ("municipality", N_("Municipality")),
            ("agreements", N_("Agreements")),
            ("goals_achieved", N_("Goals achieved")),
            ("goals", N_("Goals")),
            ("last_modified", N_("Changed at the source")),
        ),
        (
            (
                one.id,
                one.name,
                one.municipality_code,
                _known(partner_words.municipality(one.municipality_code, one.city)),
                one.agreements,
                one.goals_achieved,
                one.goals,
                one.last_modified,
            )
            for one in rows
        ),
    )


def office_hours(sessions: Iterable[tuple[Slot, HoursRow]]) -> Table:
    """One row per session, cancelled ones included, by the clock of the place."""
    return table(
        "office-hours",
        (
            ("id", N_("Id")),
            ("date", N_("Date")),
            ("starts_at", N_("From")),
            ("ends_at", N_("To")),
            ("timezone_name", N_("Time zone")),
            ("state", N_("State")),
            ("remark", N_("Remark")),
            ("service", N_("Service")),
            ("host", N_("Host")),
            ("provider", N_("Provider")),
            ("place", N_("Place")),
            ("address", N_("Address")),
        ),
        (
            (
                f"{row.hours.source_id}/{slot.hours_id}",
                slot.date,
                dates.clock(slot.start),
                dates.clock(slot.end),
                row.hours.timezone_name,
                slot.state.value,
                schedule_words.slot_remark(slot) or None,
                row.hours.service_name,
                row.host_name,
                row.provider_name,
                row.hours.place.name if row.hours.place else None,
                _known(partner_words.address(row.hours.place)) if row.hours.place else None,
            )
            for slot, row in sessions
        ),
    )


def goals(rows: Iterable[GoalRow], today: date) -> Table:
    """One row per goal; numbers are those of its first indicator with a target."""
    return table(
        "goals",
        (
            ("id", N_("Id")),
            ("agreement_id", N_("Agreement id")),
            ("agreement", N_("Agreement")),
            ("title", N_("Goal")),
            ("standing", N_("Standing")),
            ("computed", N_("Worked out here")),
            ("actual", N_("Now")),
            ("target", N_("Target")),
            ("as_of", N_("As of")),
            ("percent", N_("Percent")),
            ("planned", N_("Planned by today")),
            ("due_date", N_("Due")),
            ("days_left", N_("Days left")),
        ),
        (_goal(one.goal, one.agreement, today) for one in rows),
    )


def agreements(rows: Iterable[Agreement], today: date) -> Table:
    """One row per agreement."""
    return table(
        "agreements",
        (
            ("id", N_("Id")),
            ("title", N_("Agreement")),
            ("type", N_("Type")),
            ("status", N_("Status")),
            ("parties", N_("Parties")),
            ("signed_date", N_("Signed")),
            ("valid_from", N_("Valid from")),
            ("valid_to", N_("Valid to")),
            ("days_left", N_("Days left")),
            ("next_meeting_date", N_("Next meeting")),
            ("evaluation_due_date", N_("Evaluation by")),
            ("goals", N_("Goals")),
            ("last_modified", N_("Changed at the source")),
        ),
        (
            (
                one.id,
                one.title,
                one.type,
                agreement_words.status(one.status) if one.status else None,
                ", ".join(party.name for party in one.parties if party.name) or None,
                one.signed_date,
                one.valid_from,
                one.valid_to,
                (one.valid_to - today).days if one.valid_to else None,
                one.next_meeting_date,
                one.evaluation_due_date,
                len(one.goals),
                one.last_modified,
            )
            for one in rows
        ),
    )


def _goal(goal: Goal, agreement: Agreement, today: date) -> tuple[Cell, ...]:
    found = progress(goal, today)
    return (
        goal.id,
        agreement.id,
        agreement.title,
        goal.title,
        agreement_words.standing(found.standing),
        int(found.computed),
        found.actual,
        found.target,
        found.as_of if found.actual is not None else None,
        None if found.fraction is None else round(found.fraction * 100, 1),
        found.planned_value,
        goal.due_date,
        found.days_left,
    )


def _known(words: str) -> str | None:
    return None if words == partner_words.UNKNOWN else words


def table(name: str, columns: Sequence[tuple[str, str]], rows: Iterable[tuple[Cell, ...]]) -> Table:
    return Table(
        name=name,
        columns=tuple(Column(key=key, title=title) for key, title in columns),
        rows=rows,
    )
