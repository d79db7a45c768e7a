"""The field of a change and its values in words: `ti 10-12`, `sluttdato`, `31.12.2027`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any, Final

from ..domain.agreement import AchievementStatus, ActionStatus, AgreementStatus, LifecycleStatus, Standing
from ..domain.partner import Sector
from ..domain.review import WITHHELD, Change, ChangeKind, RecordKind
from ..domain.schedule import ExceptionStatus, HolidayPolicy, OfficeHours
from . import agreement, dates, partner
from .language import N_, _
from .numbers import number

_NAMES: Final = {
    "name": N_("name"), "alternate_name": N_("other name"), "description": N_("description"), "sector": N_("sector"),
    "organization_number": N_("organisation number"), "municipality_code": N_("municipality"),
    "legal_status": N_("legal status"), "email": N_("e-mail"), "website": N_("web site"), "contacts": N_("contact"),
    "phones": N_("telephone"), "department": N_("department"), "places": N_("meeting place"),
    "street": N_("street address"),
    "postal_code": N_("postal code"), "city": N_("city"), "url": N_("link"), "transportation": N_("how to get there"),
    "service_name": N_("service"), "provider_id": N_("provider"), "provider_name": N_("provider"),
    "host_id": N_("host"), "place": N_("meeting place"), "dtstart": N_("first date"), "recurrence": N_("rule"),
    "byday": N_("days"), "freq": N_("rule"), "interval": N_("rule"), "count": N_("rule"), "until": N_("last date"),
    "valid_from": N_("start date"), "valid_to": N_("end date"), "opens_at": N_("opens"), "closes_at": N_("closes"),
    "by_appointment": N_("by appointment only"), "holiday_policy": N_("public holidays"), "notes": N_("remark"),
    "attending": N_("how to attend"), "timezone_name": N_("time zone"), "title": N_("title"), "type": N_("type"),
    "status": N_("status"), "signed_date": N_("signed"), "signed_place": N_("signed at"),
    "meeting_cadence": N_("meetings"), "next_meeting_date": N_("next meeting"),
    "evaluation_due_date": N_("evaluation by"), "parties": N_("party"), "role": N_("role"),
    "documents": N_("document"), "sources": N_("source"), "lifecycle_status": N_("status"),
    "achievement_status": N_("achievement"), "start_date": N_("start date"), "due_date": N_("due date"),
    "responsible_organization_id": N_("responsible"), "actions": N_("action"), "date_met": N_("done on"),
    "indicators": N_("indicator"), "measure": N_("measure"), "unit": N_("unit"), "ascending": N_("direction"),
    "baseline": N_("starting point"), "periods": N_("figures"), "target": N_("target"), "actual": N_("now"),
    "comment": N_("comment"), "signatory_name": N_("signatory"), "signatory_title": N_("signatory"),
}  # fmt: skip
"""Of the last part of a field's way; a field without one is shown by its own name."""
_KINDS: Final = {
    RecordKind.PARTNER: N_("partner"),
    RecordKind.HOURS: N_("office hours"),
    RecordKind.AGREEMENT: N_("agreement"),
    RecordKind.GOAL: N_("goal"),
}
_LIFECYCLE: Final = {
    LifecycleStatus.PLANNED: N_("not started"),
    LifecycleStatus.ACTIVE: N_("under way"),
    LifecycleStatus.ON_HOLD: N_("on hold"),
    LifecycleStatus.COMPLETED: N_("completed"),
    LifecycleStatus.CANCELLED: N_("called off"),
}
_ACTIONS: Final = {
    ActionStatus.SCHEDULED: N_("planned"),
    ActionStatus.MET: N_("done"),
    ActionStatus.NOT_MET: N_("not done"),
    ActionStatus.PARTIALLY_MET: N_("partly done"),
}
_EXCEPTIONS: Final = {
    ExceptionStatus.CANCELLED: N_("CANCELLED"),
    ExceptionStatus.MOVED: N_("moved"),
    ExceptionStatus.EXTRA: N_("extra"),
}
_HOLIDAYS: Final = {HolidayPolicy.CLOSED: N_("closed"), HolidayPolicy.OPEN: N_("held")}
_PART: Final = re.compile(r"([a-z_]+)(?:\[([^]]*)\])?")
_TIME: Final = re.compile(r"\d\d:\d\d(:\d\d)?")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


def field_name(change: Change) -> str:
    """What changed: `sluttdato`; of office hours that came or went the session, `ti 10-12`; of one date `ma 23.11`."""
    if change.field is None:
        return session(change.session) or _(_KINDS[change.ref.kind])
    name, element = _last(change.field)
    day = _exception_day(change.field)
    if day is not None:
        return dates.day(day)
    word = _(_NAMES[name]) if name in _NAMES else name
    stretch = _stretch(change.field)
    if stretch:
        return f"{word} ({stretch})"
    rule = session(change.session)
    if rule and element is None:
        return f"{rule}, {word}"
    return word


