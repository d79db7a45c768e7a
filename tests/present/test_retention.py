"""What is said of what is erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tui.domain.freshness import Collection
from tui.domain.persons import Persons
from tui.domain.retention import Held
from tui.present import language, retention
from tui.storage.retention import Erased

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def held(days: int, *, persons: bool = True) -> Held:
    return Held(collection=Collection.HOURS, checked_at=NOW - timedelta(days=days), now=NOW, persons=persons)


@pytest.mark.parametrize(
    ("found", "persons", "words"),
    [
        (held(1), Persons.FULL, []),
        (held(10), Persons.FULL, ["Kontaktpersonene slettes fra denne maskinen fr 27.11 hvis"]),
        (held(13), Persons.NAMES, ["Av kontaktpersoner lagres bare navn", "slettes fra denne maskinen i morgen hvis"]),
        (held(20, persons=False), Persons.FULL, ["er slettet her fordi kopien er for gammel (Kontortid)"]),
        (held(85, persons=False), Persons.NONE, ["Kontaktpersoner lagres ikke her", "slettes lø 28.11 hvis"]),
    ],
)
def test_what_somebody_should_know(found: Held, persons: Persons, words: list[str]) -> None:
    language.use("nb")
    said = retention.sentences([found], persons, NOW)
    assert len(said) == len(words)
    assert all(part in whole for part, whole in zip(words, said, strict=True))


def test_what_was_erased_just_now() -> None:
    language.use("nb")
    assert "Den lokale kopien er slettet" in retention.erased(Erased(everything=(Collection.HOURS,)))
    assert "(Kontortid)" in retention.erased(Erased(persons=(Collection.HOURS,)))
