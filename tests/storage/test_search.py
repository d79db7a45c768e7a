"""Finding partners by what people type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.copies import change, load
from tests.sync.fakes import named_place, partner, person
from tui.domain.freshness import Collection
from tui.storage.reader import Reader


@pytest.fixture
def reader(path: Path) -> Iterator[Reader]:
    load(
        path,
        Collection.PARTNERS,
        [
            partner("1", "Røde Kors Tromsø"),
            partner("2", "Ås frivilligsentral", organization_number="974760673"),
            partner("3", "Kirkens Bymisjon", alternate_name="KBM", places=(named_place("p", "Mosjøen"),)),
            partner("4", "Nav Nordland", municipality_code="0301", contacts=(person("Máret Ødegård"),)),
            partner("5", "Sentralen"),
        ],
    )
    opened = Reader.open(path)
    yield opened
    opened.close()


def found(reader: Reader, text: str) -> list[str]:
    return [row.id for row in reader.partners(text).window(0, 100)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("tromso", "1"),
        ("tromsoe", "1"),
        ("Tromsø", "1"),
        ("TROMSÖ", "1"),
        ("tr", "1"),
        ("aas", "2"),
        ("ås", "2"),
        ("sentral", "52"),
        ("en", ""),
        ("se", "5"),
        ("974760673", "2"),
        ("974 760 673", "2"),
        ("97476", "2"),
        ("kbm", "3"),
        ("mosj", "3"),
        ("oslo", "4"),
        ("maret", "4"),
        ("odegaard", "4"),
        ("nav n", "4"),
        ("n nav o", "4"),
        ("kors rod", "1"),
        ("kors nav", ""),
        ("zzzz", ""),
        ("", "35412"),
        ("   ", "35412"),
        ("!?", "35412"),
    ],
)
def test_a_partner_is_found_by(reader: Reader, text: str, ids: str) -> None:
    everything = "34152"
    assert found(reader, text) == list(everything if ids == "35412" else ids)


def test_the_index_follows_changes(reader: Reader, path: Path) -> None:
    change(path, Collection.PARTNERS, [partner("1", "Blå Kors Bodø"), partner("6", "Tromsø kommune")], deleted=["5"])
    assert [found(reader, text) for text in ("rod", "tromso", "sentral", "bodo", "kors")] == [
        ["4"] * 0,
        ["6"],
        ["2"],
        ["1"],
        ["1"],
    ]


def test_the_index_follows_what_changes_beside_the_name(reader: Reader, path: Path) -> None:
    change(path, Collection.PARTNERS, [partner("4", "Nav Nordland", contacts=(person("Åse Moen"),))])
    assert [found(reader, text) for text in ("maret", "oslo", "moen", "as", "nav")] == [
        [],
        [],
        ["4"],
        ["4", "2"],
        ["4"],
    ]


def test_rows_found_before_follow_the_copy(reader: Reader, path: Path) -> None:
    rows = reader.partners("sentral")
    assert (len(rows), rows.index_of("2"), rows.index_of("3"), rows.index_of("none")) == (2, 1, None, None)
    change(path, Collection.PARTNERS, [partner("6", "Alsentral")], deleted=["5"])
    assert [row.id for row in rows.window(0, 5)] == ["6", "2"]
    assert (len(rows), rows.index_of("2"), rows.index_of("6")) == (2, 1, 0)
    assert [row.id for row in rows.window(1, 1)] == ["2"]
    assert rows.window(5, 5) == rows.window(0, 0) == []


def test_a_first_search_can_be_prepared(path: Path) -> None:
    reader = Reader.open(path)
    reader.warm()  # of a copy that is not there, too
    reader.close()
    load(path, Collection.PARTNERS, [partner("a", "Åsen"), partner("b", "Bø")])
    reader = Reader.open(path)
    reader.warm()
    assert [row.id for row in reader.partners("sen").window(0, 9)] == ["a"]
    reader.close()
