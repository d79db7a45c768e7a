"""The schema of the local copy, one step per version, each complete or not taken."""

from __future__ import annotations

import sqlite3

from . import blocks, search
from .heap import RECORD_ID
from .partners import INDEXES
from .schema import Schema

APPLICATION_ID = 0x53616D73
"""`Sams` in the file header: says whose file it is."""

TRIGRAM_SINCE = (3, 34, 0)
STRICT_SINCE = (3, 37, 0)

_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    # One row per collection. `run` and what follows it describe a crawl under way; NULL when there is none.
    """CREATE TABLE collection (
        name TEXT PRIMARY KEY, generation INTEGER NOT NULL DEFAULT 0, records INTEGER NOT NULL DEFAULT 0,
        rows INTEGER NOT NULL DEFAULT 0, completed_at INTEGER, attempted_at INTEGER, error TEXT,
        added INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0,
        fingerprint TEXT, token TEXT, full_at INTEGER, full_due INTEGER,
        run BLOB, run_fingerprint TEXT, run_token TEXT, staged_at INTEGER, cursor TEXT, pass INTEGER NOT NULL DEFAULT 1,
        drift INTEGER NOT NULL DEFAULT 0, total INTEGER, seen INTEGER NOT NULL DEFAULT 0, server_time INTEGER
    ) STRICT""",
    # The record as it came, the unit that is replaced or removed as a whole.
    """CREATE TABLE record (
        key INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL,
        modified INTEGER, UNIQUE (collection, id)
    ) STRICT""",
    """CREATE TABLE stage (
        key INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, pass INTEGER NOT NULL, body BLOB NOT NULL,
        hash BLOB NOT NULL, modified INTEGER, name TEXT, sort TEXT, search TEXT, municipality_code TEXT, city TEXT,
        UNIQUE (collection, id)
    ) STRICT""",
    # Records set aside. `pass` is NULL once they belong to the visible copy.
    """CREATE TABLE rejected (
        collection TEXT NOT NULL, pass INTEGER, id TEXT, place TEXT NOT NULL, detail TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX rejected_id ON rejected (collection, id)",
    # `row` stands in Norwegian order with gaps between, so that a search answers in order without sorting.
    """CREATE TABLE partner (
        row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, municipality_code TEXT, city TEXT,
        modified INTEGER, sort TEXT NOT NULL, search TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX partner_sort ON partner (sort, id)",
    # Without gaps, from 0: the way from a rank to its row.
    "CREATE TABLE partner_order (rank INTEGER PRIMARY KEY, row INTEGER NOT NULL UNIQUE) STRICT",
    """CREATE VIRTUAL TABLE partner_words USING fts5 (
        search, content='partner', content_rowid='row', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'
    )""",
    """CREATE TABLE office_hours (
        source_id TEXT NOT NULL, id TEXT NOT NULL, host_id TEXT, provider_id TEXT, PRIMARY KEY (source_id, id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX office_hours_host ON office_hours (host_id)",
    "CREATE INDEX office_hours_provider ON office_hours (provider_id)",
    "CREATE TABLE agreement (id TEXT PRIMARY KEY, sort TEXT NOT NULL, search TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE agreement_party (
        agreement_id TEXT NOT NULL, organization_id TEXT NOT NULL, goals INTEGER NOT NULL, achieved INTEGER NOT NULL,
        PRIMARY KEY (agreement_id, organization_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX agreement_party_organization ON agreement_party (organization_id, goals, achieved)",
    # What became different, field by field; never reused numbers, so that a reader can go on from the last one it saw.
    """CREATE TABLE change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, collection TEXT NOT NULL, kind TEXT NOT NULL,
        source_id TEXT NOT NULL, record_id TEXT NOT NULL, title TEXT NOT NULL, field TEXT, before TEXT, after TEXT,
        source_modified INTEGER
    ) STRICT""",
)


_SECOND = (
    # What the next sync goes on from: server times only, and the validator of the whole collection.
    "ALTER TABLE collection ADD COLUMN watermark INTEGER",
    "ALTER TABLE collection ADD COLUMN etag TEXT",
    # Of the run under way: how it reads, from which moment, the server's time when it began, its last page is read.
    "ALTER TABLE collection ADD COLUMN run_kind TEXT",
    "ALTER TABLE collection ADD COLUMN run_since INTEGER",
    "ALTER TABLE collection ADD COLUMN run_server_time INTEGER",
    "ALTER TABLE collection ADD COLUMN run_etag TEXT",
    "ALTER TABLE collection ADD COLUMN run_read INTEGER NOT NULL DEFAULT 0",
    # Values about persons may be in there.
    "DELETE FROM change",
)

_HEAP = """CREATE TABLE heap_{} (
    key INTEGER PRIMARY KEY, pass INTEGER NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL,
    modified INTEGER, name TEXT, sort TEXT, search TEXT, municipality_code TEXT, city TEXT, reachable INTEGER
) STRICT"""
_STATED = "json_type(CAST(body AS TEXT), '$[0].{}') IS NOT NULL"

_THIRD = (
    # When the run under way was begun. One from before this column is not gone on with: nobody knows how old it is.
    "ALTER TABLE collection ADD COLUMN run_started INTEGER",
    # An index with a name can be made after the rows.
    "ALTER TABLE record RENAME TO record_before",
    """CREATE TABLE record (
        key INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL,
        modified INTEGER
    ) STRICT""",
    "INSERT INTO record SELECT key, collection, id, body, hash, modified FROM record_before",
    "DROP TABLE record_before",
    RECORD_ID,
    # The way from a rank to its row: how many partners stand from `first` up to the next block's.
    "DROP TABLE partner_order",
    "CREATE TABLE partner_block (first INTEGER PRIMARY KEY, size INTEGER NOT NULL) STRICT",
    *blocks.REBUILD,
    # What lists are narrowed and sorted by.
    "ALTER TABLE partner RENAME TO partner_before",
    """CREATE TABLE partner (
        row INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, municipality_code TEXT, city TEXT,
        modified INTEGER, sort TEXT NOT NULL, search TEXT NOT NULL, reachable INTEGER NOT NULL DEFAULT 1
    ) STRICT""",
    "INSERT INTO partner SELECT row, id, name, municipality_code, city, modified, sort, search, 1 FROM partner_before",
    "DROP TABLE partner_before",
    # Whether anybody is named, or any way to reach them; empty lists are not stored.
    f"""UPDATE partner SET reachable =
        (SELECT {_STATED.format("contacts")} OR {_STATED.format("phones")} OR {_STATED.format("email")}
        FROM record WHERE collection = 'partners' AND record.id = partner.id)
        WHERE id IN (SELECT id FROM record WHERE collection = 'partners' AND json_valid(CAST(body AS TEXT)))""",  # noqa: S608
    *INDEXES.values(),
    "ALTER TABLE stage ADD COLUMN reachable INTEGER",
    "ALTER TABLE agreement ADD COLUMN status TEXT",
    "ALTER TABLE agreement ADD COLUMN valid_to TEXT",
    """UPDATE agreement SET (status, valid_to) =
        (SELECT json_extract(CAST(body AS TEXT), '$[0].status'), json_extract(CAST(body AS TEXT), '$[0].valid_to')
        FROM record WHERE collection = 'agreements' AND record.id = agreement.id)
        WHERE id IN (SELECT id FROM record WHERE collection = 'agreements' AND json_valid(CAST(body AS TEXT)))""",
    # The latest moment that was seen to be since the last complete check, and when values about persons were erased.
    "ALTER TABLE collection ADD COLUMN seen_at INTEGER",
    "ALTER TABLE collection ADD COLUMN erased_at INTEGER",
    # Of each line of the journal: whom it concerns, which session, which goal (JSON).
    "ALTER TABLE change ADD COLUMN context TEXT",
    # What whole readings bring, in the order it came; before, it was staged. One that is under way begins anew.
    *(_HEAP.format(name) for name in ("hours", "partners", "agreements")),
    "DELETE FROM stage",
    "UPDATE collection SET run = NULL",
)

_SEARCH = (
    # Beginnings of one word only are looked for: neither where it stands nor how long the text is has to be known.
    "DROP TABLE IF EXISTS partner_words",
    """CREATE VIRTUAL TABLE partner_words USING fts5 (
        search, content='partner', content_rowid='row', columnsize=0, detail=none,
        tokenize='unicode61 remove_diacritics 0', prefix='1 2'
    )""",
    "DROP TABLE IF EXISTS partner_trigrams",
    """CREATE VIRTUAL TABLE partner_trigrams USING fts5 (
        search, content='partner', content_rowid='row', columnsize=0, tokenize='trigram case_sensitive 1'
    )""",
    # Fewer, larger parts to merge while everything is indexed; in bytes.
    "INSERT INTO partner_trigrams (partner_trigrams, rank) VALUES ('hashsize', 8388608)",
)
"""The search tables from the third version on, where there are trigrams; else the first one does it all."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND, _THIRD)
"""Statements that lead from version n to n + 1."""


def understood(statement: str) -> str:
    """The statement for the SQLite at hand: older ones do not check column types."""
    if sqlite3.sqlite_version_info >= STRICT_SINCE:
        return statement
    return statement.replace(" STRICT, WITHOUT ROWID", " WITHOUT ROWID").replace(") STRICT", ")")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema to the newest version. Runs inside the caller's transaction; the version moves with it."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(understood(statement))
    if version < 3 and sqlite3.sqlite_version_info >= TRIGRAM_SINCE:
        for statement in _SEARCH:
            connection.execute(statement)
        search.rebuild(connection)
    if version == 0:
        # Numbers in `change` start again with every new file; this tells the files apart.
        import secrets

        connection.execute("INSERT INTO meta VALUES ('instance', ?)", (secrets.token_hex(16),))
    search.erase_at_once(connection)
    if version != len(MIGRATIONS):
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


CACHE = Schema(application_id=APPLICATION_ID, version=lambda: len(MIGRATIONS), migrate=migrate, page_size=16 * 1024)
