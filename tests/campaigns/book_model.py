"""What a book must hold after the steps that were acknowledged: a model that is compared with the file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.campaigns.invariants import Violation
from tui.storage.book.book import Book
from tui.storage.book.undo import KEPT

Line = list[Any]
"""One line of a writer: `begin` or `done`, the deed, its words; of a mark that is done the lines it covers."""


@dataclass(frozen=True)
class Words:
    """What a person wrote, by its text: every text is written once."""

    notes: frozenset[str] = frozenset()
    points: frozenset[tuple[str, str | None]] = frozenset()
    questions: frozenset[str] = frozenset()
    stages: frozenset[tuple[str, str]] = frozenset()
    baselines: tuple[str, ...] = ()

    def after(self, deed: str, words: list[str]) -> Words:
        match deed, words:
            case "note", [text]:
                return replace(self, notes=self.notes | {text})
            case "change", [before, text]:
                return replace(self, notes=self.notes - {before} | {text})
            case "remove", [text]:
                return replace(self, notes=self.notes - {text})
            case "raise", [text]:
                return replace(self, points=self.points | {(text, None)})
            case "tick", [text, outcome]:
                return replace(self, points=self.points - {(text, None)} | {(text, outcome)})
            case "ask", [text]:
                return replace(self, questions=self.questions | {text})
            case "stage", [agreement, stage]:
                kept = {one for one in self.stages if one[0] != agreement}
                return replace(self, stages=frozenset(kept | {(agreement, stage)}))
            case "close", [name]:
                return replace(self, baselines=(name, *self.baselines))
            case _:
                return self


def written(book: Book) -> Words:
    return Words(
        notes=frozenset(one.text for one in book.notes()),
        points=frozenset((one.text, one.outcome) for one in book.points(done=True)),
        questions=frozenset(one.text for one in book.questions()),
        stages=frozenset((one.agreement_id, one.stage.value) for one in book.period_reviews(book.period()).values()),
        baselines=tuple(one.name for one in book.baselines()),
    )


@dataclass
class Model:
    """Everything that was acknowledged, and the way back."""

    words: Words = Words()
    marks: set[int] = field(default_factory=set)
    back: list[tuple[Words, set[int]]] = field(default_factory=list)
    """Words before each step, and the marks it made."""
    pending: tuple[str, list[str]] | None = None
    """Begun and not acknowledged: it may have happened or not."""
    taken_back: int = 0
    made: int = 0
    """Steps there ever were."""

    def read(self, lines: list[Line]) -> None:
        self.pending = None
        for kind, deed, words in lines:
            if kind == "begin":
                self.pending = deed, words
                continue
            self.pending = None
            self._done(deed, words)

    def _done(self, deed: str, words: list[Any]) -> None:
        if deed == "undo":
            self.words, marked = self.back.pop()
            self.marks -= marked
            self.taken_back += 1
            return
        self.made += 1
        marked = set(words) if deed in ("mark", "mark all") else set()
        self.back = [*self.back, (self.words, marked)][-KEPT:]
        self.words = self.words.after(deed, words)
        self.marks |= marked

    def compare(self, book: Book) -> None:
        """Raises Violation. What was pending is settled by what the file says."""
        found = written(book)
        marks = {seq for (seq,) in book.rows("SELECT seq FROM mark")}
        steps = book.number("SELECT count(*) FROM undo")
        made = book.number("SELECT seq FROM sqlite_sequence WHERE name = 'undo'")
        if self.pending is not None:
            happened = steps < len(self.back) if self.pending[0] == "undo" else made > self.made
            if happened:
                self._settle(*self.pending, fresh=marks - self.marks)
        self.pending = None
        if found != self.words:
            raise Violation(f"acknowledged {self.words}\nfound {found}")
        if steps != len(self.back):
            raise Violation(f"{len(self.back)} steps were acknowledged, {steps} can be taken back")
        if marks - self.marks:
            raise Violation(f"marks nobody made: {sorted(marks - self.marks)}")
        for seq in self.marks - marks:
            if not book.rows("SELECT 1 FROM history h JOIN history x ON x.unit = h.unit AND x.seq > h.seq"
                             " WHERE h.seq = ?", seq):  # fmt: skip
                raise Violation(f"the mark on {seq} is lost")
        self.marks = marks

    def _settle(self, deed: str, words: list[str], fresh: set[int]) -> None:
        """It did happen."""
        self._done(deed, list(fresh) if deed in ("mark", "mark all") else words)


def check_structure(book: Book) -> None:
    """What holds in every book, whatever was done. Raises Violation."""
    if book.trouble is not None:
        raise Violation(f"the book cannot be read: {book.trouble.fault} {book.trouble.detail}")
    wrong = {
        "integrity": [row for row in book.rows("PRAGMA integrity_check") if row != ("ok",)],
        "foreign keys": book.rows("PRAGMA foreign_key_check"),
        "open and marked": book.rows(
            "SELECT h.seq FROM history h LEFT JOIN mark m ON m.seq = h.seq WHERE h.open = (m.seq IS NOT NULL)"
        ),
        "open by partner": book.rows(
            "SELECT a.seq FROM about a JOIN history h ON h.seq = a.seq WHERE a.open <> h.open"
        ),
        "tally": book.rows(
            "SELECT t.topic FROM tally t WHERE t.open <> (SELECT count(*) FROM history h WHERE h.topic = t.topic"
            " AND h.open AND h.seq > coalesce((SELECT seq FROM baseline ORDER BY id DESC LIMIT 1), 0))"
        ),
        "tally by partner": book.rows(
            "SELECT partner_id, open FROM partner_tally WHERE open > 0 EXCEPT SELECT partner_id, count(*) FROM about"
            " WHERE open AND seq > coalesce((SELECT seq FROM baseline ORDER BY id DESC LIMIT 1), 0) GROUP BY partner_id"
        ),
        "missing in the tally": book.rows(
            "SELECT partner_id, count(*) FROM about"
            " WHERE open AND seq > coalesce((SELECT seq FROM baseline ORDER BY id DESC LIMIT 1), 0) GROUP BY partner_id"
            " EXCEPT SELECT partner_id, open FROM partner_tally"
        ),
        "places": book.rows("SELECT topic FROM history GROUP BY topic HAVING max(place) <> count(*)"),
        "carried": book.rows(
            "SELECT s.id FROM source s WHERE s.carried <> (SELECT coalesce(max(origin), 0) FROM history"
            " WHERE source = s.id) OR s.carried <> (SELECT count(*) FROM history WHERE source = s.id)"
        ),
    }
    for name, rows in wrong.items():
        if rows:
            raise Violation(f"{name}: {rows[:5]}")
