"""The day as lines that read well aloud, and as JSON: what the start screen shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ..domain.calendar import Session
from ..domain.freshness import Collection, oldest
from ..domain.notes import Point, Question
from ..domain.review import not_checked
from ..domain.today import Deadline, Today
from ..present import dates, schedule
from ..present import review as review_words
from ..present import sync as sync_words
from ..present import today as words
from ..present.language import _
from ..present.today import Row


def lines(today: Today) -> list[str]:
    """One sentence a row, the kind of it first; the last line says that nothing follows."""
    sessions = today.sessions
    found = [_first(today)]
    found += [_session(_("Now"), one, today) for one in sessions.going_on]
    found += [_session(_("Next"), one, today) for one in sessions.next]
    found += [_session(_("Later"), one, today) for one in sessions.later]
    found += [_session(dates.day_near(one.slot.date, today.day).capitalize(), one, today) for one in sessions.coming]
    fetched = today.fetched(Collection.AGREEMENTS)
    found += [_deadline(words.deadline_row(one, fetched), one) for one in today.deadlines]
    found += [_("To raise: {who}, {what}").format(who=one.partner.title, what=_ended(one.text)) for one in today.points]
    found += _changes(today)
    found += [_question(one, today.now) for one in today.questions]
    if len(found) == 1:
        found += words.nothing(today)
    return [*found, _("The end.")]


def _first(today: Today) -> str:
    day = _("Today, {day}.").format(day=dates.full_day(today.day))
    checked = oldest(today.states)
    if checked is None:
        names = [sync_words.collection(one.collection) for one in today.states if one.offered and one.never_fetched]
        return f"{day} " + _("Never fetched: {names}.").format(names=", ".join(names))
    return f"{day} " + _("Data from {when}.").format(when=_spoken(dates.moment(checked, today.now)))


def _session(kind: str, one: Session, today: Today) -> str:
    slot = one.slot
    when = _("{start} to {end}").format(start=_spoken(dates.clock(slot.start)), end=_spoken(dates.clock(slot.end)))
    first = when
    if not one.held:
        kind, first = schedule.slot_time(slot).capitalize(), ""
    facts = [first, words.host(one.row), schedule.slot_remark(slot), one.row.hours.service_name, words.where(one.row)]
    sentence = f"{kind}: {', '.join(part for part in facts if part)}."
    if one in today.sessions.next:
        sentence += " " + _("In {time}.").format(time=words.how_long(slot.start - today.now))
    return sentence


def _deadline(row: Row, one: Deadline) -> str:
    about = (
        row.who if one.number is None else _("{agreement}, goal {number}").format(agreement=row.who, number=one.number)
    )
    facts = ", ".join(part for part in (about, row.what, row.when, row.state) if part)
    return _("Deadline: {facts}.").format(facts=facts)


def _changes(today: Today) -> Iterator[str]:
    if any(one.open for one in today.changes):
        changed = words.changed_words(today)
        if today.since is None:
            yield _("Not reviewed: {changes}.").format(changes=changed)
        else:
            when = _spoken(dates.moment(today.since, today.now))
            yield _("Since your review {when}: {changes}.").format(when=when, changes=changed)
    yield from (review_words.not_checked(one) for one in not_checked(today.states) if not one.never_fetched)


def _question(one: Question, now: datetime) -> str:
    answer = "" if one.answer is None else f" {_ended(review_words.answer(one, now))}"
    asked = _("To check when online: {what}, {question}")
    return asked.format(what=one.subject.title, question=_ended(one.text)) + answer


def _ended(sentence: str) -> str:
    """With a full stop, where it has none of its own."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _spoken(words: str) -> str:
    """A time of day with a point, as Norwegian writes it in running text: screen readers say it right."""
    return words.replace(":", ".")


def document(today: Today) -> dict[str, Any]:
    """For programs: names and values never change with the language, times are RFC 3339."""
    sessions = today.sessions
    return {
        "date": today.day.isoformat(),
        "fetched": {one.collection.value: _moment(one.completed_at) for one in today.states},
        "office_hours": {
            "now": _sittings(sessions.going_on),
            "next": _sittings(sessions.next),
            "later": _sittings(sessions.later),
            "coming": _sittings(sessions.coming),
        },
        "deadlines": [
            {
                "kind": one.kind.value,
                "date": one.day.isoformat(),
                "days_left": one.days,
                "agreement_id": one.agreement.id,
                "agreement": one.agreement.title,
                "goal_id": one.goal.id if one.goal else None,
                "goal": one.goal.title if one.goal else None,
                "actual": one.progress.actual if one.progress else None,
                "target": one.progress.target if one.progress else None,
            }
            for one in today.deadlines
        ],
        "to_raise": [_point(one) for one in today.points],
        "changes": {one.topic.value: one.open for one in today.changes},
        "changed_partners": today.changed_partners,
        "reviewed_at": _moment(today.since),
        "not_checked": [one.collection.value for one in not_checked(today.states)],
        "to_check": [
            {"record_id": one.subject.ref.record_id, "title": one.subject.title, "question": one.text,
             "finding": one.answer.finding.value if one.answer else None}
            for one in today.questions
        ],
    }  # fmt: skip


def _sittings(some: Sequence[Session]) -> list[dict[str, Any]]:
    return [
        {
            "hours_id": one.slot.hours_id,
            "source_id": one.row.hours.source_id,
            "start": _moment(one.slot.start),
            "end": _moment(one.slot.end),
            "state": one.slot.state.value,
            "host": one.row.host_name,
            "provider": one.row.provider_name,
            "service": one.row.hours.service_name,
        }
        for one in some
    ]


def _point(one: Point) -> dict[str, Any]:
    return {"partner_id": one.partner.ref.record_id, "partner": one.partner.title, "text": one.text}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
