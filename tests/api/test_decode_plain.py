"""A plain partner is what the whole reading makes of it, or it is not plain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.api.decode_partner import partner
from tui.api.decode_plain import plain_partners
from tui.api.fields import Fields
from tui.domain.partner import Contact, Partner, Sector

PLAIN: dict[str, Any] = {
    "id": "p1",
    "name": "Kløver, lag nr. 1 (Ås)",
    "description": "Møter hver uke.",
    "sector": "voluntary",
    "municipality_code": "0301",
    "last_modified": "2026-08-29T09:54:28.000Z",
    "organization_identifiers": [{"id": "i", "identifier_scheme": "NO-BRC", "identifier": "000001076"}],
    "contacts": [{"id": "c", "name": "Kari", "email": "kari@partner.example"}],
}
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", " ", " x", "x ", "a\nb", "\n", "\x1b[0m", "e\u0301", "\u202e", "x" * 200, "x" * 201, "ukjent", "Public",
     "301", "١٨٢٤", "2026-02-30", "2026-08-29", "2026-08-29T11:54:28+02:00", "2026-08-29T09:54:28", 7, 0.5, True, [],
     {}, [None], [{}], ["x"], [{"id": "c"}], [{"name": ""}], [{"name": "A"}, {"name": "A"}], [{"name": 3}],
     [{"name": "A", "phones": []}], [{"title": " A"}], [{"name": "A", "id": " "}], [{"id": "i", "identifier": "1"}],
     [{"identifier_scheme": "no-brc", "identifier": "NO 000 001 076 MVA"}],
     [{"identifier_scheme": "NO-BRC", "identifier": "00000107"}], [{"identifier_scheme": "DUNS", "identifier": "1"}]]
)  # fmt: skip
NAMES = st.sampled_from(
    [*PLAIN, "alternate_name", "legal_status", "email", "website", "url", "phones", "locations", "places",
     "organization_number", "additional_websites", "services"]
)  # fmt: skip


def plain_partner(data: dict[str, Any]) -> Partner | None:
    (found,) = plain_partners([data])
    return found


@st.composite
def sent(draw: st.DrawFn) -> dict[str, Any]:
    changes = draw(st.dictionaries(NAMES, ODD | st.text(max_size=5), max_size=3))
    gone = draw(st.sets(NAMES, max_size=3))
    return {key: value for key, value in (PLAIN | changes).items() if key not in gone}


@settings(max_examples=1500, deadline=None)
@given(data=sent())
def test_it_is_the_same_partner(data: dict[str, Any]) -> None:
    found = plain_partner(data)
    assert found is None or found == partner(Fields(data, ""))


@settings(max_examples=500, deadline=None)
@given(page=st.lists(sent() | st.sampled_from([None, "x", 7, []]), max_size=4))
def test_a_page_is_what_each_item_on_it_is(page: list[Any]) -> None:
    assert plain_partners(page) == [plain_partner(one) for one in page]


def test_what_most_servers_send_is_plain() -> None:
    found = plain_partner(PLAIN)
    assert found is not None
    assert found == partner(Fields(PLAIN, ""))
    assert (found.sector, found.organization_number) == (Sector.VOLUNTARY, "000001076")
    assert found.contacts == (Contact(name="Kari", email="kari@partner.example"),)


@pytest.mark.parametrize(
    "change",
    [{"name": "a\x1bb"}, {"name": "a\nb"}, {"name": " a"}, {"name": ""}, {"id": 7}, {"contacts": [{"name": "\x9b"}]}],
)
def test_what_has_to_be_cleaned_is_not(change: dict[str, Any]) -> None:
    assert plain_partner(PLAIN | change) is None


@pytest.mark.parametrize("change", [{"name": "a\nb"}, {"name": 7}, {"id": "x" * 201}, {"sector": []}, {"phones": []}])
def test_one_that_is_not_takes_no_neighbour_along(change: dict[str, Any]) -> None:
    found = plain_partners([PLAIN, PLAIN | change, PLAIN])
    assert found == [plain_partner(PLAIN), None, plain_partner(PLAIN)]
