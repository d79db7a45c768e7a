"""What the local copy holds, how old it is and what comes next, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from ..domain.agreement import Agreement, Goal, Progress, Standing
from ..domain.freshness import CollectionState
from ..domain.persons import Persons
from ..domain.progress import progress
from ..domain.query import HoursRow
from ..domain.recurrence import slots
from ..domain.retention import Held, What
from ..domain.schedule import Slot
from ..domain.values import dataclass
from ..present import agreement as agreement_words
from ..present import dates, errors
from ..present import retention as retention_words
from ..present import schedule as schedule_words
from ..present import sync as sync_words
from ..present.language import _
from ..storage.reader import Reader

DAYS: Final = 7
"""How far ahead office hours are listed, after today."""
MOST: Final = 8
"""Sessions listed, and overdue goals listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One profile and its local copy at one moment."""

    version: str
    profile: str
    url: str | None
    states: tuple[CollectionState, ...]
    file: Path
    size: int
    """Bytes."""
    now: datetime
    """Aware."""
    held: tuple[Held, ...] = ()
    """How long each collection may stay."""
    persons: Persons = Persons.FULL
    """What is kept of contact persons."""
    hours: tuple[HoursRow, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    @property
    def failed(self) -> bool:
        """Some collection could not be brought up to date when that was last tried."""
        return any(state.error for state in self.states)

    @property
    def today(self) -> date:
        return dates.local_date(self.now)

    def sessions(self) -> list[tuple[Slot, HoursRow]]:
        """Office hours today that have not ended, and those of the next seven days, cancelled ones included."""
        last = self.today + timedelta(days=DAYS)
        found = [(slot, row) for row in self.hours for slot in slots(row.hours, self.today, last).slots]
        return sorted(
            ((slot, row) for slot, row in found if slot.end > self.now),
            key=lambda one: (one[0].start, _host(one[1]), one[0].hours_id),
        )

    def overdue(self) -> list[tuple[Goal, Agreement, Progress]]:
        """Goals past their due date that have not been reached, longest overdue first."""
        found = [(goal, one, progress(goal, self.today)) for one in self.agreements for goal in one.goals]
        late = [each for each in found if each[2].standing is Standing.OVERDUE]
        return sorted(late, key=lambda each: each[2].days_left or 0)


def read_status(
    reader: Reader,
    *,
    version: str,
    profile: str,
    url: str | None,
    file: Path,
    now: datetime,
    persons: Persons = Persons.FULL,
) -> Status:
    """Everything `samspill status` tells of one local copy. Raises CacheError."""
    return Status(
        version=version,
        profile=profile,
        url=url,
        states=reader.states(),
        file=file,
        size=reader.size(),
        now=now,
        held=reader.held(now),
        persons=persons,
        hours=reader.hours(),
        agreements=reader.agreements(),
    )


def lines(status: Status) -> list[str]:
    """For people: what the copy is worth, then what is next, then what is late."""
    source = status.url or _("no source is configured")
    return [
        _("Samspill {version}, profile {profile}: {source}").format(
            version=status.version, profile=status.profile, source=source
        ),
        *(_collection_line(state, status.now) for state in status.states),
        *(
            f"  {sync_words.collection(one.collection)}: {errors.sentence(one.error)}"
            for one in status.states
            if one.error and one.offered
        ),
        _("Local copy: {file} ({size})").format(file=status.file, size=sync_words.storage(status.size)),
        *retention_words.sentences(status.held, status.persons, status.now),
        *_session_lines(status),
        *_overdue_lines(status),
    ]


def document(status: Status) -> dict[str, Any]:
    """For programs: names and values never change with the language, times are RFC 3339, None is "never" or "unstated".

    Only `sentence` is for people.
    """
    return {
        "version": status.version,
        "profile": status.profile,
        "url": status.url,
        "cache": {"file": str(status.file), "bytes": status.size},
        "persons": status.persons.value,
        "expires": {one.collection.value: _expiry(one) for one in status.held},
        "collections": {state.collection.value: _collection(state, status.now) for state in status.states},
        "office_hours": [_session(slot, row) for slot, row in status.sessions()],
        "overdue_goals": [_goal(*each) for each in status.overdue()],
    }


def _collection_line(state: CollectionState, now: datetime) -> str:
    name = f"{sync_words.collection(state.collection):<12}"
    if state.completed_at is None:
        return f"{name}  {sync_words.state_line(state, now)}"
    fetched = _("fetched {when}, {age} ago").format(
        when=dates.moment(state.completed_at, now), age=dates.age(now - state.completed_at)
    )
    return f"{name}  {state.rows:>7}  {fetched}: {sync_words.state_line(state, now)}"


def _session_lines(status: Status) -> Iterator[str]:
    sessions = status.sessions()
    if not sessions:
        if status.hours:
            yield _("No office hours today or in the next {count} days.").format(count=DAYS)
        return
    yield _("Office hours today and in the next {count} days:").format(count=DAYS)
    for slot, row in sessions[:MOST]:
        place = row.hours.place.name if row.hours.place else None
        remark = schedule_words.slot_remark(slot)
        day = dates.day_near(slot.date, status.today)
        parts = [_host(row), place if place != _host(row) else None, remark]
        yield f"  {day:<9} {schedule_words.slot_time(slot):<11}  {', '.join(part for part in parts if part)}"
    if len(sessions) > MOST:
        yield "  " + _("and {count} more").format(count=len(sessions) - MOST)


def _overdue_lines(status: Status) -> Iterator[str]:
    late = status.overdue()
    if late:
        yield _("Goals past their due date:")
    for goal, agreement, standing in late[:MOST]:
        left = dates.days_left(standing.days_left or 0)
        numbers = f", {agreement_words.numbers(standing)}" if standing.target is not None else ""
        yield f"  {left}: {goal.title} ({agreement.title}){numbers}"
    if len(late) > MOST:
        yield "  " + _("and {count} more").format(count=len(late) - MOST)


def _host(row: HoursRow) -> str:
    return row.host_name or row.provider_name or row.hours.service_name or "-"


def _collection(state: CollectionState, now: datetime) -> dict[str, Any]:
    return {
        "rows": state.rows,
        "completed_at": _moment(state.completed_at),
        "age_seconds": int((now - state.completed_at).total_seconds()) if state.completed_at else None,
        "attempted_at": _moment(state.attempted_at),
        "rejected": state.rejected,
        "offered": state.offered,
        "error": None
        if state.error is None
        else {"kind": type(state.error).__name__, "sentence": errors.sentence(state.error)},
    }


def _expiry(held: Held) -> dict[str, str | None]:
    """When what goes; None where nothing is left of persons."""
    return {
        "persons_at": _moment(held.expires(What.PERSONS)) if held.persons else None,
        "everything_at": _moment(held.expires(What.EVERYTHING)),
    }


def _session(slot: Slot, row: HoursRow) -> dict[str, Any]:
    return {
        "hours_id": slot.hours_id,
        "source_id": row.hours.source_id,
        "start": _moment(slot.start),
        "end": _moment(slot.end),
        "state": slot.state.value,
        "by_appointment": slot.by_appointment,
        "host": row.host_name,
        "provider": row.provider_name,
        "place": row.hours.place.name if row.hours.place else None,
    }


def _goal(goal: Goal, agreement: Agreement, standing: Progress) -> dict[str, Any]:
    return {
        "id": goal.id,
        "title": goal.title,
        "agreement_id": agreement.id,
        "agreement": agreement.title,
        "due_date": goal.due_date.isoformat() if goal.due_date else None,
        "days_left": standing.days_left,
        "actual": standing.actual,
        "target": standing.target,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
