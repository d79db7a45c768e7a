"""Changes as text, JSON and a table, from a real book."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.storage.book.shelf import BRUA, NAV, Shelf, language_cafe
from tests.sync.fakes import partner, person
from tui.domain.freshness import Collection
from tui.plain.changes import Listed, asked_since, document, lines, listed, table
from tui.plain.export.spreadsheet import as_csv
from tui.present import language
from tui.storage.reader import Reader


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.load(Collection.PARTNERS, NAV, BRUA)
    shelf.load(Collection.AGREEMENTS, language_cafe())
    shelf.load(Collection.HOURS)
    shelf.change(Collection.PARTNERS, partner("brua", "=Brua 2", contacts=(person("Kari"),)))
    shelf.change(Collection.AGREEMENTS, deleted=["a"])
    return shelf


@contextmanager
def told(shelf: Shelf, since: str | None = None) -> Iterator[Listed]:
    with shelf.book() as book, closing(Reader.open(shelf.copy)) as reader:
        found = listed(book, reader.states(), since, shelf.clock())
        assert isinstance(found, Listed), found
        yield found


def test_lines_say_what_the_screen_says(shelf: Shelf) -> None:
    language.use("nb")
    with told(shelf) as found:
        assert list(lines(found)) == [
            "Siden første henting; ingen gjennomgang er lukket ennå   3 ikke sett",
            "KONTAKTOPPLYSNINGER (1)",
            ". i dag 09:00   =Brua 2, kontaktperson er endret (hva det var, er ikke lagret)",
            "PARTNERE (1)",
            ". i dag 09:00   =Brua 2, navn: Brua møteplass -> =Brua 2",
            "AVTALER (1)",
            ". i dag 09:00   Språkkafé, avtale: fantes -> borte",
            "BORTE FRA KILDEN (1)",
            "  i dag 09:00   Språkkafé: avtale, borte; vises i 90 dager",
        ]


def test_a_program_is_told_what_is_not_kept(shelf: Shelf) -> None:
    with told(shelf) as found:
        made = document(found)
    contact, name, agreement = made["changes"]
    assert (contact["kept"], contact["before"], contact["after"]) == (False, None, None)
    assert (name["kept"], name["before"], name["after"]) == (True, "Brua møteplass", "=Brua 2")
    assert (agreement["kind"], agreement["change"], agreement["field"]) == ("agreement", "removed", None)
    assert (made["not_seen"], made["not_checked"], len(made["gone"])) == (3, [], 1)


def test_a_spreadsheet_takes_no_name_for_a_formula(shelf: Shelf) -> None:
    language.use("en")
    with told(shelf) as found:
        shown = as_csv(table(found)).decode("utf-8-sig").splitlines()
    assert shown[0].startswith("Fetched;Changed at the source;Source;Whose;Field;Before;After;")
    assert ";'=Brua 2;" in shown[2]
    assert len(shown) == 4


def test_since_a_closed_review_or_a_date(shelf: Shelf) -> None:
    language.use("en")
    with shelf.book() as book:
        book.close_review("T2", [])
        assert asked_since(book, "T9", shelf.clock()) == (
            '"T9" is neither a date nor a closed review. Closed reviews: T2.'
        )
    for since, count in ((None, 0), ("t2", 0), ("23.11", 3), ("2026-11-24", 0)):
        with told(shelf, since) as found:
            assert len(list(found.every())) == count
