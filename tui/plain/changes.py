"""What became different at the source as lines of text, as JSON and as a table, in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..domain.asked_date import NotADate, asked_date
from ..domain.freshness import CollectionState
from ..domain.review import WITHHELD, Change, Gone, Since, SinceKind, Window, not_checked
from ..domain.values import dataclass
from ..present import changes as words
from ..present import dates, review
from ..present import sync as sync_words
from ..present.language import N_, _
from ..storage.book.book import Book
from ..storage.book.listing import Changes
from .export.table import Column, Table

STEP = 500
"""Rows read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is printed. `changes` belong to the book, which must stay open."""

    changes: Changes
    since: Since
    since_words: str
    gone: tuple[Gone, ...]
    states: tuple[CollectionState, ...]
    now: datetime
    """Aware."""

    def every(self) -> Iterator[Change]:
        """In the order of the screen."""
        for first in range(0, len(self.changes), STEP):
            yield from self.changes.window(first, STEP)

    @property
    def unchecked(self) -> tuple[CollectionState, ...]:
        return not_checked(self.states)


def listed(book: Book, states: tuple[CollectionState, ...], since: str | None, now: datetime) -> Listed | str:
    """Since the last review, or since a date or the review of a name; a sentence where there is no such."""
    asked = Since() if since is None else asked_since(book, since, now)
    if isinstance(asked, str):
        return asked
    return Listed(
        changes=book.changes(Window(since=asked)),
        since=asked,
        since_words=words.since(asked, book.baselines(), now),
        gone=book.gone(),
        states=states,
        now=now,
    )


def asked_since(book: Book, text: str, now: datetime) -> Since | str:
    """A closed review by its name, or a date; else a sentence with the names there are."""
    reviews = book.baselines()
    named = [one for one in reviews if one.name.casefold() == text.strip().casefold()]
    if named:
        return Since(kind=SinceKind.BASELINE, baseline=named[0].id)
    day = asked_date(text, dates.local_date(now))
    if not isinstance(day, NotADate):
        return Since(kind=SinceKind.MOMENT, moment=dates.beginning(day))
    known = ", ".join(one.name for one in reviews) or _("none")
    return _('"{text}" is neither a date nor a closed review. Closed reviews: {known}.').format(text=text, known=known)


def lines(told: Listed) -> Iterator[str]:
    """From when on, then topic by topic a line per change; then what is gone and what was not checked."""
    if not len(told.changes):
        yield from words.nothing(told.since_words, told.states)
    else:
        unseen = words.unseen(sum(one.open for one in told.changes.topics))
        yield f"{told.since_words[:1].upper()}{told.since_words[1:]}   {unseen}"
    counts, topic = {one.topic: one for one in told.changes.topics}, None
    for change in told.every():
        if change.topic is not topic:
            topic = change.topic
            yield words.heading(counts[topic])
        when = dates.moment(change.fetched_at, told.now)
        yield f"{words.SIGNS[change.state]} {when}   {review.sentence(change)}"
    if told.gone:
        yield words.gone_heading(len(told.gone))
    for gone in told.gone:
        yield f"  {dates.moment(gone.gone_at, told.now)}   {gone.title}: {words.gone(gone)}"
    if told.unchecked:
        yield words.not_checked_heading()
    for state in told.unchecked:
        yield f"{words.NOT_CHECKED} {review.not_checked(state)}"


def document(told: Listed) -> dict[str, Any]:
    """For programs: names and values never change with the language, times are RFC 3339. Only `sentence` is for people.

    `kept` is false where a value is about a person: then only that it changed is known.
    """
    return {
        "since": {"kind": told.since.kind.value, "at": _moment(told.since.moment), "baseline": told.since.baseline},
        "not_seen": sum(one.open for one in told.changes.topics),
        "not_checked": [one.collection.value for one in told.unchecked],
        "changes": [_change(one) for one in told.every()],
        "gone": [
            {**_ids(one), "title": one.title, "gone_at": _moment(one.gone_at)}
            for one in told.gone
        ],
    }  # fmt: skip


def table(told: Listed) -> Table:
    """One row per change."""
    titles = (
        ("fetched_at", N_("Fetched")),
        ("modified_at", N_("Changed at the source")),
        ("topic", N_("Source")),
        ("whose", N_("Whose")),
        ("field", N_("Field")),
        ("before", N_("Before")),
        ("after", N_("After")),
        ("state", N_("Review")),
        ("source_id", N_("Id at the source")),
        ("record_id", N_("Id inside it")),
    )
    return Table(
        name="changes",
        columns=tuple(Column(key=key, title=title) for key, title in titles),
        rows=tuple(
            (
                one.fetched_at,
                one.modified_at,
                sync_words.collection(one.ref.collection),
                review.who(one),
                review.field_name(one),
                review.value_before(one),
                review.value_after(one),
                review.state(one.state),
                one.ref.source_id,
                one.ref.record_id,
            )
            for one in told.every()
        ),
    )


def _change(one: Change) -> dict[str, Any]:
    return {
        **_ids(one),
        "topic": one.topic.value,
        "change": one.kind.value,
        "title": one.title,
        "goal": one.goal_title,
        "partners": [{"id": named.id, "name": named.name} for named in one.partners],
        "field": one.field,
        "kept": WITHHELD not in (one.before, one.after),
        "before": None if one.before is WITHHELD else one.before,
        "after": None if one.after is WITHHELD else one.after,
        "fetched_at": _moment(one.fetched_at),
        "modified_at": _moment(one.modified_at),
        "state": one.state.value,
        "sentence": review.sentence(one),
    }


def _ids(one: Change | Gone) -> dict[str, str]:
    return {"kind": one.ref.kind.value, "source_id": one.ref.source_id, "record_id": one.ref.record_id}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
