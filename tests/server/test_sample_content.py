"""The bundled data folder: facts as published, inventions marked, and something true for every screen to show."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from tui.domain.municipality import municipality_name
from tui.server.folder import load

SAMPLE = Path(__file__).parents[2] / "tui" / "server" / "sample"
KINDS = ("partner", "place", "hours", "agreement")
EXAMPLE = "eksempel"

Table = dict[str, Any]

PUBLISHED = {  # signed, parties, goals, actions, sources
    "nav-fn-2023": ("2023-10-26", 2, 6, 2, 4),
    "nfk-fn-2023": ("2023-05", 2, 3, 1, 2),
    "vlfk-fn-2021": ("2021-05-28", 2, 2, 2, 3),
    "viken-trondelag-fn": (None, 3, 2, 2, 1),
    "mrfk-fn-2023": ("2023-02-16", 2, 1, 1, 1),
    "agder-fn": ("2023-08-14", 2, 2, 1, 2),
    "oslo-fn": (None, 2, 2, 3, 2),
    "ks-fn": ("2023-08", 2, 2, 3, 3),
    "lindesnes-sentraler-2021": ("2021-06-04", 4, 1, 2, 1),
}
SIGNATORIES = {
    ("nav", "Hans Christian Holte"),
    ("frivillighet-norge", "Stian Slotterøy Johnsen"),
    ("nordland-fylkeskommune", "Christian Torset"),
    ("vestland-fylkeskommune", "Jon Askeland"),
    ("viken-fylkeskommune", "Siv Henriette Jacobsen"),
    ("more-og-romsdal-fylkeskommune", "Heidi-Iren Wedlog Olsen"),
    ("agder-fylkeskommune", "Tine Sundtoft"),
    ("oslo-kommune", "Julianne Ferskaug"),
    ("ks", "Gunn Marit Helgesen"),
    ("lindesnes-kommune", "Even Tronstad Sagebakken"),
}
ORGANIZATION_NUMBERS = {
    "nav": "889640782",
    "nordland-fylkeskommune": "964982953",
    "bronnoysundregistrene": "974760673",
    "kirkens-bymisjon": "944384448",
    "rode-kors": "864139442",
    "frelsesarmeen": "938498318",
    "norsk-folkehjelp": "871033552",
    "sanitetskvinnene": "970168001",
    "mental-helse": "971322926",
}


@pytest.fixture(scope="module")
def files() -> dict[str, Table]:
    return {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in SAMPLE.rglob("*.toml")}


@pytest.fixture(scope="module")
def sample(files: dict[str, Table]) -> dict[str, dict[str, Table]]:
    """Everything by kind and key."""
    merged: dict[str, dict[str, Table]] = {kind: {} for kind in KINDS}
    for data in files.values():
        for kind in KINDS:
            merged[kind].update(data.get(kind, {}))
    return merged


def _of(table: Table, *path: str) -> Iterator[Table]:
    """The tables at the end of a path of arrays."""
    if not path:
        yield table
    else:
        for each in table.get(path[0], []):
            yield from _of(each, *path[1:])


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _marked(*texts: str | None) -> bool:
    return any(EXAMPLE in (text or "").casefold() for text in texts)


def test_the_server_reads_it(sample: dict[str, dict[str, Table]]) -> None:
    snapshot = load(SAMPLE)
    read = (snapshot.partners, snapshot.places, snapshot.hours, snapshot.agreements)
    assert [set(entries) for entries in read] == [set(sample[kind]) for kind in KINDS]


def test_keys_are_unique_and_well_formed(files: dict[str, Table]) -> None:
    for kind in KINDS:
        keys = [key for data in files.values() for key in data.get(kind, {})]
        assert [key for key, times in Counter(keys).items() if times > 1] == []
        assert [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


def test_nothing_refers_to_what_is_not_there(sample: dict[str, dict[str, Table]]) -> None:
    partners = [place["host"] for place in sample["place"].values() if "host" in place]
    partners += [hours["provider"] for hours in sample["hours"].values()]
    for agreement in sample["agreement"].values():
        partners += [party["partner"] for party in _of(agreement, "party")]
        partners += [goal["responsible"] for goal in _of(agreement, "goal") if "responsible" in goal]
    assert set(partners) <= set(sample["partner"])
    assert {hours["place"] for hours in sample["hours"].values()} <= set(sample["place"])


class TestFacts:
    def test_published_agreements(self, files: dict[str, Table]) -> None:
        agreements = files["avtaler-publiserte.toml"]["agreement"]
        assert {
            key: (
                each.get("signed"),
                len(each["party"]),
                len(each["goal"]),
                len(list(_of(each, "goal", "action"))),
                len(each["source"]),
            )
            for key, each in agreements.items()
        } == PUBLISHED

    def test_nothing_is_guessed_about_them(self, files: dict[str, Table]) -> None:
        for agreement in files["avtaler-publiserte.toml"]["agreement"].values():
            assert not {"valid_from", "valid_to", "next_meeting", "evaluation_due", "contact"} & set(agreement)
            assert list(_of(agreement, "goal", "indicator")) == []
            assert not any({"due", "starts"} & set(goal) for goal in _of(agreement, "goal"))
            assert all(set(action) == {"key", "title"} for action in _of(agreement, "goal", "action"))

    def test_cadence_only_where_published(self, files: dict[str, Table]) -> None:
        agreements = files["avtaler-publiserte.toml"]["agreement"]
        assert {key: each["meeting_cadence"] for key, each in agreements.items() if "meeting_cadence" in each} == {
            "vlfk-fn-2021": "månedlig (samarbeidskomiteen)",
            "viken-trondelag-fn": "jevnlig",
            "ks-fn": "jevnlig",
            "lindesnes-sentraler-2021": "hvert halvår; evaluering hver vår",
        }

    def test_people_named_are_the_published_signatories(self, sample: dict[str, dict[str, Table]]) -> None:
        parties = [party for agreement in sample["agreement"].values() for party in _of(agreement, "party")]
        assert {(party["partner"], party["signatory"]) for party in parties if "signatory" in party} == SIGNATORIES
        assert all("signatory_title" in party for party in parties if "signatory" in party)

    def test_municipalities_of_nordland(self, files: dict[str, Table]) -> None:
        municipalities = files["kommuner.toml"]["partner"].values()
        assert len({each["municipality"] for each in municipalities}) == 41
        for each in municipalities:
            names = {each["name"].removesuffix(" kommune"), each.get("alternate_name")} - {None}
            assert names == set((municipality_name(each["municipality"]) or "").split(" - "))

    def test_nav_offices(self, files: dict[str, Table]) -> None:
        offices = files["nav-kontorer.toml"]["partner"]
        assert len(offices) == 42
        assert offices["nav-narvik"]["description"] == "Kontornummer 1805."
        assert offices["nav-narvik"]["municipality"] == "1806"
        named_otherwise = {key for key, office in offices.items() if "municipality" not in office}
        assert named_otherwise == {
            *("nav-sor-helgeland", "nav-ytre-helgeland", "nav-indre-salten", "nav-tysfjord"),
            *("nav-evenes-og-tjeldsund", "nav-ballangen", "nav-lofoten", "nav-svolvaer"),
        }
        assert offices["nav-vefsna"]["municipality"] == "1824"

    def test_organization_numbers(self, sample: dict[str, dict[str, Table]]) -> None:
        stated = {key: each.get("organization_number") for key, each in sample["partner"].items()}
        assert {key: number for key, number in stated.items() if number} == ORGANIZATION_NUMBERS

    @pytest.mark.parametrize("number", ORGANIZATION_NUMBERS.values())
    def test_organization_number_has_its_check_digit(self, number: str) -> None:
        weighted = sum(int(digit) * weight for digit, weight in zip(number, (3, 2, 7, 6, 5, 4, 3, 2), strict=False))
        assert (11 - weighted % 11) % 11 == int(number[8])

    def test_nav_is_spelt_as_nav_spells_it(self, sample: dict[str, dict[str, Table]]) -> None:
        capitals = [text for text in _strings(sample) if "NAV" in text]
        assert {text for text in capitals if "Orientering om endringer i NAV" not in text} == set()


class TestInventions:
    def test_hours_are_marked(self, sample: dict[str, dict[str, Table]]) -> None:
        for hours in sample["hours"].values():
            assert _marked(hours["title"])
            for session in _of(hours, "session"):
                assert _marked(session.get("notes"), session.get("description"))
                assert all(_marked(each["note"]) for each in _of(session, "exception"))

    def test_contacts_are_marked_roles(self, sample: dict[str, dict[str, Table]]) -> None:
        contacts = [each for kind in KINDS for owner in sample[kind].values() for each in _of(owner, "contact")]
        assert len(contacts) >= 15
        for contact in contacts:
            assert _marked(contact["title"])
            assert "name" not in contact

    def test_phone_numbers_are_nobodys(self, sample: dict[str, dict[str, Table]]) -> None:
        contacts = [each for kind in KINDS for owner in sample[kind].values() for each in _of(owner, "contact")]
        numbers = [each["phone"] for each in contacts if "phone" in each]
        numbers += [phone["number"] for each in contacts for phone in each.get("phones", [])]
        assert numbers
        assert all(number.startswith("00 00 00 ") for number in numbers)

    def test_mail_goes_nowhere(self, sample: dict[str, dict[str, Table]]) -> None:
        addresses = [text for text in _strings(sample) if "@" in text]
        assert addresses
        assert all(address.endswith((".example", ".invalid", ".test")) for address in addresses)

    def test_links_of_inventions_go_nowhere(self, files: dict[str, Table]) -> None:
        for name, data in files.items():
            if name.startswith("eksempel-"):
                links = [text for text in _strings(data) if text.startswith("http")]
                assert all(re.match(r"https://[a-z]+\.example(/|$)", link) for link in links)

    def test_partners_are_marked(self, files: dict[str, Table]) -> None:
        assert all(_marked(each["name"]) for each in files["eksempel-partnere.toml"]["partner"].values())

    def test_places_are_marked(self, sample: dict[str, dict[str, Table]]) -> None:
        for place in sample["place"].values():
            assert _marked(place["name"], place.get("description"))
            assert all(_marked(place[key]) for key in ("street", "description", "transportation") if key in place)

    def test_agreements_are_marked(self, files: dict[str, Table]) -> None:
        for agreement in files["eksempel-avtaler.toml"]["agreement"].values():
            assert _marked(agreement["title"])
            assert all(_marked(each.get("title")) for each in _of(agreement, "goal"))
            assert all(_marked(each.get("title")) for each in _of(agreement, "goal", "action"))
            assert all(_marked(each.get("title")) for each in _of(agreement, "goal", "indicator"))
            assert all(_marked(each.get("comment")) for each in _of(agreement, "goal", "indicator", "period"))
            assert all(_marked(each.get("title")) for each in _of(agreement, "document"))
            assert all(_marked(each["role"]) for each in _of(agreement, "party") if "role" in each)
            assert all(
                _marked(each["signatory_title"]) for each in _of(agreement, "party") if "signatory_title" in each
            )


class TestVarietyOfPartnersAndPlaces:
    def test_a_partner_with_nothing_but_a_name(self, sample: dict[str, dict[str, Table]]) -> None:
        assert [key for key, each in sample["partner"].items() if set(each) == {"name"}] == ["bygdelaget-ved-fjorden"]

    def test_every_sector_and_none(self, sample: dict[str, dict[str, Table]]) -> None:
        sectors = {each.get("sector") for each in sample["partner"].values()}
        assert sectors == {"public", "voluntary", "private", None}

    def test_a_long_name(self, sample: dict[str, dict[str, Table]]) -> None:
        assert max(len(each["name"]) for each in sample["partner"].values()) > 120

    def test_places_of_every_kind_and_one_without_host(self, sample: dict[str, dict[str, Table]]) -> None:
        assert {each["kind"] for each in sample["place"].values()} == {"physical", "virtual", "postal"}
        assert any("host" not in each for each in sample["place"].values())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("organization/frivillighet-norge", "6419b428-53a8-5229-aa71-0f487783c000"),
        ("agreement/nav-fn-2023", "9e039529-c61b-5776-92be-a193333b9120"),
        ("schedule/mosjoen-nav/tirsdag", "37ebece0-b728-54c8-82c1-0b70f3849bfc"),
    ],
)
def test_ids_stay_the_same(files: dict[str, Table], path: str, expected: str) -> None:
    namespace = files["samspill.toml"]["namespace"]
    assert str(uuid5(uuid5(NAMESPACE_URL, f"https://{namespace}/"), path)) == expected


def test_changes_lie_in_the_past_of_the_demo(files: dict[str, Table]) -> None:
    written = files["samspill.toml"]["modified"]
    moments = [each for data in files.values() for kind in KINDS for each in data.get(kind, {}).values()]
    changed = [each["modified"] for each in moments if "modified" in each]
    assert isinstance(written, datetime)
    assert changed
    assert all(moment <= written for moment in changed)
