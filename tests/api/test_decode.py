from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tui.api.decode_agreement import agreement
from tui.api.decode_hours import from_organization, from_service, from_service_at_location
from tui.api.decode_partner import partner
from tui.api.fields import DecodeError, Fields, read_clock
from tui.domain.agreement import (
    AchievementStatus,
    Action,
    ActionStatus,
    AgreementStatus,
    Baseline,
    Indicator,
    LifecycleStatus,
    Link,
    Measure,
    Party,
    Period,
)
from tui.domain.partner import Contact, Partner, Phone, Place, PlaceKind, Sector
from tui.domain.schedule import (
    ByDay,
    ExceptionStatus,
    Frequency,
    HolidayPolicy,
    OfficeHours,
    Recurrence,
    ScheduleException,
)
from tui.domain.text import is_clean

from .asking import fixture, without


def session(**schedule: object) -> OfficeHours:
    (found,) = from_service_at_location(Fields({"id": "sal", "schedules": [{"id": "s", **schedule}]}, "sal"))
    return found


PLACE = Place(
    id="loc-sjogata",
    name="Møteplassen i Sjøgata",
    kind=PlaceKind.PHYSICAL,
    host_id="org-bymisjon",
    street="Sjøgata 1, 2. etasje",
    postal_code="8656",
    city="Mosjøen",
    municipality_code="1824",
    url="https://example.no/moteplassen",
    description="Kafé og aktivitetshus.",
    transportation="Fem minutter fra stasjonen",
    contacts=(Contact(name="Ola Vert", phones=(Phone(number="75000003"),)),),
    phones=(Phone(number="75000004"),),
)


def test_a_partner_with_everything() -> None:
    assert partner(Fields(fixture("organization"), "organizations[0]")) == Partner(
        id="org-bymisjon",
        name="Kirkens Bymisjon Nordland",
        alternate_name="Bymisjonen",
        description="Møteplasser og arbeidstrening.\nFor alle.",
        sector=Sector.VOLUNTARY,
        organization_number="974760673",
        municipality_code="0301",
        legal_status="Stiftelse",
        email="post@example.no",
        website="https://example.no",
        contacts=(
            Contact(
                name="Ine Leder",
                title="Daglig leder",
                department="Ledelse",
                email="ine@example.no",
                phones=(Phone(number="+4775000000 x100", kind="cell", description="Mobil"),),
            ),
        ),
        phones=(Phone(number="75 00 00 00", kind="voice", description="Sentralbord"),),
        places=(
            Place(
                id="loc-sjogata",
                name="Møteplassen i Sjøgata",
                kind=PlaceKind.PHYSICAL,
                street="Sjøgata 1, 2. etasje",
                postal_code="8656",
                city="Mosjøen",
                municipality_code="1824",
                url="https://example.no/sted",
                description="Kafé.",
                transportation="Buss 1",
                contacts=(Contact(name="Ola Vert", phones=(Phone(number="75000003"),)),),
                phones=(Phone(number="75000004"),),
            ),
        ),
        last_modified=datetime(2026, 11, 20, 8, 15, 0, 123000, UTC),
    )


@pytest.mark.parametrize("nothing", [None, "", "  ", [], {}])
def test_not_stated_in_any_way(nothing: object) -> None:
    full = fixture("organization")
    bare = {key: nothing for key in full if key not in {"id", "name"}}
    expected = Partner(id="org-bymisjon", name="Kirkens Bymisjon Nordland")
    assert partner(Fields({**full, **bare}, "")) == expected
    assert partner(Fields({"id": "org-bymisjon", "name": "Kirkens Bymisjon Nordland"}, "")) == expected


