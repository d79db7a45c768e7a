"""How much of persons is stored, and what happens when that is to be more or less."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.test_retention import SECRETS, left, somebody
from tests.sync.fakes import agreement, hours, named_place, partner
from tests.sync.rounds import Rounds
from tui.domain.agreement import Agreement, Party
from tui.domain.freshness import Collection
from tui.domain.partner import Contact, Partner
from tui.domain.persons import Persons, spare
from tui.domain.schedule import OfficeHours
from tui.storage.reader import Reader

NAMED = Contact(name="Hemmeligsen 1", title="leder")
SIGNED = Party(organization_id="p1", signatory_name="Signatarsen", signatory_title="daglig leder")


def signed(key: str) -> Agreement:
    (value,) = agreement(key, contacts=(somebody("1"),)).values
    assert isinstance(value, Agreement)
    return replace(value, parties=(SIGNED,))


@pytest.fixture
def rounds(path: Path) -> Rounds:
    found = Rounds(path)
    place = replace(named_place("x", "Mo"), contacts=(somebody("1"),))
    found.source.put(
        *(partner(f"p{number}", contacts=(somebody("1"),), places=(place,)) for number in range(3)),
        hours("h", contacts=(somebody("1"),), place=place),
        replace(agreement("a"), values=(signed("a"),)),
    )
    return found


def contacts(rounds: Rounds) -> set[tuple[Contact, ...]]:
    with closing(Reader.open(rounds.path)) as reader:
        (agreed,) = reader.agreements()
        (held,) = reader.hours()
        partners = [reader.partner(f"p{number}") for number in range(3)]
        places = [one.places[0].contacts for one in partners if one] + [held.hours.place.contacts]  # type: ignore[union-attr]
        return {*(one.contacts for one in partners if one), *places, agreed.contacts, held.hours.contacts}


def journal(rounds: Rounds) -> list[tuple[str, str | None]]:
    with closing(Reader.open(rounds.path)) as reader:
        return [(one.source_id, one.field) for one in reader.changes()]


@pytest.mark.parametrize(
    ("persons", "kept", "secrets"),
    [(Persons.FULL, (somebody("1"),), 4), (Persons.NAMES, (NAMED,), 2), (Persons.NONE, (), 0)],
)
def test_what_is_not_kept_is_never_stored(
    rounds: Rounds, persons: Persons, kept: tuple[Contact, ...], secrets: int
) -> None:
    rounds.persons = persons
    assert rounds.sync().whole
    rounds.source.put(partner("p1", "Nytt navn", contacts=(somebody("1"),), places=(named_place("y", "Mo"),)))
    assert rounds.sync().whole  # over the feed
    assert contacts(rounds) - {()} == ({kept} - {()})
    stored = left(rounds.path)
    assert sum(secret in stored for secret in SECRETS) == secrets


def test_persons_that_are_probed_for_are_not_kept_either(rounds: Rounds) -> None:
    rounds.source.feed = False
    rounds.persons = Persons.NONE
    rounds.sync()
    hidden = rounds.source.records[Collection.PARTNERS].pop("p2")
    found = rounds.source.probe
    rounds.source.probe = lambda collection, id, cancelled=None: hidden if id == "p2" else found(collection, id)  # type: ignore[method-assign] # noqa: A006
    assert rounds.sync(full=True).whole
    assert not any(secret in left(rounds.path) for secret in SECRETS)


def test_less_holds_from_the_next_sync_and_more_comes_with_a_whole_one(rounds: Rounds) -> None:
    rounds.sync()
    rounds.persons = Persons.NONE
    assert rounds.sync().whole
    assert not any(secret in left(rounds.path) for secret in SECRETS)
    rounds.persons = Persons.NAMES
    rounds.clock.advance(minutes=1)
    assert rounds.sync().whole
    assert "partners:0" in rounds.source.asked, "the feed would not bring them"
    assert contacts(rounds) == {(NAMED,)}
    assert journal(rounds) == [], "nobody changed anything at the source"
    rounds.sync()
    assert "partners:0" not in rounds.source.asked


def test_what_went_because_of_its_age_comes_back_without_a_word(rounds: Rounds) -> None:
    rounds.sync()
    rounds.clock.advance(days=15)
    kept = rounds.source.records[Collection.PARTNERS]["p1"]
    (value,) = kept.values
    assert isinstance(value, Partner)
    rounds.source.put(replace(kept, values=(replace(value, name="Nytt navn"),)))
    finished = rounds.sync()
    assert finished.whole
    assert contacts(rounds) - {()} == {(somebody("1"),)}
    assert journal(rounds) == [("p1", "name")]
    with closing(Reader.open(rounds.path)) as reader:
        assert all(one.persons and one.age == timedelta(0) for one in reader.held(rounds.clock.now))


def test_an_organization_keeps_its_own_address(rounds: Rounds) -> None:
    (value,) = partner("p", email="post@laget.no", contacts=(Contact(email="x@y.no"), NAMED)).values
    assert spare(value, Persons.NAMES) == replace(value, contacts=(NAMED,))
    assert spare(value, Persons.NONE) == replace(value, contacts=())
    assert spare(value, Persons.FULL) is value
    bare = OfficeHours(id="1", source_id="h")
    assert spare(bare, Persons.NONE) == bare
