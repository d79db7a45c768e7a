"""Office hours: a rule for when somebody is there to be met (HSDS schedule of a service_at_location)."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from .partner import Contact, Phone, Place
from .values import dataclass


class Frequency(StrEnum):
    """RFC 5545 FREQ, as far as HSDS uses it."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class HolidayPolicy(StrEnum):
    """What the source says happens on a public holiday (profile field `schedule.holiday_policy`)."""

    CLOSED = "closed"
    OPEN = "open"


class ExceptionStatus(StrEnum):
    """What happens on one date instead of the rule (profile field `schedule.exceptions[].status`)."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByDay:
    """One element of RFC 5545 BYDAY: `TU`, `2MO`, `-1FR`."""

    weekday: int
    """0 is Monday, 6 is Sunday."""
    ordinal: int | None = None
    """Which one in the month, from the end if negative; None means every one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """An RFC 5545 recurrence rule without its times of day."""

    freq: Frequency
    interval: int = 1
    byday: tuple[ByDay, ...] = ()
    bymonthday: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None
    """Last date on which an occurrence may fall, inclusive."""
    wkst: int = 0
    """First day of the week, 0 is Monday; decides the phase of every second week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleException:
    """One date on which the rule does not hold."""

    date: date
    """The date the rule gives (cancelled, moved), or the extra date."""
    status: ExceptionStatus
    opens_at: time | None = None
    """Wall-clock time of the moved or extra session; None keeps the rule's."""
    closes_at: time | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """One repeating session: who offers it, at whose place, and by which rule."""

    id: str
    source_id: str
    """The service_at_location (or service, or location) record it came with; `(source_id, id)` is unique."""
    service_id: str | None = None
    service_name: str | None = None
    provider_id: str | None = None
    """tilbyder: `service.organization_id`."""
    provider_name: str | None = None
    """As nested in the record, for when the partner itself is not in the local copy."""
    host_id: str | None = None
    """vert: `location.organization_id`."""
    place: Place | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    timezone_name: str = "Europe/Oslo"
    """IANA zone in which the wall-clock times hold."""
    dtstart: date | None = None
    """RFC 5545 DTSTART: the first possible date and the phase of the rule."""
    recurrence: Recurrence | None = None
    """None: the source gave no rule (a single date if `dtstart` is set, otherwise only `description`)."""
    valid_from: date | None = None
    valid_to: date | None = None
    """The dates between which the source vouches for the rule, both inclusive."""
    opens_at: time | None = None
    closes_at: time | None = None
    """Wall-clock; `closes_at` before `opens_at` means the session ends the next day."""
    by_appointment: bool | None = None
    holiday_policy: HolidayPolicy | None = None
    exceptions: tuple[ScheduleException, ...] = ()
    description: str | None = None
    notes: str | None = None
    attending: str | None = None
    """HSDS `attending_type`, free text."""
    unreadable: tuple[str, ...] = ()
    """Rule fields whose value could not be understood, as `field: value`; such a rule is not expanded."""
    last_modified: datetime | None = None


class SlotState(StrEnum):
    """What is known of one occurrence."""

    OPEN = "open"
    CANCELLED = "cancelled"
    """The source cancelled this date."""
    CLOSED = "closed"
    """A public holiday, and the source says closed on those."""
    MOVED = "moved"
    """Takes place this date at other hours than the rule's."""
    EXTRA = "extra"
    """Outside the rule."""
    UNCONFIRMED = "unconfirmed"
    """A public holiday, and the source says nothing about those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One expanded occurrence of office hours."""

    hours_id: str
    date: date
    start: datetime
    """Aware, in the rule's zone."""
    end: datetime
    state: SlotState
    by_appointment: bool = False
    holiday: str | None = None
    """Key of the public holiday it falls on (see `holidays.holiday`), whatever the state."""
    note: str | None = None


class Unexpandable(StrEnum):
    """Why a rule gives no dates. Shown in words, never as an empty calendar."""

    NO_RULE = "no_rule"
    """Neither a rule nor a start date: the source only describes the hours in prose."""
    NO_TIMES = "no_times"
    """`opens_at` or `closes_at` is missing."""
    NO_START_FOR_INTERVAL = "no_start_for_interval"
    """Every second week of what? Without DTSTART or valid_from the phase is unknown (HSDS requires it)."""
    NO_START_FOR_COUNT = "no_start_for_count"
    NO_DAYS = "no_days"
    """Weekly or monthly without day and without start date."""
    UNREADABLE = "unreadable"
    """A field could not be understood; see `OfficeHours.unreadable`."""
    UNKNOWN_ZONE = "unknown_zone"
    UNSUPPORTED = "unsupported"
    """BYWEEKNO, BYYEARDAY or another part that has no meaning for office hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """The occurrences in a window, or the reason there are none."""

    slots: tuple[Slot, ...] = ()
    reason: Unexpandable | None = None