def test_office_hours_with_everything() -> None:
    first, *others = from_service_at_location(Fields(fixture("service_at_location"), "service_at_locations[0]"))
    assert first == OfficeHours(
        id="s-own",
        source_id="sal-mosjoen-nav",
        service_id="svc-nav-veiledning",
        service_name="Nav-veiledning",
        provider_id="org-nav",
        provider_name="Nav Vefsn",
        host_id="org-bymisjon",
        place=PLACE,
        contacts=(
            Contact(
                name="Kari Nordmann",
                title="Veileder",
                department="Nav Vefsn",
                email="kari@example.no",
                phones=(Phone(number="+47 75 00 00 01 x12", kind="voice", description="Hverdager 9-15"),),
            ),
        ),
        phones=(Phone(number="+47 75 00 00 02", kind="text", description="SMS"),),
        dtstart=date(2026, 1, 6),
        recurrence=Recurrence(
            freq=Frequency.WEEKLY,
            interval=2,
            byday=(ByDay(weekday=1), ByDay(weekday=3)),
            count=40,
            until=date(2026, 12, 17),
        ),
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
        opens_at=time(10),
        closes_at=time(12, 30),
        by_appointment=False,
        holiday_policy=HolidayPolicy.CLOSED,
        exceptions=(
            ScheduleException(date=date(2026, 12, 24), status=ExceptionStatus.CANCELLED, note="Julaften"),
            ScheduleException(
                date=date(2026, 12, 10), status=ExceptionStatus.MOVED, opens_at=time(13), closes_at=time(15)
            ),
            ScheduleException(
                date=date(2026, 12, 19),
                status=ExceptionStatus.EXTRA,
                opens_at=time(9),
                closes_at=time(11),
                note="Lørdagsåpent",
            ),
        ),
        description="Drop-in\nVeilederne sitter i andre etasje.",
        notes="Ta med legitimasjon.",
        attending="Oppmøte",
        last_modified=datetime(2026, 11, 20, 7, 15, tzinfo=UTC),
    )
    # the one at the place with the id of the first is the first, told again
    assert [one.id for one in others] == ["s-place", "s-service"]
    assert others[0].recurrence == Recurrence(
        freq=Frequency.MONTHLY, byday=(ByDay(weekday=0, ordinal=1), ByDay(weekday=4, ordinal=-1))
    )
    assert others[1].unreadable == ("byweekno: 41,42",)
    assert {one.place for one in others} == {PLACE}


def test_office_hours_without_schedules() -> None:
    assert from_service_at_location(Fields({"id": 7, "schedules": None}, "")) == ()


def test_a_place_that_is_only_named() -> None:
    found = Fields({"id": 7, "service_id": 8, "location_id": 9, "schedules": [{"freq": "WEEKLY"}]}, "")
    (one,) = from_service_at_location(found)
    assert (one.source_id, one.service_id, one.place) == ("7", "8", Place(id="9"))


def test_office_hours_of_a_service() -> None:
    found = from_service(Fields(fixture("service"), "services[0]"))
    # nearest first: the service_at_location, its location, the service itself
    assert [one.id for one in found][:3] == ["101", "102", "100"]
    assert found[0].recurrence == Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=2),))
    assert found[3].id.startswith("schedule-")
    assert {one.source_id for one in found} == {"4711"}
    assert {(one.provider_id, one.provider_name, one.host_id) for one in found} == {("12", "Frivilligsentralen", "13")}
    assert {one.place.name for one in found if one.place} == {"Biblioteket"}
    assert {one.contacts[0].name for one in found} == {"Jobbkonsulenten"}


def test_office_hours_of_an_organization() -> None:
    found = from_organization(Fields(fixture("organization"), "organizations[0]"))
    assert [(one.id, one.service_name, one.host_id, one.place and one.place.id) for one in found] == [
        ("s-sal", "Kafé", "org-kommune", "loc-torget"),
        ("s-sal-place", "Kafé", "org-kommune", "loc-torget"),
        ("s-service", "Kafé", "org-kommune", "loc-torget"),
        ("s-place", None, "org-bymisjon", "loc-sjogata"),
    ]
    assert {one.provider_id for one in found} == {"org-bymisjon"}


def test_office_hours_of_uk_1() -> None:
    found = from_service(Fields(fixture("service_uk1"), "services[0]"))
    by_id = {one.id: one for one in found}
    first, second = by_id["uk-s-1"], by_id["uk-s-2"]
    assert first.recurrence == Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=0),))
    assert (first.dtstart, first.opens_at, first.closes_at) == (date(2026, 9, 10), time(9, 30), time(15))
    assert second.recurrence == Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=1),))
    assert second.closes_at == time(0)
    assert first.place == Place(id="uk-loc", name="Huset", street="Storgata 2", postal_code="8006", city="Bodø")
    third = next(one for one in found if one.id.startswith("schedule-"))
    assert third.recurrence is not None
    assert third.recurrence.bymonthday == (1, 15)


@pytest.mark.parametrize("status", ["inactive", "Defunct"])
def test_an_ended_service_keeps_no_hours(status: str) -> None:
    assert from_service(Fields(fixture("service", status=status), "")) == ()


def test_a_service_closed_for_now_gives_no_dates() -> None:
    found = from_service(Fields(fixture("service", status="temporarily closed"), ""))
    assert {one.unreadable for one in found} == {("status: temporarily closed",)}


