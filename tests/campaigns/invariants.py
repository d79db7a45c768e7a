"""What must hold of a local copy whatever happened to the programs that wrote it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from tests.campaigns.churn import AGREEMENTS, KINDS, MEETINGS, ORGANIZATIONS, Churn
from tui.domain.freshness import Collection
from tui.storage.reader import Reader

KIND_OF = {Collection.PARTNERS: ORGANIZATIONS, Collection.HOURS: MEETINGS, Collection.AGREEMENTS: AGREEMENTS}
FULL_TEXT = ("partner_words", "partner_trigrams")


class Violation(AssertionError):
    """An invariant does not hold."""


@dataclass(frozen=True)
class Seen:
    """What one moment of a copy shows: versions by id, everything there is to see, and how often it was switched."""

    rows: dict[str, dict[str, str]]
    values: dict[str, object]
    generations: dict[str, int]

    def ids(self, kind: str) -> set[str]:
        return set(self.rows[kind])


NOTHING = Seen({kind: {} for kind in KINDS}, {kind: [] for kind in KINDS}, dict.fromkeys(KINDS, 0))


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A copy of the file and its log, so that the next program meets them as they were left."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / path.name
        for end in ("", "-wal", "-journal"):
            one = path.with_name(path.name + end)
            if one.exists():
                shutil.copyfile(one, copied.with_name(copied.name + end))
                copied.with_name(copied.name + end).chmod(0o600)
        yield copied


def look(path: Path) -> Seen:
    """Read a copy as the screens do."""
    if not path.exists() or not path.stat().st_size:
        return NOTHING
    with aside(path) as copied, closing(Reader.open(copied)) as reader:
        partners = [reader.partner(row.id) for row in reader.partners().window(0, 10**6)]
        hours = [row.hours for row in reader.hours()]
        agreements = reader.agreements()
        found = generations(copied)
    rows = {
        ORGANIZATIONS: {one.id: one.name for one in partners if one is not None},
        MEETINGS: {one.source_id: one.service_name or "" for one in hours},
        AGREEMENTS: {one.id: one.title for one in agreements},
    }
    # order of hours and names of parties come from another collection
    hours.sort(key=lambda one: (one.source_id, one.id))
    told = [(one.id, one.title, one.last_modified, one.goals) for one in agreements]
    return Seen(rows, {ORGANIZATIONS: partners, MEETINGS: hours, AGREEMENTS: told}, found)


def fingerprint(path: Path) -> str:
    """All that is in a copy, staged rows and books included: two with the same one have the same future."""
    if not path.exists() or not path.stat().st_size:
        return "nothing" if not path.exists() else "empty"
    digest = sha256()
    with aside(path) as copied, closing(sqlite3.connect(copied)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE rootpage > 0 ORDER BY name").fetchall():
            digest.update(name.encode())
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
        )
        for (name,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
                digest.update(repr(row).encode())
    return digest.hexdigest()


def generations(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            found = dict(connection.execute("SELECT name, generation FROM collection"))
        except sqlite3.OperationalError:
            found = {}  # killed before there was a schema
    return {kind: found.get(one.value, 0) for one, kind in KIND_OF.items()}


def check_generations(before: Seen, after: Seen) -> None:
    """I1: what is visible changes only together with the number that says so."""
    for kind in KINDS:
        if before.values[kind] != after.values[kind] and before.generations[kind] == after.generations[kind]:
            raise Violation(f"I1: {kind} changed within generation {after.generations[kind]}")


def check_living(churn: Churn, before: Seen, living: dict[str, set[str]], after: Seen) -> None:
    """I2: what was visible and was at the source all the time since `living` was noted is still visible."""
    with churn.lock:
        deleted = set(churn.deleted)
    for kind in KINDS:
        stayed = {key for key in living[kind] if (kind, key) not in deleted}
        lost = (before.ids(kind) & stayed) - after.ids(kind)
        if lost:
            raise Violation(f"I2: {kind} lost {sorted(lost)}")


def check_equal(churn: Churn, after: Seen) -> None:
    """I3: after a whole sync with a source at rest, the copy is the source."""
    truth = churn.truth()
    for kind in KINDS:
        if after.rows[kind] != truth[kind]:
            missing = sorted(set(truth[kind]) - after.ids(kind))
            extra = sorted(after.ids(kind) - set(truth[kind]))
            old = sorted(key for key in truth[kind] if after.rows[kind].get(key, truth[kind][key]) != truth[kind][key])
            raise Violation(f"I3: {kind}: missing {missing}, extra {extra}, old {old}")


def check_sound(path: Path) -> None:
    """I4: the file is sound."""
    if not path.exists() or not path.stat().st_size:
        return
    with aside(path) as copied, closing(sqlite3.connect(copied)) as connection:
        words = [word for (word,) in connection.execute("PRAGMA integrity_check")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if words != ["ok"] or broken:
            raise Violation(f"I4: {words} {broken}")
        _check_full_text(connection)


def _check_full_text(connection: sqlite3.Connection) -> None:
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table in FULL_TEXT:
            try:
                connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            except sqlite3.DatabaseError as error:
                raise Violation(f"I4: {table}: {error}") from None


def check_watermarks(path: Path, server_now: datetime) -> None:
    """I5: no moment from which changes are asked for lies ahead of the server's clock."""
    if not path.exists():
        return
    with aside(path) as copied, closing(sqlite3.connect(copied)) as connection:
        names = {name for (_, name, *_) in connection.execute("PRAGMA table_info(collection)")}
        for name in names & {"watermark", "run_since", "server_time"}:
            for (micros,) in connection.execute(f"SELECT {name} FROM collection WHERE {name} IS NOT NULL"):  # noqa: S608
                if micros / 1_000_000 > server_now.timestamp():
                    raise Violation(f"I5: {name} is {micros}, ahead of {server_now}")
