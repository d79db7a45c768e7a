"""Made-up partners for measuring: the same every time, marked, and nobody's."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from tui.domain.municipality import municipality_name
from tui.server.records import COLLECTIONS, Records
from tui.server.scale import HOURS_EVERY, add_partners

from .schemas import OF_COLLECTION, faults

NAMESPACE = "maaling.example"
NOTHING = Records({})


@pytest.fixture(scope="module")
def made() -> Records:
    return add_partners(NOTHING, 2 * HOURS_EVERY, NAMESPACE)


def test_the_same_again(made: Records) -> None:
    assert add_partners(NOTHING, 2 * HOURS_EVERY, NAMESPACE) == made


def test_partner_is_the_same_in_a_smaller_number(made: Records) -> None:
    fewer = add_partners(NOTHING, 100, NAMESPACE)
    assert fewer.of("organizations") == made.of("organizations")[:100]


def test_partner_one_is_pinned() -> None:
    (partner,) = add_partners(NOTHING, 1, "x.example").of("organizations")
    assert partner["id"] == "4e4df4c4-7794-5261-a170-cfdc5b4875a8"
    assert partner["name"] == "Ørnehaugen verksted AS, Skien (eksempel)"


def test_another_namespace_gives_other_ids(made: Records) -> None:
    other = add_partners(NOTHING, 10, "annen.example")
    assert not {each["id"] for each in other.of("organizations")} & {each["id"] for each in made.of("organizations")}


def test_what_was_there_stays_first() -> None:
    before = Records({"organizations": ({"id": "a", "name": "A"},), "agreements": ({"id": "b"},)})
    after = add_partners(before, 3, NAMESPACE)
    assert after.of("organizations")[0] == {"id": "a", "name": "A"}
    assert [len(after.of(collection)) for collection in COLLECTIONS] == [4, 0, 0, 1]
    assert before.of("organizations") == ({"id": "a", "name": "A"},)


def test_counts(made: Records) -> None:
    assert [len(made.of(collection)) for collection in COLLECTIONS] == [2 * HOURS_EVERY, 2, 2, 0]


def test_every_id_is_a_uuid_and_unique(made: Records) -> None:
    ids = [record["id"] for collection in COLLECTIONS for record in made.of(collection)]
    assert len(set(ids)) == len(ids)
    assert all(UUID(each).version == 5 for each in ids)


def test_partners_are_marked_and_nobodys(made: Records) -> None:
    for partner in made.of("organizations"):
        assert partner["name"].endswith("(eksempel)")
        assert all(each["identifier"].startswith("000") for each in partner.get("organization_identifiers", []))
        assert all("name" not in each and each["email"].endswith(".example") for each in partner.get("contacts", []))


def test_partners_vary(made: Records) -> None:
    partners = made.of("organizations")
    codes = {partner["municipality_code"] for partner in partners}
    assert len({partner["name"] for partner in partners}) > 900
    assert len({partner["last_modified"] for partner in partners}) > 900
    assert {partner["sector"] for partner in partners} == {"voluntary", "public", "private"}
    assert len([code for code in codes if code.startswith("18")]) == 41
    assert len({code[:2] for code in codes}) > 10
    assert {bool(partner.get("contacts")) for partner in partners} == {True, False}
    assert {bool(partner.get("organization_identifiers")) for partner in partners} == {True, False}


def test_municipalities_are_real_and_named_in_the_partner(made: Records) -> None:
    for partner in made.of("organizations"):
        official = municipality_name(partner["municipality_code"])
        assert official is not None
        assert any(f", {name} (" in partner["name"] for name in official.split(" - "))


def test_office_hours_hang_together(made: Records) -> None:
    partners = {each["id"]: each for each in made.of("organizations")}
    for offered, service in zip(made.of("service_at_locations"), made.of("services"), strict=True):
        partner = partners[service["organization_id"]]
        assert service["service_at_locations"] == [offered]
        assert offered["service_id"] == service["id"]
        assert offered["location"] == partner["locations"][0]
        assert offered["location"]["organization_id"] == partner["id"]
        assert offered["schedules"][0]["service_at_location_id"] == offered["id"]
        assert "(eksempel)" in service["name"]


def test_records_are_what_the_schemas_say(made: Records) -> None:
    some = {"organizations": made.of("organizations")[-50:], "services": made.of("services")}
    some["service_at_locations"] = made.of("service_at_locations")
    for collection, records in some.items():
        for record in records:
            plain = json.loads(json.dumps(record))
            assert faults(OF_COLLECTION[collection], plain) == []


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_partners(NOTHING, -1, NAMESPACE)