def test_nameless_sessions_keep_their_ids() -> None:
    rows: list[dict[str, Any]] = [
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00"},
        {"freq": "WEEKLY", "byday": "TU", "opens_at": "09:00"},
        {"freq": "WEEKLY", "byday": "TU", "opens_at": "09:00", "notes": "den andre"},
    ]
    first = [one.id for one in from_service_at_location(Fields({"id": "x", "schedules": rows}, ""))]
    assert len(set(first)) == 3
    again = [{**one, "until": "2027-01-01"} for one in reversed(rows[:2])]
    assert [one.id for one in from_service_at_location(Fields({"id": "x", "schedules": again}, ""))] == first[1::-1]
    assert first[0] not in {one.id for one in from_service_at_location(Fields({"id": "y", "schedules": rows}, ""))}


def test_one_id_for_two_sessions_of_one_list() -> None:
    rows = [{"id": "a", "byday": "MO"}, {"id": "a", "byday": "TU"}, {"id": "a", "byday": "MO"}]
    found = from_service_at_location(Fields({"id": "x", "schedules": rows}, ""))
    assert [one.id for one in found] == ["a", "a#2"]


@pytest.mark.parametrize(
    ("schedule", "unreadable"),
    [
        ({"freq": "FORTNIGHTLY"}, "freq: FORTNIGHTLY"),
        ({"freq": "WEEKLY", "byday": "Tirsdag"}, "byday: Tirsdag"),
        ({"freq": "WEEKLY", "byday": "1TU"}, "byday: 1TU"),
        ({"freq": "MONTHLY", "byday": "0TU"}, "byday: 0TU"),
        ({"freq": "WEEKLY", "byday": {"a": 1}}, "byday: ?"),
        ({"byday": "2MO"}, "byday: 2MO"),
        ({"bymonthday": "1,15"}, "bymonthday: 1,15"),
        ({"freq": "MONTHLY", "bymonthday": "1,32"}, "bymonthday: 1,32"),
        ({"freq": "WEEKLY", "interval": 0}, "interval: 0"),
        ({"freq": "WEEKLY", "interval": "1.5"}, "interval: 1.5"),
        ({"freq": "WEEKLY", "count": -1}, "count: -1"),
        ({"freq": "WEEKLY", "wkst": "XX"}, "wkst: XX"),
        ({"freq": "WEEKLY", "until": "soon"}, "until: soon"),
        ({"dtstart": "0000-00-00"}, "dtstart: 0000-00-00"),
        ({"valid_to": 20261231}, "valid_to: 20261231"),
        ({"opens_at": "25:00"}, "opens_at: 25:00"),
        ({"closes_at": "kl. ti"}, "closes_at: kl. ti"),
        ({"byyearday": [2, 3]}, "byyearday: 2,3"),
        ({"freq": "YEARLY", "bysetpos": -1}, "bysetpos: -1"),
        ({"exceptions": [{"date": "24. des", "status": "cancelled"}]}, "exceptions: date: 24. des"),
        ({"exceptions": [{"date": "2026-12-24", "status": "kanskje"}]}, "exceptions: status: kanskje"),
        ({"exceptions": [{"date": "2026-12-24"}]}, "exceptions: 2026-12-24"),
        ({"freq": "\x1b[2J"}, "freq: ␛[2J"),
    ],
)
def test_a_rule_that_cannot_be_understood_stays_visible(schedule: dict[str, object], unreadable: str) -> None:
    assert session(**schedule).unreadable == (unreadable,)


def test_rules_in_other_spellings() -> None:
    found = session(freq="monthly", byday=["1mo", "-1FR"], bymonthday="2, 3;-1", interval="2", count=3.0, wkst="su")
    assert found.unreadable == ()
    assert found.recurrence == Recurrence(
        freq=Frequency.MONTHLY,
        interval=2,
        byday=(ByDay(weekday=0, ordinal=1), ByDay(weekday=4, ordinal=-1)),
        bymonthday=(2, 3, -1),
        count=3,
        wkst=6,
    )


def test_the_zone_is_a_name_and_never_a_number() -> None:
    assert session(timezone=3).timezone_name == "Europe/Oslo"
    assert session(timezone=3, timezone_name="Europe/London").timezone_name == "Europe/London"


