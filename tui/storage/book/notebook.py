"""Notes, points to raise and questions. Text is cleaned like any other: it may have been pasted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from ...domain.notes import LONGEST, Answer, Finding, Note, Point, Question, Subject
from ...domain.review import RecordKind, RecordRef
from ...domain.text import clean_line, clean_text
from ...domain.undo import Action
from ..codec import encode_plain
from ..moments import EPOCH, from_micros, to_micros
from . import subjects
from .file import BookFile
from .stages import raise_to_noted
from .subjects import WIDTH, subject_of

LINE = LONGEST // 10

_NOTE = (
    f"SELECT n.id, n.text, n.created_at, n.changed_at, n.followed_from, {subjects.COLUMNS}"
    " FROM note n JOIN subject s ON s.id = n.subject"
)
_POINT = (
    f"SELECT p.id, p.text, p.created_at, p.done_at, p.outcome, p.followed_from, {subjects.COLUMNS},"
    f" {subjects.COLUMNS.replace('s.', 'a.')}"
    " FROM point p JOIN subject s ON s.id = p.subject LEFT JOIN subject a ON a.id = p.about"
)
_QUESTION = (
    f"SELECT q.id, q.text, q.asked_at, q.answered_at, q.finding, q.modified, q.followed_from, {subjects.COLUMNS}"
    " FROM question q JOIN subject s ON s.id = q.subject"
)
_IS = "s.kind = ? AND s.source_id = ? AND s.record_id = ?"
_WRITTEN_ON = (
    "SELECT DISTINCT kind, source_id, record_id FROM subject WHERE id IN ("
    "SELECT subject FROM note UNION SELECT subject FROM question"
    " UNION SELECT subject FROM point WHERE done_at IS NULL UNION SELECT about FROM point WHERE done_at IS NULL)"
)


class Notebook(BookFile):
    """What a person writes. Questions never raise; what writes raises BookError, ValueError for an empty text."""

    def notes(self, ref: RecordRef | None = None) -> tuple[Note, ...]:
        """Notes on one record, or all; the newest first."""
        order = " ORDER BY n.created_at DESC, n.id DESC"
        if ref is None:
            return tuple(_note(row) for row in self.rows(_NOTE + order))
        given = (ref.kind.value, ref.source_id, ref.record_id)
        return tuple(_note(row) for row in self.rows(f"{_NOTE} WHERE {_IS}{order}", *given))

    def partner_notes(self, partner_id: str) -> tuple[Note, ...]:
        """Notes on anything that concerns a partner, newest first."""
        where = " WHERE ? IN (SELECT value FROM json_each(s.partners)) ORDER BY n.created_at DESC, n.id DESC"
        return tuple(_note(row) for row in self.rows(_NOTE + where, partner_id))

    def note_count(self) -> int:
        """How many notes there are."""
        return self.number("SELECT count(*) FROM note")

    def written_on(self) -> frozenset[RecordRef]:
        """Records with a note, a point to raise or a question on them."""
        return frozenset(
            RecordRef(kind=RecordKind(kind), source_id=source_id, record_id=record_id)
            for kind, source_id, record_id in self.rows(_WRITTEN_ON)
        )

    def orphans(self) -> tuple[Subject, ...]:
        """Records that are gone, that somebody wrote about, and that nothing has surely come instead of."""
        return tuple(subject_of(row) for row in self.rows(subjects.ORPHANS))

    def note(self, subject: Subject, text: str) -> int:
        """Writes a note and gives its number. Of an agreement or goal it counts as looked into this period."""
        cleaned, now = _filled(clean_text(text, LONGEST)), self.now()
        with self.step(Action.NOTED, subject.title) as (connection, step):
            number = _insert(
                connection,
                "INSERT INTO note (subject, text, created_at, changed_at) VALUES (?, ?, ?, ?)",
                (subjects.ensure(connection, subject), cleaned, now, now),
            )
            step.made("note", number)
            raise_to_noted(connection, step, subject.ref, self.period(), now)
        return number

    def change_note(self, note: Note, text: str) -> None:
        """Replaces the text. Raises BookError (OVERTAKEN) where it was changed or removed elsewhere meanwhile."""
        cleaned = _filled(clean_text(text, LONGEST))
        with self.step(Action.NOTE_CHANGED, note.subject.title) as (connection, step):
            step.keep("note", note.id)
            changed = connection.execute(
                "UPDATE note SET text = ?, changed_at = ? WHERE id = ? AND changed_at = ? AND text = ?",
                (cleaned, self.now(), note.id, to_micros(note.changed_at), note.text),
            )
            self.hit(changed)

    def remove_note(self, note: Note) -> None:
        with self.step(Action.NOTE_REMOVED, note.subject.title) as (connection, step):
            step.keep("note", note.id)
            self.hit(connection.execute("DELETE FROM note WHERE id = ?", (note.id,)))

    def points(self, partner_id: str | None = None, *, done: bool = False) -> tuple[Point, ...]:
        """Points to raise, of one partner or all, the oldest first; `done`: also those that were."""
        conditions = [] if done else ["p.done_at IS NULL"]
        given = []
        if partner_id is not None:
            conditions.append("s.kind = 'partner' AND s.record_id = ?")
            given = [partner_id]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return tuple(_point(row) for row in self.rows(f"{_POINT}{where} ORDER BY p.created_at, p.id", *given))

    def raise_point(self, partner: Subject, text: str, about: Subject | None = None) -> int:
        """Something to raise with a partner, one line; its number."""
        cleaned = _filled(clean_line(text, LINE))
        with self.step(Action.POINT_ADDED, partner.title) as (connection, step):
            number = _insert(
                connection,
                "INSERT INTO point (subject, about, text, created_at) VALUES (?, ?, ?, ?)",
                (
                    subjects.ensure(connection, partner),
                    None if about is None else subjects.ensure(connection, about),
                    cleaned,
                    self.now(),
                ),
            )
            step.made("point", number)
        return number

    def tick(self, point: Point, outcome: str = "") -> None:
        """It was raised; `outcome` is one line on what came of it. Ticked again, the outcome is replaced."""
        cleaned = clean_line(outcome, LINE).strip() or None
        with self.step(Action.POINT_DONE, point.partner.title) as (connection, step):
            step.keep("point", point.id)
            question = "UPDATE point SET done_at = ?, outcome = ? WHERE id = ?"
            self.hit(connection.execute(question, (self.now(), cleaned, point.id)))

    def reopen(self, point: Point) -> None:
        """It is to be raised after all."""
        with self.step(Action.POINT_REOPENED, point.partner.title) as (connection, step):
            step.keep("point", point.id)
            question = "UPDATE point SET done_at = NULL, outcome = NULL WHERE id = ?"
            self.hit(connection.execute(question, (point.id,)))

    def remove_point(self, point: Point) -> None:
        with self.step(Action.POINT_REMOVED, point.partner.title) as (connection, step):
            step.keep("point", point.id)
            self.hit(connection.execute("DELETE FROM point WHERE id = ?", (point.id,)))

    def questions(self) -> tuple[Question, ...]:
        """All questions: the pending ones first, then the latest answers."""
        order = " ORDER BY q.answered_at IS NOT NULL, q.answered_at DESC, q.id"
        return tuple(_question(row) for row in self.rows(_QUESTION + order))

    def pending_questions(self) -> tuple[Question, ...]:
        """What the next sync asks for first, in the order it was asked."""
        rows = self.rows(f"{_QUESTION} WHERE q.answered_at IS NULL ORDER BY q.id")
        return tuple(_question(row) for row in rows)

    def ask(self, subject: Subject, text: str) -> int:
        """Something to be checked when there is a network; its number."""
        cleaned = _filled(clean_line(text, LINE))
        with self.step(Action.ASKED, subject.title) as (connection, step):
            number = _insert(
                connection,
                "INSERT INTO question (subject, text, asked_at) VALUES (?, ?, ?)",
                (subjects.ensure(connection, subject), cleaned, self.now()),
            )
            step.made("question", number)
        return number

    def answered(self, questions: Iterable[int], answer: Answer) -> None:
        """What a sync found out; a question that was answered or removed meanwhile stays as it is."""
        given = (to_micros(answer.at), answer.finding.value, to_micros(answer.modified_at), encode_plain([*questions]))
        with self.transaction() as connection:
            connection.execute(
                "UPDATE question SET answered_at = ?, finding = ?, modified = ? WHERE answered_at IS NULL"
                " AND id IN (SELECT value FROM json_each(?))",
                given,
            )

    def remove_question(self, question: Question) -> None:
        """It needs no answer any more, or its answer was read."""
        with self.step(Action.QUESTION_REMOVED, question.subject.title) as (connection, step):
            step.keep("question", question.id)
            self.hit(connection.execute("DELETE FROM question WHERE id = ?", (question.id,)))


def _filled(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValueError(text)
    return text


def _insert(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> int:
    return int(connection.execute(statement, values).lastrowid or 0)


def _note(row: tuple[Any, ...]) -> Note:
    number, text, created, changed, followed = row[:-WIDTH]
    return Note(
        id=number,
        subject=subject_of(row[-WIDTH:]),
        text=text,
        created_at=from_micros(created) or EPOCH,
        changed_at=from_micros(changed) or EPOCH,
        followed_from=followed,
    )


def _point(row: tuple[Any, ...]) -> Point:
    number, text, created, done, outcome, followed = row[: -2 * WIDTH]
    return Point(
        id=number,
        partner=subject_of(row[-2 * WIDTH : -WIDTH]),
        about=None if row[-WIDTH] is None else subject_of(row[-WIDTH:]),
        text=text,
        created_at=from_micros(created) or EPOCH,
        done_at=from_micros(done),
        outcome=outcome,
        followed_from=followed,
    )


def _question(row: tuple[Any, ...]) -> Question:
    number, text, asked, answered, finding, modified, followed = row[:-WIDTH]
    at = from_micros(answered)
    answer = None if at is None else Answer(at=at, finding=Finding(finding), modified_at=from_micros(modified))
    return Question(
        id=number,
        subject=subject_of(row[-WIDTH:]),
        text=text,
        asked_at=from_micros(asked) or EPOCH,
        answer=answer,
        followed_from=followed,
    )