def session(rule: OfficeHours | None) -> str:
    """One session in short: `ti 10-12`, `ti/to 9:30-12`; empty where the rule says neither day nor time."""
    if rule is None:
        return ""
    weekdays = sorted({one.weekday for one in rule.recurrence.byday}) if rule.recurrence else []
    if not weekdays and rule.dtstart is not None:
        weekdays = [rule.dtstart.weekday()]
    days = "/".join(dates.weekday(date(2024, 1, 1 + one)) for one in weekdays)  # 1 January 2024 was a Monday
    hours = "-".join(_clock(one) for one in (rule.opens_at, rule.closes_at) if one is not None)
    return " ".join(part for part in (days, hours) if part)


def value_before(change: Change) -> str:
    """What it was; of office hours that went `åpent`."""
    if change.field is None:
        if change.kind is ChangeKind.ADDED:
            return partner.UNKNOWN
        return _("held") if change.ref.kind is RecordKind.HOURS else _("was there")
    if _exception_day(change.field) is not None and change.before is None:
        return _usual(change)
    return _value(change, change.before)


def value_after(change: Change) -> str:
    """What it is now; `borte` of what is gone."""
    if change.field is None:
        return _("new") if change.kind is ChangeKind.ADDED else _("gone")
    if _exception_day(change.field) is not None and change.after is None:
        return _usual(change)
    return _value(change, change.after)


def _usual(change: Change) -> str:
    rule = change.session
    if rule is None or rule.opens_at is None or rule.closes_at is None:
        return _("as usual")
    return f"{_clock(rule.opens_at)}-{_clock(rule.closes_at)}"


def _clock(value: time) -> str:
    return str(value.hour) if value.minute == 0 else f"{value.hour}:{value.minute:02}"


def _last(field: str) -> tuple[str, str | None]:
    """The last part of a field's way, and the element of a list it is about."""
    found = _PART.findall(field)
    name, element = found[-1]
    return name, element or None


def _exception_day(field: str) -> date | None:
    found = re.match(r"exceptions\[([^]]*)\]", field)
    return _as_date(found[1]) if found else None


def _stretch(field: str) -> str:
    """Which of the figures of an indicator: `til 30.6.2026`."""
    found = re.search(r"periods\[([^]/]*)/([^]]*)\]\.(?:actual|target|comment)", field)
    start, end = (_as_date(one) for one in found.groups()) if found else (None, None)
    if end is not None:
        return _("until {end}").format(end=dates.day_with_year(end))
    return _("from {start}").format(start=dates.day_with_year(start)) if start is not None else ""


def _value(change: Change, value: object) -> str:
    if value is None:
        return _("not stated")
    if value is WITHHELD:
        return _("(not kept)")
    name, _element = _last(change.field or "")
    special = _word(change, name, value) if isinstance(value, str) else None
    return special or _plain(value)


def _word(change: Change, name: str, value: str) -> str | None:
    """The word for one of a fixed set of values."""
    if name == "status":
        if (change.field or "").startswith("actions"):
            return _of(ActionStatus, value, lambda one: _(_ACTIONS[one]))
        if (change.field or "").startswith("exceptions"):
            return _of(ExceptionStatus, value, lambda one: _(_EXCEPTIONS[one]))
        return _of(AgreementStatus, value, agreement.status)
    match name:
        case "lifecycle_status":
            return _of(LifecycleStatus, value, lambda one: _(_LIFECYCLE[one]))
        case "achievement_status":
            return _of(AchievementStatus, value, lambda one: agreement.standing(Standing(one.value)))
        case "sector":
            return _of(Sector, value, partner.sector)
        case "holiday_policy":
            return _of(HolidayPolicy, value, lambda one: _(_HOLIDAYS[one]))
        case "municipality_code":
            return partner.municipality(value, value)
        case "organization_number":
            return partner.organization_number(value)
        case "provider_id" | "host_id" | "responsible_organization_id":
            return next((one.name for one in change.partners if one.id == value and one.name), None)
    return None


def _of(kind: Callable[[str], Any], value: str, say: Callable[[Any], str]) -> str | None:
    try:
        return say(kind(value))
    except ValueError:
        return None


def _plain(value: object) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case int() | float():
            return number(value)
        case str():
            return _text(value)
        case dict():
            return _element(value)
        case list():
            return ", ".join(_plain(one) for one in value)
    return str(value)


def _text(value: str) -> str:
    day = _as_date(value) if _DATE.fullmatch(value) else None
    if day is not None:
        return dates.day_with_year(day)
    return _clock(time.fromisoformat(value)) if _TIME.fullmatch(value) and value < "24" else value


def _element(value: dict[str, Any]) -> str:
    """A whole element of a list by what it is known by."""
    if "date" in value and "status" in value:
        word = _of(ExceptionStatus, str(value["status"]), lambda one: _(_EXCEPTIONS[one])) or str(value["status"])
        times = "-".join(_text(str(value[one])) for one in ("opens_at", "closes_at") if value.get(one))
        return " ".join(part for part in (word, times) if part)
    if "actual" in value or "target" in value:
        return f"{_plain_or_dash(value.get('actual'))}/{_plain_or_dash(value.get('target'))}"
    named = next((value[one] for one in ("name", "title", "role", "url", "freq") if value.get(one)), None)
    return str(named) if named is not None else _("stated")


def _plain_or_dash(value: object) -> str:
    return partner.UNKNOWN if value is None else _plain(value)


def _as_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
