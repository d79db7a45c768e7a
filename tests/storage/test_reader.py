"""What screens and commands are answered, from real files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.copies import change, load
from tests.sync.fakes import NOW, agreement, hours, named_place, partner
from tui.domain.agreement import Agreement, AgreementStatus, Baseline, Indicator, Party, Period
from tui.domain.errors import CacheBroken, Offline, OfflineReason
from tui.domain.freshness import Collection
from tui.domain.partner import Partner, Phone, Sector
from tui.domain.schedule import OfficeHours
from tui.storage import migrations
from tui.storage.cache import Cache
from tui.storage.database import move_aside
from tui.storage.reader import Reader


def names(reader: Reader, text: str = "") -> list[str]:
    return [row.name for row in reader.partners(text).window(0, 1000)]


def test_a_missing_file_is_a_copy_never_fetched(path: Path) -> None:
    reader = Reader.open(path)
    assert [state.collection for state in reader.states()] == list(Collection)
    assert all(state.never_fetched and state.rows == 0 for state in reader.states())
    assert (len(reader.partners()), len(reader.partners("nav")), reader.partners().window(0, 5)) == (0, 0, [])
    assert (reader.partner("a"), reader.hours(), reader.hours("a"), reader.office_hours("a", "1")) == (
        None,
        (),
        (),
        None,
    )
    assert (reader.agreements(), reader.agreement("a"), reader.changes(), reader.instance()) == ((), None, (), None)
    assert (reader.size(), reader.partner_names(["a"])) == (0, {})
    assert not path.parent.exists()
    reader.close()


def test_a_file_that_appears_is_noticed(path: Path) -> None:
    reader = Reader.open(path)
    before = reader.data_version()
    rows = reader.partners()
    load(path, Collection.PARTNERS, [partner("a", "Ås")])
    assert reader.data_version() != before
    assert [row.name for row in rows.window(0, 5)] == ["Ås"]
    assert len(rows) == 1
    reader.close()


def test_a_commit_elsewhere_is_noticed_and_nothing_else(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Ås")])
    reader = Reader.open(path)
    before = reader.data_version()
    assert (names(reader), reader.data_version()) == (["Ås"], before)
    change(path, Collection.PARTNERS, [partner("b", "Bø")])
    assert reader.data_version() != before
    assert names(reader) == ["Bø", "Ås"]
    reader.close()


def test_another_file_in_its_place_is_noticed(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Ås")])
    reader = Reader.open(path)
    first, before = reader.instance(), reader.data_version()
    move_aside(path, NOW)
    assert reader.data_version() != before
    assert reader.states()[1].never_fetched
    load(path, Collection.PARTNERS, [partner("b", "Bø")])
    reader.data_version()
    assert names(reader) == ["Bø"]
    assert reader.instance() != first
    reader.close()


def test_a_copy_that_breaks_is_said_to_be_broken(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Ås")])
    reader = Reader.open(path)
    path.with_name("new").write_bytes(b"x" * 9000)
    path.with_name("new").replace(path)
    with pytest.raises(CacheBroken):
        reader.data_version()
    reader.close()


def test_values_come_back_as_they_were(path: Path) -> None:
    whole = Partner(
        id="a",
        name="Kirkens Bymisjon Nordland",
        sector=Sector.VOLUNTARY,
        organization_number="974760673",
        municipality_code="0301",
        phones=(Phone(number="+4770000000", kind="voice"),),
        places=(named_place("p", "Mosjøen"),),
        last_modified=NOW + timedelta(microseconds=1),
    )
    indicator = Indicator(
        id="i", title="I arbeid", baseline=Baseline(value=3), periods=(Period(target=20, actual=12.5), Period())
    )
    signed = agreement("x", status=AgreementStatus.ACTIVE, signed_date="2023-05")
    (value,) = signed.values
    assert isinstance(value, Agreement)
    value = replace(value, goals=(replace(value.goals[0], indicators=(indicator,)),))
    load(path, Collection.PARTNERS, [replace(partner("a"), values=(whole,))])
    load(path, Collection.AGREEMENTS, [replace(signed, values=(value,))])
    reader = Reader.open(path)
    assert reader.partner("a") == whole
    assert reader.agreement("x") == value
    assert reader.partner("b") is None
    reader.close()


def test_the_row_of_a_partner_counts_its_agreements_and_goals(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Nav", places=(named_place("p", "Mosjøen"),)), partner("b", "Vefsn")])
    load(path, Collection.AGREEMENTS, [agreement("x", parties=("a", "b", "a")), agreement("y", parties=("a",))])
    reader = Reader.open(path)
    first, second = reader.partners().window(0, 5)
    assert (first.name, first.city, first.agreements, first.goals, first.goals_achieved) == ("Nav", "Mosjøen", 2, 4, 2)
    assert (second.agreements, second.goals, second.goals_achieved, second.last_modified) == (1, 2, 1, NOW)
    change(path, Collection.AGREEMENTS, [agreement("x", goals=())], deleted=["y"])
    assert [row.agreements for row in reader.partners().window(0, 5)] == [0, 0]
    reader.close()


def test_office_hours_belong_to_host_and_provider(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("host", "Kirkens Bymisjon"), partner("nav", "Nav Vefsn")])
    load(
        path,
        Collection.HOURS,
        [
            hours("h1", "1", "2", host_id="host", provider_id="nav"),
            hours("h2", host_id="other", provider_id="unknown", provider_name="Nav Hamar"),
        ],
    )
    reader = Reader.open(path)
    assert [(row.host_name, row.provider_name) for row in reader.hours()] == [
        (None, "Nav Hamar"),
        ("Kirkens Bymisjon", "Nav Vefsn"),
        ("Kirkens Bymisjon", "Nav Vefsn"),
    ]
    assert [[row.hours.id for row in reader.hours(key)] for key in ("host", "nav", "other", "none")] == [
        ["1", "2"],
        ["1", "2"],
        ["1"],
        [],
    ]
    found = reader.office_hours("h1", "2")
    assert found is not None
    assert found.hours == OfficeHours(
        id="2", source_id="h1", service_name="Tjeneste h1", host_id="host", provider_id="nav"
    )
    assert reader.office_hours("h1", "9") is None
    assert reader.states()[0].rows == 3
    change(path, Collection.HOURS, [hours("h1", "2", host_id="nav")])
    assert [row.hours.id for row in reader.hours("nav")] == ["2"]
    assert reader.hours("host") == ()
    reader.close()


def test_agreements_are_in_norwegian_order_with_names_filled_in(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Nav Vefsn")])
    told = agreement("z", "Ærfugl", parties=("a", "gone"))
    (value,) = told.values
    assert isinstance(value, Agreement)
    value = replace(value, parties=(*value.parties, Party(organization_id="a", name="Nav i avtalen")))
    load(path, Collection.AGREEMENTS, [agreement("x", "Ås"), replace(told, values=(value,)), agreement("y", "Zoo")])
    reader = Reader.open(path)
    assert [one.title for one in reader.agreements()] == ["Zoo", "Ærfugl", "Ås"]
    assert [party.name for party in reader.agreements()[1].parties] == ["Nav Vefsn", None, "Nav i avtalen"]
    assert [one.id for one in reader.agreements(organization_id="a")] == ["z"]
    assert [
        [one.id for one in reader.agreements(text)] for text in ("aerf", "nav vefsn", "o", "oo", "zoo", "arbeid z")
    ] == [
        ["z"],
        ["z"],
        [],
        [],
        ["y"],
        ["y"],
    ]
    found = reader.agreement("z")
    assert found is not None
    assert found.parties[0].name == "Nav Vefsn"
    reader.close()


def test_an_error_of_the_last_attempt_is_remembered(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a")])
    cache = Cache.open(path)
    cache.failed(
        [Collection.PARTNERS], Offline("https://example.org", OfflineReason.NAME, "x"), NOW + timedelta(hours=1)
    )
    cache.close()
    reader = Reader.open(path)
    state = reader.states()[1]
    assert (state.completed_at, state.attempted_at, state.rows) == (NOW, NOW + timedelta(hours=1), 1)
    assert isinstance(state.error, Offline)
    assert (state.error.url, state.error.reason, state.error.detail) == ("https://example.org", OfflineReason.NAME, "x")
    reader.close()


def test_a_copy_of_an_earlier_version_is_brought_up_to_date_before_it_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Ås")])
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("UPDATE partner SET name = 'Å'",)))
    reader = Reader.open(path)
    assert names(reader) == ["Å"]
    assert reader.size() >= path.stat().st_size > 0
    reader.close()


@pytest.mark.parametrize("text", ['"', "*", 'NEAR("a" b', "-x", "a OR b", "(", "a:b", "'", "\0", "^a", "a" * 5000])
def test_a_search_text_is_never_syntax(path: Path, text: str) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Ås")])
    reader = Reader.open(path)
    assert len(reader.partners(text)) <= 1
    assert reader.agreements(text) == ()
    reader.close()
