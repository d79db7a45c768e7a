"""The day in words: the rows of the start screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ..domain.agreement import Standing
from ..domain.calendar import Session
from ..domain.freshness import Collection, oldest
from ..domain.notes import Point, Question
from ..domain.query import HoursRow
from ..domain.review import RecordKind, RecordRef, not_checked
from ..domain.schedule import Slot
from ..domain.today import Deadline, DeadlineKind, Today
from ..domain.values import dataclass
from . import agreement, dates, partner, schedule
from . import review as review_words
from .language import N_, _

MOST: Final = 8
"""Rows of one kind; the others are where all of them are."""
_KINDS: Final = {
    DeadlineKind.END: N_("the agreement ends"),
    DeadlineKind.EVALUATION: N_("evaluation"),
    DeadlineKind.MEETING: N_("meeting"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the day, and the record it leads to."""

    key: str
    when: str = ""
    """At most 14 columns."""
    who: str = ""
    what: str = ""
    """Without `who` it has the room of both."""
    state: str = ""
    """At the end of `what`."""
    fetched: datetime | None = None
    """When its source was last found to be up to date (aware, UTC)."""
    alarm: bool = False
    subject: Session | Deadline | Point | Question | None = None
    """What it was made from; None for rows about a whole pane."""
    pane: str = ""
    """Of rows about a whole pane: its name."""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and what stands under it."""

    key: str
    title: str
    rows: tuple[Row, ...]
    pane: str = ""
    """Where all of a kind are; empty where they are nowhere but here."""


def groups(today: Today, *, whole: bool = False) -> list[Group]:
    """What the day holds, in the order it matters; kinds of which there is nothing are left out.

    Of a kind there is much of the rest is only counted, unless the `whole` day is wanted.
    """
    found = [*_session_groups(today), _deadlines(today), _points(today), _changes(today), _questions(today)]
    return [group if whole else replace(group, rows=_capped(group)) for group in found if group.rows]


def _session_groups(today: Today) -> list[Group]:
    sessions = today.sessions
    shown: list[tuple[str, str, Sequence[Session]]] = [("now", _("NOW"), sessions.going_on)]
    if sessions.next:
        left = how_long(sessions.next[0].slot.start - today.now)
        shown.append(("next", _("NEXT, IN {time}").format(time=left).upper(), sessions.next))
    shown.append(("later", _("LATER TODAY"), sessions.later))
    if sessions.coming:
        day = dates.day_near(sessions.coming[0].slot.date, today.day)
        shown.append(("coming", _("NO MORE TODAY. NEXT: {day}").format(day=day).upper(), sessions.coming))
    fetched = today.fetched(Collection.HOURS)
    return [Group(key, title, tuple(sitting_row(one, fetched) for one in some), "hours") for key, title, some in shown]


def _deadlines(today: Today) -> Group:
    fetched = today.fetched(Collection.AGREEMENTS)
    return Group("due", _("DEADLINES"), tuple(deadline_row(one, fetched) for one in today.deadlines), "goals")


def _points(today: Today) -> Group:
    rows = [
        Row(
            key=f"point|{one.id}",
            when=dates.short(dates.local_date(one.created_at), today.day),
            who=one.partner.title,
            what=one.text,
            subject=one,
        )
        for one in today.points
    ]
    return Group("raise", _("TO RAISE ({count})").format(count=len(rows)), tuple(rows), "partners")


def _changes(today: Today) -> Group:
    title = _("CHANGED, NOT REVIEWED")
    if today.since is not None:
        when = dates.moment(today.since, today.now)
        title = _("CHANGED SINCE YOUR LAST REVIEW ({when})").format(when=when)
    count = sum(one.open for one in today.changes)
    rows = [Row(key="changes", what=changed_words(today), pane="changes")] if count else []
    rows += [
        Row(key=f"unchecked|{one.collection}", what=review_words.not_checked(one), pane="sync", alarm=True)
        for one in not_checked(today.states)
        if not one.never_fetched
    ]
    return Group("changed", title, tuple(rows))


def _questions(today: Today) -> Group:
    rows = [
        Row(
            key=f"question|{one.id}",
            when=dates.short(dates.local_date(one.asked_at), today.day),
            who=one.subject.title,
            what=one.text if one.answer is None else f"{review_words.answer(one, today.now)} ({one.text})",
            subject=one,
        )
        for one in today.questions
    ]
    waiting = sum(one.answer is None for one in today.questions)
    return Group("check", _("TO CHECK WHEN ONLINE ({count})").format(count=waiting), tuple(rows))


def _capped(group: Group) -> tuple[Row, ...]:
    rows = group.rows
    if len(rows) <= MOST + 1 or not group.pane:
        return rows
    rest = _("and {count} more").format(count=len(rows) - MOST)
    return (*rows[:MOST], Row(key=f"rest|{rows[MOST].key}", what=rest, pane=group.pane))


def sitting_row(one: Session, fetched: datetime | None) -> Row:
    """`09:00-12:00  Nordlys frivilligsentral  Kontortid, Strandgata 32`."""
    row, slot = one.row, one.slot
    return Row(
        key=f"hours|{row.hours.source_id}|{row.hours.id}|{slot.date.isoformat()}|{dates.clock(slot.start)}",
        when=schedule.slot_time(slot),
        who=host(row),
        what=", ".join(part for part in (schedule.slot_remark(slot), row.hours.service_name, where(row)) if part),
        fetched=fetched,
        alarm=not one.held,
        subject=one,
    )


def deadline_row(one: Deadline, fetched: datetime | None) -> Row:
    """`FORFALT 1 d  Møteplassen i Mosjøen  Halvårsrapport  mangler tall`."""
    what = one.goal.title if one.goal else _(_KINDS[one.kind])
    about = one.goal.id if one.goal else one.agreement.id
    return Row(
        key=f"{one.kind}|{about}",
        when=overdue(-one.days) if one.days < 0 else dates.days_left(one.days),
        who=one.agreement.title,
        what=what,
        state=standing(one) if one.goal else dates.day_with_year(one.day),
        fetched=fetched,
        alarm=one.days < 0,
        subject=one,
    )


def overdue(days: int) -> str:
    """`FORFALT 12 d`."""
    return _("OVERDUE {count} d").format(count=days)


def standing(one: Deadline) -> str:
    """How far a goal that is due has come: `12/20 BAK`; that it is overdue has been said."""
    state = one.progress
    if state is None:
        return ""
    if state.target is None:
        return "" if state.standing is Standing.OVERDUE else agreement.standing(state.standing)
    if state.actual is None:
        return agreement.standing(Standing.MISSING_NUMBERS)
    word = "" if state.standing is Standing.OVERDUE else agreement.standing(state.standing)
    return " ".join(part for part in (agreement.numbers(state), word) if part)


def changed_words(today: Today) -> str:
    """`12 endringer hos 5 partnere: kontortid 3, mål 6`."""
    topics = ", ".join(f"{review_words.topic(one.topic).lower()} {one.open}" for one in today.changes if one.open)
    words = review_words.changes(sum(one.open for one in today.changes), today.changed_partners)
    if today.changed_mine is not None:
        words = _("{changes}, {count} of them mine").format(changes=words, count=today.changed_mine)
    return f"{words}: {topics}"


def how_long(left: timedelta) -> str:
    """`57 min`, `2 t 5 min`; a begun minute counts."""
    minutes = max(-(-left // timedelta(minutes=1)), 0)
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def host(row: HoursRow) -> str:
    return row.host_name or row.provider_name or row.hours.service_name or schedule.NONE


def where(row: HoursRow) -> str:
    """Street, or what else is known of where it is."""
    place = row.hours.place
    if place is None:
        return ""
    return place.street or place.city or place.name or ""


def oldest_words(today: Today) -> str:
    """What is to be kept in mind: `Ikke sjekket i dag. Eldst: Avtaler, 3 d.`"""
    checked = oldest(today.states)
    if checked is None:
        return ""
    age = dates.age(today.now - checked)
    if dates.local_date(checked) == today.day:
        return _("Everything was checked today, {age} ago at the longest.").format(age=age)
    return _("Not everything was checked today; the oldest check was {age} ago.").format(age=age)


def nothing(today: Today) -> tuple[str, ...]:
    """Said where the day holds nothing at all."""
    if all(one.never_fetched for one in today.states):
        return _("Nothing has been fetched yet."), _("R  fetch everything now")
    return (
        _("Nothing today: no office hours, no deadlines, nothing to raise and no changes."),
        _("Office hours and goals are in panes 3 and 4."),
    )


def record_of(row: Row) -> RecordRef | None:
    """The record a row is about."""
    match row.subject:
        case Session(row=found):
            return RecordRef.hours(found.hours)
        case Deadline(goal=None, agreement=found_agreement):
            return RecordRef.agreement(found_agreement.id)
        case Deadline(goal=goal) if goal is not None:
            return RecordRef.goal(goal)
        case Point(partner=subject, about=about):
            return (
                (about or subject).ref
                if about is not None and about.ref.kind is not RecordKind.PARTNER
                else subject.ref
            )
        case Question(subject=subject):
            return subject.ref
        case _:
            return None


def slot_of(row: Row) -> Slot | None:
    return row.subject.slot if isinstance(row.subject, Session) else None


def address(row: HoursRow) -> str:
    """Where it is, in full."""
    place = row.hours.place
    if place is None:
        return ""
    words = (place.name, partner.address(place))
    return ", ".join(part for part in words if part and part != partner.UNKNOWN)
