"""Persons go after two weeks, everything after a quarter of a year, and nothing is left of them in any file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.copies import load
from tests.sync.fakes import NOW, agreement, hours, named_place, partner
from tui.domain.agreement import Agreement, Party
from tui.domain.errors import CacheBroken
from tui.domain.freshness import Collection
from tui.domain.partner import Contact, Phone
from tui.domain.persons import Persons
from tui.domain.retention import What, notices
from tui.storage.cache import Cache
from tui.storage.incoming import Page
from tui.storage.reader import Reader
from tui.storage.retention import Erased, enforce

WEEKS_2 = NOW + timedelta(days=14)
MONTHS_3 = NOW + timedelta(days=90)
SECRETS = (b"emmeligsen", b"hemmelig@", b"99887766", b"ignatarsen")
"""A name as it is stored and as it is searched for, ways to reach them, and who signed."""


def somebody(key: str) -> Contact:
    return Contact(
        name=f"Hemmeligsen {key}", title="leder", email=f"hemmelig@{key}.no", phones=(Phone(number=f"99887766{key}"),)
    )


@pytest.fixture
def filled(path: Path) -> Path:
    places = {key: named_place(key, "Mosjøen") for key in ("x", "y")}
    load(path, Collection.PARTNERS, [
        *(partner(f"p{number}", f"Lag {number}", contacts=(somebody(str(number)),), email="post@laget.no")
          for number in range(300)),
        partner("quiet", "Stille lag"),
    ])  # fmt: skip
    load(path, Collection.HOURS, [hours("h", contacts=(somebody("h"),), place=places["x"])])
    party = Party(organization_id="p1", signatory_name="Signatarsen", signatory_title="daglig leder")
    signed = agreement("a", contacts=(somebody("a"),))
    value = signed.values[0]
    assert isinstance(value, Agreement)
    load(path, Collection.AGREEMENTS, [replace(signed, values=(replace(value, parties=(party,)),))])
    return path


def left(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir())


def nobody_in(path: Path) -> bool:
    kept = left(path)
    return not any(secret in kept for secret in SECRETS)


def agreement_of(reader: Reader) -> tuple[object, ...]:
    (found,) = reader.agreements()
    return found.contacts, found.parties[0].signatory_name, found.parties[0].signatory_title


def test_persons_go_after_two_weeks_and_not_before(filled: Path) -> None:
    assert all(secret in left(filled) for secret in SECRETS)
    assert not enforce(filled, persons=Persons.FULL, now=WEEKS_2 - timedelta(seconds=1))
    assert all(secret in left(filled) for secret in SECRETS)
    assert enforce(filled, persons=Persons.FULL, now=WEEKS_2) == Erased(persons=tuple(Collection))
    assert nobody_in(filled)
    with closing(Reader.open(filled)) as reader:
        found = reader.partner("p7")
        assert found is not None
        assert (found.name, found.email, found.contacts) == ("Lag 7", "post@laget.no", ())
        assert len(reader.partners("hemmelig")) == 0
        assert len(reader.partners("lag 7")) == 11
        assert len(reader.partners()) == 301
        assert reader.hours()[0].hours.contacts == ()
        assert agreement_of(reader) == ((), None, None)
        assert not any(one.persons for one in reader.held(WEEKS_2))
    assert not enforce(filled, persons=Persons.FULL, now=WEEKS_2), "once is enough"


def test_a_reader_that_looks_on_sees_it_happen(filled: Path) -> None:
    with closing(Reader.open(filled)) as reader:
        assert len(reader.partners("hemmelig")) == 300
        before, version = reader.hours(), reader.data_version()
        enforce(filled, persons=Persons.FULL, now=WEEKS_2)
        assert reader.data_version() != version
        assert reader.hours() != before
        assert len(reader.partners("hemmelig")) == 0
    assert nobody_in(filled)


def test_everything_goes_after_a_quarter_of_a_year(filled: Path) -> None:
    erased = enforce(filled, persons=Persons.FULL, now=MONTHS_3)
    assert set(erased.everything) == set(Collection)
    assert nobody_in(filled)
    assert b"Lag 7" not in left(filled)
    assert b"tille lag" not in left(filled)
    with closing(Reader.open(filled)) as reader:
        assert all(state.never_fetched and state.rows == 0 for state in reader.states())
        assert (len(reader.partners()), reader.hours(), reader.agreements(), reader.changes()) == (0, (), (), ())
    assert load(filled, Collection.PARTNERS, [partner("p1", "Ny")]).added == 1


def test_each_collection_has_its_own_age(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("UPDATE collection SET completed_at = completed_at - 86400000000 WHERE name = 'hours'")
        connection.commit()
    a_day_before = WEEKS_2 - timedelta(days=1)
    assert enforce(filled, persons=Persons.FULL, now=a_day_before).persons == (Collection.HOURS,)
    with closing(Reader.open(filled)) as reader:
        assert reader.hours()[0].hours.contacts == ()
        assert len(reader.partners("hemmelig")) == 300


def test_a_clock_that_was_set_back_makes_nothing_younger(filled: Path) -> None:
    enforce(filled, persons=Persons.FULL, now=NOW + timedelta(days=13))
    with closing(Reader.open(filled)) as reader:
        (held, *_) = reader.held(NOW + timedelta(days=2))
        assert held.age == timedelta(days=13)
    enforce(filled, persons=Persons.FULL, now=NOW - timedelta(days=400))
    assert enforce(filled, persons=Persons.FULL, now=WEEKS_2)


def test_a_server_that_was_later_is_believed_and_one_that_is_mad_is_not(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        for name, days in (("hours", 20), ("partners", 3650)):
            shift = timedelta(days=days) // timedelta(microseconds=1)
            checked = shift if name == "hours" else 0
            connection.execute(
                "UPDATE collection SET server_time = completed_at + ?, completed_at = completed_at + ? WHERE name = ?",
                (shift, checked, name),
            )
        connection.commit()
    erased = enforce(filled, persons=Persons.FULL, now=NOW)  # the clock was set back after the hours were fetched
    assert set(erased.persons) == {Collection.PARTNERS, Collection.AGREEMENTS}
    assert erased.everything == ()


def test_a_complete_check_starts_the_time_anew(filled: Path) -> None:
    enforce(filled, persons=Persons.FULL, now=NOW + timedelta(days=400))
    load(filled, Collection.PARTNERS, [partner("p1", contacts=(somebody("1"),))])
    assert not enforce(filled, persons=Persons.FULL, now=NOW)
    with closing(Reader.open(filled)) as reader:
        assert len(reader.partners("hemmelig")) == 1


@pytest.mark.parametrize(("persons", "name"), [(Persons.NAMES, b"emmeligsen"), (Persons.NONE, None)])
def test_a_narrower_setting_holds_at_once(filled: Path, persons: Persons, name: bytes | None) -> None:
    assert enforce(filled, persons=persons, now=NOW).narrowed
    kept = left(filled)
    assert [secret for secret in SECRETS if secret in kept] == ([name, b"ignatarsen"] if name else [])
    with closing(Reader.open(filled)) as reader:
        assert len(reader.partners("hemmelig")) == (300 if name else 0)
        contacts = reader.hours()[0].hours.contacts
        assert contacts == ((Contact(name="Hemmeligsen h", title="leder"),) if name else ())
    assert not enforce(filled, persons=persons, now=NOW)
    assert not enforce(filled, persons=Persons.FULL, now=NOW), "a wider one only waits for the next sync"
    assert enforce(filled, persons=persons, now=NOW).narrowed


def test_pages_of_a_crawl_that_was_left_lying_go_too(path: Path) -> None:
    cache = Cache.open(path)
    run = cache.begin(Collection.PARTNERS, fingerprint="f", token=None, now=NOW)
    cache.add_pages(run, [Page(records=[partner("p1", contacts=(somebody("1"),))], cursor="2")], NOW)
    cache.close()
    assert not enforce(path, persons=Persons.FULL, now=WEEKS_2 - timedelta(seconds=1))
    assert b"emmeligsen" in left(path)
    enforce(path, persons=Persons.FULL, now=WEEKS_2)
    assert nobody_in(path)


def test_a_damaged_copy_that_was_moved_aside_goes_with_its_persons(filled: Path) -> None:
    wreck = filled.with_name("cache.db.corrupt-20261123T080000Z")
    wreck.write_bytes(b"Hemmeligsen")
    os.utime(wreck, (NOW.timestamp(), NOW.timestamp()))
    enforce(filled, persons=Persons.FULL, now=NOW + timedelta(days=13))
    assert wreck.exists()
    enforce(filled, persons=Persons.FULL, now=WEEKS_2)
    assert not wreck.exists()


def test_a_record_that_cannot_be_read_is_a_damaged_copy(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("UPDATE record SET body = substr(body, 1, length(body) - 2) WHERE id = 'p7'")
        connection.commit()
    with pytest.raises(CacheBroken):
        enforce(filled, persons=Persons.FULL, now=WEEKS_2)


def test_a_bad_record_stays_marked_as_bad(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("UPDATE record SET hash = x'' WHERE id = 'p7'")
        connection.commit()
    enforce(filled, persons=Persons.FULL, now=WEEKS_2)
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT id FROM record WHERE hash = x''").fetchall() == [("p7",)]


def test_nothing_is_written_where_nothing_is_to_do(filled: Path) -> None:
    enforce(filled, persons=Persons.FULL, now=NOW + timedelta(hours=23))
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT DISTINCT seen_at FROM collection").fetchall() == [(None,)]
    assert not enforce(filled.with_name("none.db"), persons=Persons.NONE, now=NOW)
    assert not filled.with_name("none.db").exists()


def test_it_is_said_a_week_before(filled: Path) -> None:
    with closing(Reader.open(filled)) as reader:
        assert notices(reader.held(NOW + timedelta(days=6))) == ()
        (one,) = notices(reader.held(NOW + timedelta(days=7)))
        assert (one.what, one.on, set(one.collections)) == (What.PERSONS, WEEKS_2, set(Collection))
        assert notices(reader.held(NOW + timedelta(days=82))) == ()
        (one,) = notices(reader.held(NOW + timedelta(days=83)))
        assert (one.what, one.on) == (What.EVERYTHING, MONTHS_3)
