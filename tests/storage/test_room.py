"""What a copy takes on disk, and what is left there of those who were removed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from tests.storage.copies import change, load
from tests.sync.fakes import NOW, named_place, partner, person
from tests.sync.rounds import content
from tui.domain.agreement import Agreement, Goal, Party
from tui.domain.freshness import Collection
from tui.domain.partner import Contact, Partner, Phone, Place
from tui.domain.schedule import OfficeHours
from tui.storage import codec, migrations
from tui.storage.cache import KEPT_FREE, Cache
from tui.storage.database import open_writer
from tui.storage.reader import Reader
from tui.storage.search import SECURE_DELETE_SINCE

PARTNERS = Collection.PARTNERS


def kinds(kind: type[Any], seen: set[type[Any]]) -> Iterator[type[Any]]:
    """A dataclass and all that are inside it."""
    if kind in seen:
        return
    seen.add(kind)
    yield kind
    for hint in get_type_hints(kind).values():
        for inner in (hint, *get_args(hint)):
            if isinstance(inner, type) and is_dataclass(inner):
                yield from kinds(inner, seen)


@pytest.mark.parametrize("root", [Partner, OfficeHours, Agreement])
def test_what_is_left_out_of_a_body_is_the_default(root: type[Any]) -> None:
    for kind in kinds(root, set()):
        hints = get_type_hints(kind)
        for place, one in enumerate(fields(kind)):
            default = one.default if one.default_factory is MISSING else one.default_factory()
            hint = hints[one.name]
            if isinstance(hint, UnionType) and NoneType in get_args(hint) and place:
                assert default is None, f"{kind.__name__}.{one.name}"
            if get_origin(hint) is tuple and place:
                assert default == (), f"{kind.__name__}.{one.name}"


NASTY = 'a","name":null,"b":[]}],"c":null,\\",\\"name":null,'


def test_bodies_come_back_as_they_were() -> None:
    contact = Contact(name=None, title=NASTY, phones=(Phone(number=NASTY),))
    full = Partner(
        id=NASTY, name=NASTY, email=NASTY, contacts=(contact, Contact()), places=(Place(id="p"), Place(id=NASTY)),
        last_modified=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    for value in (full, Partner(id="a", name="")):
        body = codec.encode([value])
        assert codec.decode_partner(body) == value
        assert b":null," not in body.replace(codec.encode_plain(NASTY)[1:-1].encode(), b"").replace(
            b'{"name":null,', b""
        )
    agreement = Agreement(
        id="x", title=NASTY, next_meeting_date=date(2026, 2, 3), parties=(Party(name=NASTY), Party()),
        goals=(Goal(id="g", agreement_id="x", title=NASTY),),
    )  # fmt: skip
    assert codec.decode_agreement(codec.encode([agreement])) == agreement
    assert len(codec.encode([Partner(id="a", name="b")])) == len('[{"id":"a","name":"b"}]')


def test_a_file_gives_back_the_room_of_what_was_staged(path: Path) -> None:
    load(path, PARTNERS, [partner(f"p{number}", description="x" * 900) for number in range(4000)])
    before = path.stat().st_size
    cache = Cache.open(path)
    cache.tidy()
    with cache.transaction() as connection:
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    cache.close()
    assert free * size <= KEPT_FREE
    assert path.stat().st_size < before * 0.7
    with closing(Reader.open(path)) as reader:
        assert len(reader.partners()) == 4000


def of_version_1(path: Path) -> None:
    """A file as the first version of this program made it, with one partner."""
    path.parent.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("BEGIN")
        migrations.migrate(connection)
        connection.execute("INSERT INTO record VALUES (1, 'partners', 'a', x'5b5d', x'00', NULL)")
        connection.execute("INSERT INTO change (at, collection, kind, source_id, record_id, title, after)"
                           " VALUES (0, 'partners', 'changed', 'a', 'a', 'A', 'Kari')")  # fmt: skip
        connection.execute("COMMIT")
        connection.close()


def test_26_a_file_of_the_first_version_is_brought_up_to_date(path: Path) -> None:
    of_version_1(path)
    reader = Reader.open(path)
    assert reader.changes() == ()
    reader.close()
    cache = Cache.open(path)
    cache.tidy()
    with cache.transaction() as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    cache.close()
    load(path, PARTNERS, [partner("a", "Ås")])
    assert b"Kari" not in path.read_bytes()
    assert [row.name for row in content(path)[0]] == ["Ås"]  # type: ignore[attr-defined]


def test_the_index_erases_at_once_where_it_can(path: Path) -> None:
    open_writer(path).close()
    connection = open_writer(path)
    found = [
        connection.execute(f"SELECT v FROM {table}_config WHERE k = 'secure-delete'").fetchone()  # noqa: S608
        for table in ("partner_words", "partner_trigrams")
    ]
    connection.close()
    assert found == [(1,) if sqlite3.sqlite_version_info >= SECURE_DELETE_SINCE else None] * 2


def left(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob("cache.db*"))


@pytest.mark.parametrize("gone", ["record", "person"])
def test_nothing_is_left_of_a_person_who_was_removed(path: Path, gone: str) -> None:
    secret = partner("b", "Bø", contacts=(person("Hemmeligsen"),), places=(named_place("p", "Mo"),))
    others = [partner(f"p{number}", f"Lag {number}") for number in range(200)]
    load(path, PARTNERS, others)
    change(path, PARTNERS, [secret])
    cache = Cache.open(path)
    cache.tidy()
    assert b"emmeligsen" in left(path)
    if gone == "record":
        change(path, PARTNERS, deleted=["b"])
    else:
        change_again(path)
    cache.tidy()
    cache.close()
    assert b"emmeligsen" not in left(path)
    reader = Reader.open(path)
    assert len(reader.partners("hemmeligsen")) == 0
    assert len(reader.partners("lag")) == 200
    reader.close()


def change_again(path: Path) -> None:
    """The same partner without the person."""
    cache = Cache.open(path)
    with cache.transaction() as connection:
        connection.execute("UPDATE collection SET token = '0' WHERE name = 'partners'")
    cache.close()
    change(path, PARTNERS, [partner("b", "Bø", last_modified=NOW)])
