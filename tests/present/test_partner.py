from __future__ import annotations

import pytest

from tui.domain.partner import Contact, Phone, Place, PlaceKind, Sector
from tui.present import partner

from .saying import in_all


@pytest.mark.parametrize(
    ("code", "city", "expected"),
    [("1824", "Mosjøen", "Vefsn"), (None, "Mosjøen", "Mosjøen"), ("9999", None, "-"), (None, None, "-")],
)
def test_municipality(code: str | None, city: str | None, expected: str) -> None:
    assert partner.municipality(code, city) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [("974760673", "974 760 673"), ("97476067", "97476067"), ("NO974760673", "NO974760673"), ("", "")],
)
def test_organization_number(number: str, expected: str) -> None:
    assert partner.organization_number(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+4722334455", "22 33 44 55"),
        ("004722334455", "22 33 44 55"),
        ("22 33 44 55", "22 33 44 55"),
        ("91234567", "912 34 567"),
        ("+47 800 12 345", "800 12 345"),
        ("+46 8 123 456 78", "+46 8 123 456 78"),
        ("55553333 tast 2", "55553333 tast 2"),
        ("04800", "04800"),
    ],
)
def test_phone(number: str, expected: str) -> None:
    assert partner.phone(number) == expected


def test_what_a_phone_is_for() -> None:
    assert in_all(lambda: partner.phone_line(Phone(number="22334455", kind="text"))) == (
        "22 33 44 55 (tekstmeldinger)",
        "22 33 44 55 (tekstmeldingar)",
        "22 33 44 55 (text messages)",
    )
    assert partner.phone_line(Phone(number="22334455", kind="voice")) == "22 33 44 55"
    assert partner.phone_line(Phone(number="22334455", kind="fax", description="kveld")) == "22 33 44 55 (kveld)"


def test_contact_lines() -> None:
    kari = Contact(
        name="Kari Nilsen", title="daglig leder", email="kari@brua.example", phones=(Phone(number="22334455"),)
    )
    assert partner.contact_lines(kari) == ("Kari Nilsen, daglig leder", "22 33 44 55", "kari@brua.example")
    assert in_all(lambda: " ".join(partner.contact_lines(Contact()))) == ("ikke oppgitt", "ikkje oppgitt", "not stated")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(id="1", street="Strandgata 32", postal_code="8656", city="Mosjøen"), "Strandgata 32, 8656 Mosjøen"),
        (Place(id="1", city="Mosjøen"), "Mosjøen"),
        (Place(id="1", kind=PlaceKind.VIRTUAL, url="https://meet.example"), "https://meet.example"),
        (Place(id="1"), "-"),
    ],
)
def test_address(place: Place, expected: str) -> None:
    assert partner.address(place) == expected


def test_sector() -> None:
    assert in_all(lambda: partner.sector(Sector.VOLUNTARY)) == (
        "frivillig sektor",
        "frivillig sektor",
        "voluntary sector",
    )
    assert in_all(lambda: partner.sector(Sector.PUBLIC)) == ("offentlig sektor", "offentleg sektor", "public sector")
    assert in_all(lambda: partner.sector(None)) == ("uoppgitt", "uoppgitt", "unstated")


@pytest.mark.parametrize("kind", [*PlaceKind, None])
def test_every_kind_of_place_has_a_word(kind: PlaceKind | None) -> None:
    assert all(in_all(lambda: partner.place_kind(kind)))
