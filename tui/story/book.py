"""What somebody had written down when the demo begins, written by the ways a person writes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ..domain.identity import agreement_subject, goal_subject, hours_subject, partner_subject
from ..domain.notes import Subject
from ..domain.periods import Stage
from ..server.identity import Ids
from ..storage.book.book import Book
from ..storage.reader import Reader

ENTRIES = Path(__file__).with_name("book.toml")


class Clock:
    """Says what it is set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Writer:
    """Writes into a book about the records of a copy that was just synced, a few days after one another."""

    def __init__(self, book: Book, clock: Clock, copy: Reader, ids: Ids, latest: datetime) -> None:
        """`clock` is the book's; nothing is written later than `latest`."""
        self._book = book
        self._clock = clock
        self._copy = copy
        self._ids = ids
        self._closed = clock()
        self._latest = latest

    def write(self) -> None:
        """One closed review, notes, points and a question; none of them can be taken back. Raises BookError."""
        entries = tomllib.loads(ENTRIES.read_text(encoding="utf-8"))
        self._close(entries["review"])
        for entry in entries["note"]:
            self._wait(entry)
            self._book.note(self._about(entry), entry["text"])
        for entry in entries["point"]:
            self._wait(entry)
            partner, rest = {"partner": entry["partner"]}, {key: one for key, one in entry.items() if key != "partner"}
            self._book.raise_point(self._about(partner), entry["text"], self._about(rest))
        for entry in entries["question"]:
            self._wait(entry)
            self._book.ask(self._about(entry), entry["text"])
        self._book.settle_steps()

    def _close(self, name: str) -> None:
        period, known = self._book.period().previous(), self._copy.agreements()
        for agreement in known:
            self._book.set_stage(agreement, Stage.DONE, period)
        self._book.close_review(name.format(period.name), known, period)

    def _wait(self, entry: Mapping[str, Any]) -> None:
        self._clock.at = min(self._closed + timedelta(days=entry["after"]), self._latest)

    def _about(self, entry: Mapping[str, Any]) -> Subject:
        """The record an entry names by its keys in the folder."""
        if "hours" in entry:
            source_id = self._ids("service_at_location", entry["hours"])
            return hours_subject(next(row for row in self._copy.hours() if row.hours.source_id == source_id))
        if "partner" in entry:
            partner = self._copy.partner(self._ids("organization", entry["partner"]))
            assert partner is not None  # noqa: S101 - of the same folder, as the tests hold
            return partner_subject(partner)
        agreement = self._copy.agreement(self._ids("agreement", entry["agreement"]))
        assert agreement is not None  # noqa: S101
        if "goal" not in entry:
            return agreement_subject(agreement)
        goal_id = self._ids("goal", entry["agreement"], entry["goal"])
        return goal_subject(next(one for one in agreement.goals if one.id == goal_id), agreement)