def test_a_closed_exception_is_a_cancelled_one() -> None:
    found = session(exceptions=[{"date": "2026-12-24T00:00:00Z", "status": "Closed"}])
    assert found.exceptions == (ScheduleException(date=date(2026, 12, 24), status=ExceptionStatus.CANCELLED),)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("09:30", time(9, 30)),
        ("9:05", time(9, 5)),
        ("10:00:00", time(10)),
        ("10:00:00.000", time(10)),
        ("09:00:00Z", time(9)),
        ("09:00+02:00", time(9)),
        ("2026-01-01T09:00:00Z", time(9)),
        ("0930", time(9, 30)),
        ("24:00", time(0)),
        ("24:01", None),
        ("9", None),
        ("٠٩:٣٠", None),
        (930, None),
    ],
)
def test_times_are_wall_clock(value: object, expected: time | None) -> None:
    assert read_clock(value) == expected


def test_an_agreement_with_everything() -> None:
    found = agreement(Fields(fixture("agreement"), "agreements[0]"))
    assert (found.id, found.title, found.type) == ("agr-1", "Samarbeidsavtale om inkludering", "letter_of_intent")
    assert (found.status, found.signed_date, found.signed_place) == (AgreementStatus.ACTIVE, "2023-05", "Oslo")
    assert found.description == "Felles innsats.\nTre mål."
    assert (found.valid_from, found.valid_to) == (date(2023, 5, 1), date(2027, 4, 30))
    assert (found.meeting_cadence, found.next_meeting_date) == ("Halvårlig", date(2026, 12, 1))
    assert found.evaluation_due_date == date(2027, 1, 15)
    assert found.last_modified == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert found.parties == (
        Party(
            organization_id="org-nav",
            name="Nav",
            role="offentlig part",
            signatory_name="A. Direktør",
            signatory_title="Direktør",
        ),
        Party(organization_id="12", name="Frivilligsentralen"),
    )
    assert found.contacts == (Contact(name="Kontakt", email="k@example.no", phones=(Phone(number="1"),)),)
    assert found.documents == (Link(url="https://example.no/avtale.pdf", title="Avtalen"),)
    assert found.sources == (Link(url="https://example.no/presse", title="Pressemelding"), Link(url="", title="Brev"))
    first, second = found.goals
    assert (first.id, first.agreement_id, first.title) == ("goal-1", "agr-1", "Flere i arbeid")
    assert (first.lifecycle_status, first.achievement_status) == (LifecycleStatus.ACTIVE, AchievementStatus.AT_RISK)
    assert (first.start_date, first.due_date) == (date(2026, 1, 1), date(2026, 12, 31))
    assert first.responsible_organization_id == "org-nav"
    assert first.actions == (
        Action(
            id="act-1",
            title="Kartlegge",
            due_date=date(2026, 3, 1),
            status=ActionStatus.PARTIALLY_MET,
            date_met=date(2026, 3, 10),
        ),
        Action(id="goal-1/action/2", title="Følge opp"),
    )
    assert first.indicators == (
        Indicator(
            id="ind-1",
            title="Personer i arbeid",
            measure=Measure.UNIT,
            unit="personer",
            baseline=Baseline(date=date(2025, 12, 31), value=4.0),
            periods=(
                Period(
                    start=date(2026, 1, 1), end=date(2026, 12, 31), target=20.0, actual=12.5, comment="Per november"
                ),
            ),
        ),
        Indicator(
            id="ind-2",
            title="Trivsel",
            measure=Measure.QUALITATIVE,
            ascending=False,
            periods=(Period(comment="Alle trives\nSpørreundersøkelse"),),
        ),
    )
    assert (second.lifecycle_status, second.achievement_status) == (LifecycleStatus.ON_HOLD, None)


def test_not_stated_is_never_zero() -> None:
    period = {"target": None, "actual": ""}
    goal = {"id": 1, "title": "x", "indicators": [{"title": "y", "periods": [period, {"target": 0, "actual": "0"}]}]}
    (found,) = agreement(Fields({"id": 1, "title": "t", "goals": [goal]}, "")).goals
    assert found.indicators[0].periods == (Period(), Period(target=0.0, actual=0.0))


