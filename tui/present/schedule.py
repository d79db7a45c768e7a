"""Office hours in words: rules as sentences are in `rule.py`, single occurrences here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from ..domain.holidays import eve
from ..domain.schedule import OfficeHours, Slot, SlotState, Unexpandable
from . import dates
from .language import N_, _
from .rule import rule as rule

NONE: Final = "-"

_STATES: Final = {
    SlotState.CANCELLED: N_("CANCELLED"),
    SlotState.CLOSED: N_("CLOSED"),
    SlotState.MOVED: N_("moved"),
    SlotState.EXTRA: N_("extra"),
    SlotState.UNCONFIRMED: N_("not confirmed"),
}
_NOT_HELD: Final = {SlotState.CANCELLED, SlotState.CLOSED}
_HOLIDAYS: Final = {
    "new_year": N_("New Year's Day"),
    "maundy_thursday": N_("Maundy Thursday"),
    "good_friday": N_("Good Friday"),
    "easter_sunday": N_("Easter Sunday"),
    "easter_monday": N_("Easter Monday"),
    "labour_day": N_("Labour Day"),
    "ascension": N_("Ascension Day"),
    "constitution_day": N_("Constitution Day"),
    "whit_sunday": N_("Whit Sunday"),
    "whit_monday": N_("Whit Monday"),
    "christmas_day": N_("Christmas Day"),
    "boxing_day": N_("Boxing Day"),
    "christmas_eve": N_("Christmas Eve"),
    "new_years_eve": N_("New Year's Eve"),
}
_REASONS: Final = {
    Unexpandable.NO_RULE: N_("The source describes the hours in words only."),
    Unexpandable.NO_TIMES: N_("The source does not say when it opens and closes."),
    Unexpandable.NO_START_FOR_INTERVAL: N_(
        "The source does not say which week, month or day the rule is counted from, so the dates are not known."
    ),
    Unexpandable.NO_START_FOR_COUNT: N_(
        "The source does not say when the sessions begin, so it is not known when the last one is."
    ),
    Unexpandable.NO_DAYS: N_("The source does not say which days."),
    Unexpandable.UNREADABLE: N_("Part of the rule could not be understood: {fields}."),
    Unexpandable.UNKNOWN_ZONE: N_("The time zone {zone} is not known."),
    Unexpandable.UNSUPPORTED: N_("The rule is of a kind that is not used for office hours, so no dates are shown."),
}


def holiday_name(key: str) -> str:
    """The name of a holiday or an eve by its key; of two on one day both: `17. mai, 1. pinsedag`."""
    return ", ".join(_(_HOLIDAYS[one]) for one in key.split("+"))


def state_word(slot: Slot) -> str:
    """What is special about this date, empty where nothing is; capitals where nobody will be there."""
    if slot.state is not SlotState.OPEN:
        return _(_STATES[slot.state])
    return _("by appointment only") if slot.by_appointment else ""


def slot_time(slot: Slot) -> str:
    """`09:00-12:00`, or why not: `AVLYST`, `STENGT`. At most 11 columns."""
    return state_word(slot) if slot.state in _NOT_HELD else dates.span(slot.start, slot.end)


def slot_remark(slot: Slot) -> str:
    """What else there is to know about this date: state, holiday, note, the usual hours of a cancelled one."""
    parts = [] if slot.state in _NOT_HELD else [state_word(slot)]
    if slot.by_appointment and slot.state not in {SlotState.OPEN, *_NOT_HELD}:
        parts.append(_("by appointment only"))
    special = slot.holiday or eve(slot.date)
    if special:
        parts.append(holiday_name(special))
    if slot.note:
        parts.append(slot.note)
    parts.append(zone_remark(slot))
    if slot.state in _NOT_HELD:
        parts.append(_("otherwise {hours}").format(hours=dates.span(slot.start, slot.end)))
    return ", ".join(part for part in parts if part)


def zone_remark(slot: Slot) -> str:
    """`lokal tid, UTC+2` where the clock at the place shows another time than ours, empty elsewhere."""
    there, here = slot.start.utcoffset(), dates.local(slot.start).utcoffset()
    if there == here or there is None:
        return ""
    minutes = there // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    return _("local time, UTC{offset}").format(offset=offset)


def next_time(slot: Slot | None, now: datetime) -> str:
    """`i dag 13:00-15:00`, `nå, til 15:00`, `on 25.11 10:00-14:00 (ikke bekreftet)`, `-`."""
    if slot is None:
        return NONE
    if _going_on(slot, now):
        words = _("now, until {end}").format(end=dates.clock(slot.end))
    else:
        words = f"{dates.day_near(slot.date, _today(slot, now))} {dates.span(slot.start, slot.end)}"
    state = state_word(slot)
    return f"{words} ({state})" if state else words


def next_short(slot: Slot | None, now: datetime) -> str:
    """The same in at most 11 columns: `i dag 13:00`, `til 15:00`, `on 10:00`, `ma 7.12`, `5.8.2027`, `-`."""
    if slot is None:
        return NONE
    if _going_on(slot, now):
        return _("until {end}").format(end=dates.clock(slot.end))
    today = _today(slot, now)
    away = (slot.date - today).days
    if away == 0:
        return f"{_('today')} {dates.clock(slot.start)}"
    if away < 7:
        return f"{dates.weekday(slot.date)} {dates.clock(slot.start)}"
    return dates.day_near(slot.date, today)


def why_no_dates(reason: Unexpandable, hours: OfficeHours) -> str:
    """One sentence on why a rule gives no dates."""
    return _(_REASONS[reason]).format(fields=", ".join(hours.unreadable), zone=hours.timezone_name)


def _going_on(slot: Slot, now: datetime) -> bool:
    return slot.start <= now < slot.end and slot.state not in _NOT_HELD


def _today(slot: Slot, now: datetime) -> date:
    return now.astimezone(slot.start.tzinfo).date()
