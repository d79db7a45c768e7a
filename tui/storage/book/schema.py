"""The schema of the book, one step per version, each complete or not taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ..migrations import understood
from ..schema import Schema

APPLICATION_ID = 0x53616D42
"""`SamB` in the file header."""

_FLOOR = "coalesce((SELECT seq FROM baseline ORDER BY id DESC LIMIT 1), 0)"
_OPEN = "(SELECT count(*) FROM history WHERE topic = tally.topic AND open AND seq > {floor})"

_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    # Local copies the history came from, and how far each was carried over. A wiped copy comes back as another one.
    "CREATE TABLE source (id INTEGER PRIMARY KEY, instance TEXT NOT NULL UNIQUE, carried INTEGER NOT NULL) STRICT",
    # A field of a record; '' stands for the record as a whole.
    """CREATE TABLE unit (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, source_id TEXT NOT NULL, record_id TEXT NOT NULL,
        field TEXT NOT NULL, UNIQUE (kind, source_id, record_id, field)
    ) STRICT""",
    # `place` counts within the topic without gaps, from 1: the way from a rank to its row. `open` follows `mark`.
    """CREATE TABLE history (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source, origin INTEGER NOT NULL,
        at INTEGER NOT NULL, topic INTEGER NOT NULL, place INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit,
        change TEXT NOT NULL, title TEXT NOT NULL, context TEXT NOT NULL, before TEXT, after TEXT, modified INTEGER,
        open INTEGER NOT NULL DEFAULT 1, UNIQUE (source, origin), UNIQUE (topic, place)
    ) STRICT""",
    "CREATE INDEX history_at ON history (at)",
    "CREATE INDEX history_unit ON history (unit)",
    "CREATE INDEX history_topic ON history (topic)",
    "CREATE INDEX history_open ON history (topic) WHERE open",
    "CREATE INDEX history_unit_open ON history (unit) WHERE open",
    "CREATE INDEX history_removed ON history (at) WHERE change = 'removed'",
    # Which partners a line concerns.
    """CREATE TABLE about (
        partner_id TEXT NOT NULL, topic INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES history,
        open INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (partner_id, topic, seq)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX about_seq ON about (seq)",
    "CREATE INDEX about_open ON about (partner_id, topic, seq) WHERE open",
    """CREATE TABLE mark (
        seq INTEGER PRIMARY KEY REFERENCES history, at INTEGER NOT NULL, batch INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX mark_batch ON mark (batch)",
    f"""CREATE TRIGGER marked AFTER INSERT ON mark BEGIN
        UPDATE history SET open = 0 WHERE seq = NEW.seq;
        UPDATE about SET open = 0 WHERE seq = NEW.seq;
        UPDATE tally SET open = open - 1 WHERE NEW.seq > {_FLOOR}
            AND topic = (SELECT topic FROM history WHERE seq = NEW.seq);
    END""",
    f"""CREATE TRIGGER unmarked AFTER DELETE ON mark BEGIN
        UPDATE history SET open = 1 WHERE seq = OLD.seq;
        UPDATE about SET open = 1 WHERE seq = OLD.seq;
        UPDATE tally SET open = open + 1 WHERE OLD.seq > {_FLOOR}
            AND topic = (SELECT topic FROM history WHERE seq = OLD.seq);
    END""",
    # By topic and partner: lines after the last closed review that were not looked at, so that nobody has to count.
    "CREATE TABLE tally (topic INTEGER PRIMARY KEY, open INTEGER NOT NULL) STRICT",
    "INSERT INTO tally VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0)",
    "CREATE TABLE partner_tally (partner_id TEXT PRIMARY KEY, open INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TRIGGER told_about AFTER INSERT ON about BEGIN
        INSERT INTO partner_tally VALUES (NEW.partner_id, 1)
            ON CONFLICT (partner_id) DO UPDATE SET open = open + 1;
    END""",
    f"""CREATE TRIGGER marked_about AFTER UPDATE OF open ON about WHEN NEW.seq > {_FLOOR} BEGIN
        UPDATE partner_tally SET open = open + NEW.open - OLD.open WHERE partner_id = NEW.partner_id;
    END""",
    """CREATE TRIGGER told AFTER INSERT ON history BEGIN
        UPDATE tally SET open = open + 1 WHERE topic = NEW.topic;
    END""",
    # A record somebody wrote about. One whose id changed points to the one it is now.
    """CREATE TABLE subject (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, source_id TEXT NOT NULL, record_id TEXT NOT NULL,
        title TEXT NOT NULL, keys TEXT NOT NULL, partners TEXT NOT NULL, gone_at INTEGER,
        moved_to INTEGER REFERENCES subject, UNIQUE (kind, source_id, record_id)
    ) STRICT""",
    """CREATE TABLE note (
        id INTEGER PRIMARY KEY AUTOINCREMENT, subject INTEGER NOT NULL REFERENCES subject, text TEXT NOT NULL,
        created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, followed_from TEXT
    ) STRICT""",
    "CREATE INDEX note_subject ON note (subject)",
    """CREATE TABLE point (
        id INTEGER PRIMARY KEY AUTOINCREMENT, subject INTEGER NOT NULL REFERENCES subject,
        about INTEGER REFERENCES subject, text TEXT NOT NULL, created_at INTEGER NOT NULL, done_at INTEGER,
        outcome TEXT, followed_from TEXT
    ) STRICT""",
    "CREATE INDEX point_subject ON point (subject)",
    """CREATE TABLE question (
        id INTEGER PRIMARY KEY AUTOINCREMENT, subject INTEGER NOT NULL REFERENCES subject, text TEXT NOT NULL,
        asked_at INTEGER NOT NULL, answered_at INTEGER, finding TEXT, modified INTEGER, followed_from TEXT
    ) STRICT""",
    "CREATE INDEX question_pending ON question (id) WHERE answered_at IS NULL",
    """CREATE TABLE agreement_review (
        period TEXT NOT NULL, agreement_id TEXT NOT NULL, stage TEXT NOT NULL, at INTEGER NOT NULL, followed_from TEXT,
        PRIMARY KEY (period, agreement_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE baseline (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, period TEXT, closed_at INTEGER NOT NULL,
        seq INTEGER NOT NULL
    ) STRICT""",
    """CREATE TRIGGER closed AFTER INSERT ON baseline BEGIN
        UPDATE tally SET open = 0;
        DELETE FROM partner_tally;
    END""",
    f"""CREATE TRIGGER opened AFTER DELETE ON baseline BEGIN
        UPDATE tally SET open = {_OPEN.format(floor=_FLOOR)};
        DELETE FROM partner_tally;
        INSERT INTO partner_tally
            SELECT partner_id, sum(open) FROM about WHERE seq > {_FLOOR} GROUP BY partner_id;
    END""",
    """CREATE TABLE baseline_value (
        baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE, kind TEXT NOT NULL, source_id TEXT NOT NULL,
        record_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (baseline, kind, source_id, record_id, field)
    ) STRICT, WITHOUT ROWID""",
    # What a person did last, and the rows as they were before (JSON).
    """CREATE TABLE undo (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, action TEXT NOT NULL, title TEXT NOT NULL,
        steps TEXT NOT NULL
    ) STRICT""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST,)
"""Statements that lead from version n to n + 1."""


def schema(migrations: Sequence[Sequence[str]] = MIGRATIONS) -> Schema:
    """The book as far as these migrations lead."""

    def migrate(connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(understood(statement))
        if version != len(migrations):
            connection.execute(f"PRAGMA user_version = {len(migrations)}")

    return Schema(
        application_id=APPLICATION_ID,
        version=lambda: len(migrations),
        migrate=migrate,
        synchronous="FULL",
        precious=True,
    )


BOOK = schema()