def _goal(**changes: object) -> dict[str, object]:
    return {"id": "a", "title": "t", "goals": [{"id": "g", "title": "t", **changes}]}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"title": "t"}, "agreements[3].id"),
        ({"id": True, "title": "t"}, "agreements[3].id"),
        ({"id": "\x1b]52;c;x\x07", "title": "t"}, "agreements[3].id"),
        ({"id": "x" * 10_000, "title": "t"}, "agreements[3].id"),
        ({"id": 10**30, "title": ""}, "agreements[3].title"),
        ({"id": 1, "title": {"nb": "t"}}, "agreements[3].title"),
        ({"id": 1, "title": True}, "agreements[3].title"),
        ({"id": 1, "title": "t", "goals": "none"}, "agreements[3].goals"),
        ({"id": 1, "title": "t", "goals": [None, 5]}, "agreements[3].goals[1]"),
        ({"id": 1, "title": "t", "signed_date": "2023-13"}, "agreements[3].signed_date"),
        ({"id": 1, "title": "t", "signed_date": "våren 2023"}, "agreements[3].signed_date"),
        (
            {"id": 1, "title": "t", "contacts": [{"phones": [{"number": []}, {"number": [1]}]}]},
            "agreements[3].contacts[0].phones[1].number",
        ),
        (_goal(due_date="31.12.2026"), "agreements[3].goals[0].due_date"),
        (_goal(due_date="0000-00-00"), "agreements[3].goals[0].due_date"),
        (_goal(id=None), "agreements[3].goals[0].id"),
        (_goal(actions=[{"id": 1}]), "agreements[3].goals[0].actions[0].title"),
        (_goal(indicators=[{"title": "i", "ascending": "ja"}]), "agreements[3].goals[0].indicators[0].ascending"),
        (
            _goal(indicators=[{"title": "i", "periods": [{"target": "1,5"}]}]),
            "agreements[3].goals[0].indicators[0].periods[0].target",
        ),
        (
            _goal(indicators=[{"title": "i", "periods": [{"actual": 10**400}]}]),
            "agreements[3].goals[0].indicators[0].periods[0].actual",
        ),
        (
            _goal(indicators=[{"title": "i", "baseline": {"value": True}}]),
            "agreements[3].goals[0].indicators[0].baseline.value",
        ),
    ],
)
def test_the_exact_place_of_what_is_wrong(data: dict[str, object], where: str) -> None:
    with pytest.raises(DecodeError) as caught:
        agreement(Fields(data, "agreements[3]"))
    assert caught.value.where == where


def test_a_stamp_that_cannot_be_read_costs_only_the_stamp() -> None:
    for stamp in ("yesterday", 5, "9999-12-31T23:59:59-23:00"):
        assert partner(Fields({"id": 1, "name": "n", "last_modified": stamp}, "")).last_modified is None
    assert partner(
        Fields({"id": 1, "name": "n", "last_modified": "2026-01-01T00:00:00"}, "")
    ).last_modified == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_municipality_code_is_four_digits_or_nothing() -> None:
    for value, expected in (("0301", "0301"), (301, "0301"), (1824, "1824"), ("Vefsn", None), ("18240", None)):
        assert partner(Fields({"id": 1, "name": "n", "municipality_code": value}, "")).municipality_code == expected


HOSTILE = [
    "[/]",
    "[@click=app.quit]x",
    "\x1b[31mrød",
    "\x1b]52;c;ZXZpbA==\x07",
    "\u202edrevet",
    "a\u200bb\x9b1m",
    "\x00",
]


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_comes_out_clean(evil: str) -> None:
    data = _poisoned(fixture("organization"), evil)
    found = partner(Fields({**data, "id": "o", "locations": [{**data["locations"][0], "id": "l"}]}, ""))
    hours = from_service_at_location(
        Fields(_poisoned({"id": "x", "schedules": [{"description": "d", "notes": "n"}]}, evil, keep=("id",)), "")
    )
    texts = [*_texts(found), *_texts(hours)]
    assert texts
    assert all(is_clean(one) for one in texts)
    if "[" in evil and evil.isprintable():
        assert found.name == evil


def _poisoned(data: Any, evil: str, keep: tuple[str, ...] = ("id", "identifier_scheme")) -> Any:
    if isinstance(data, dict):
        return {key: one if key in keep else _poisoned(one, evil, keep) for key, one in data.items()}
    if isinstance(data, list):
        return [_poisoned(one, evil, keep) for one in data]
    return evil if isinstance(data, str) else data


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [str(value)]
    if isinstance(value, tuple):
        return [text for one in value for text in _texts(one)]
    if hasattr(value, "__slots__"):
        return [text for name in value.__slots__ for text in _texts(getattr(value, name))]
    return []


def test_fields_nobody_knows_are_passed_over() -> None:
    extra = fixture("organization", pc_metadata={"x": [1]}, rating=5)
    assert partner(Fields(extra, "")) == partner(Fields(without(extra, "pc_metadata", "rating"), ""))
