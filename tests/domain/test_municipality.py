"""Municipality names by number."""

from __future__ import annotations

from tui.domain.municipality import _municipalities, county_of, municipality_name


def test_names_and_counties() -> None:
    assert municipality_name("1824") == "Vefsn"
    assert county_of("1824") == "Nordland - Nordlánnda"
    assert municipality_name("0301") == "Oslo"
    assert municipality_name("1826") == "Aarborte - Hattfjelldal"


def test_unknown_numbers_have_no_name() -> None:
    for code in (None, "", "9999", "301", "1824 ", "code"):
        assert municipality_name(code) is None
        assert county_of(code) is None


def test_all_municipalities_are_there() -> None:
    found = _municipalities()
    assert len(found) == 357
    assert all(len(code) == 4 and code.isdigit() and name and county for code, (name, county) in found.items())
    assert len({county for _, county in found.values()}) == 15
    assert len({(code[:2], county) for code, (_, county) in found.items()}) == 15
