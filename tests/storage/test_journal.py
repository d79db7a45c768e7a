"""What the change journal says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

from tests.storage.copies import change, load
from tests.sync.fakes import NOW, agreement, hours, named_place, partner, person
from tui.api.source import Record
from tui.domain.agreement import Agreement, Goal, Indicator, Party, Period
from tui.domain.freshness import Collection
from tui.domain.partner import Contact, Phone, Place
from tui.domain.review import ChangeKind
from tui.storage.journal import WITHHELD
from tui.storage.reader import Reader

LATER = NOW.replace(hour=9)


def lines(path: Path) -> list[tuple[str, str, str | None, str | None, str | None]]:
    reader = Reader.open(path)
    found = [(one.kind.value, one.record_id, one.field, one.before, one.after) for one in reversed(reader.changes())]
    reader.close()
    return found


def test_a_first_load_is_not_news(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a")])
    assert lines(path) == []


def test_fields_are_named_by_their_way(path: Path) -> None:
    old = [partner("a", "Nav", places=(named_place("p", "Mo"), named_place("q", "Bø")), contacts=(person("Kari"),))]
    more = {"email": "nav@example.org", "website": "https://nav.example"}
    new = [partner("a", "Nav", places=(named_place("q", "Bodø"),), contacts=(person("Åse"),), **more)]
    load(path, Collection.PARTNERS, old)
    counts = change(path, Collection.PARTNERS, new)
    assert (counts.added, counts.changed, counts.removed) == (0, 1, 0)
    found = lines(path)
    assert ("changed", "a", "email", None, WITHHELD) in found
    assert ("changed", "a", "contacts[0].name", WITHHELD, WITHHELD) in found
    assert ("changed", "a", "places[q].city", '"Bø"', '"Bodø"') in found
    assert ("changed", "a", "website", None, '"https://nav.example"') in found
    gone = next(line for line in found if line[2] == "places[p]")
    assert gone[3] is not None
    assert (gone[3][:8], gone[4]) == ('{"id":"p', None)
    assert len(found) == 5


def test_nothing_about_persons_is_journalled(path: Path) -> None:
    kari = Contact(
        name="Kari Hemmelig", title="Hemmelig leder", email="hemmelig@example.org", phones=(Phone(number="99"),)
    )
    place = Place(id="s", name="Kafeen", contacts=(kari,), phones=(Phone(number="9876"),))
    full = partner("a", "Nav", contacts=(kari,), phones=(Phone(number="9876"),), places=(place,), email="hemmelig@x")
    signed = (Party(organization_id="a", role="host", signatory_name="Kari Hemmelig", signatory_title="Hemmelig"),)
    load(path, Collection.PARTNERS, [partner("a", "Nav")])
    load(path, Collection.AGREEMENTS, [agreement("x", "Avtale")])
    for later in (full, partner("a", "Nav", contacts=(replace(kari, name="Hemmelig Ås"),)), partner("a", "Nav")):
        load(path, Collection.PARTNERS, [later])
    load(path, Collection.AGREEMENTS, [replace(agreement("x", "Avtale"), values=(signed_agreement(signed, kari),))])
    load(path, Collection.AGREEMENTS, [agreement("x", "Avtale")])
    text = repr(lines(path))
    assert "Hemmelig" not in text
    assert "hemmelig" not in text
    assert "98" not in text
    assert "99" not in text
    fields = {line[2] for line in lines(path)}
    assert {"contacts[0]", "phones[0]", "email", "places[s]", "parties[a]"} <= fields
    assert "Kafeen" in text


def signed_agreement(parties: tuple[Party, ...], contact: Contact) -> Agreement:
    (value,) = agreement("x", "Avtale").values
    assert isinstance(value, Agreement)
    return replace(value, parties=parties, contacts=(contact,))


def test_goals_are_followed_by_id(path: Path) -> None:
    load(path, Collection.AGREEMENTS, [agreement("x", "Avtale")])
    first = Goal(id="new", agreement_id="x", title="Nytt mål")
    kept = Goal(id="x-2", agreement_id="x", title="Møteplassen")
    change(path, Collection.AGREEMENTS, [agreement("x", "Avtale", goals=(first, kept))])
    found = [(kind, key, field, before, after) for kind, key, field, before, after in lines(path)]
    assert found == [
        ("added", "new", None, None, None),
        ("changed", "x-2", "title", '"Møteplass"', '"Møteplassen"'),
        ("changed", "x-2", "lifecycle_status", '"active"', None),
        ("removed", "x-1", None, None, None),
    ]
    reader = Reader.open(path)
    assert [(one.context["goal"], one.context["number"], one.source_id) for one in reversed(reader.changes())] == [
        ("Nytt mål", 1, "x"),
        ("Møteplassen", 2, "x"),
        ("Møteplassen", 2, "x"),
        ("Flere i arbeid", 1, "x"),
    ]
    reader.close()


def test_a_field_keeps_its_name_although_something_was_put_before_it(path: Path) -> None:
    def measured(*periods: Period, first: bool) -> Record:
        more = (Indicator(id="other", title="Annet"),) if first else ()
        goal = Goal(
            id="g", agreement_id="x", title="M", indicators=(*more, Indicator(id="a.b", title="I", periods=periods))
        )
        return agreement("x", goals=(goal,))

    year, next_year = date(2026, 1, 1), date(2027, 1, 1)
    load(path, Collection.AGREEMENTS, [measured(Period(start=year, actual=11), first=False)])
    earlier = Period(start=next_year, actual=1)
    change(path, Collection.AGREEMENTS, [measured(earlier, Period(start=year, actual=12), first=True)])
    assert ("changed", "g", "indicators[a_b].periods[2026-01-01/].actual", "11", "12") in lines(path)


def test_a_line_says_whom_it_concerns(path: Path) -> None:
    load(path, Collection.HOURS, [hours("h", host_id="a", provider_id="b", opens_at=time(10))])
    change(path, Collection.HOURS, deleted=["h"])
    load(path, Collection.AGREEMENTS, [agreement("x", parties=("b", "c"))])
    change(path, Collection.AGREEMENTS, [agreement("x", "Ny", parties=("b", "c"))])
    load(path, Collection.PARTNERS, [partner("p")])
    change(path, Collection.PARTNERS, [partner("p", "Ny")])
    reader = Reader.open(path)
    found = list(reversed(reader.changes()))
    reader.close()
    assert [one.context["partners"] for one in found] == [["a", "b"], ["b", "c"], ["p"]]
    assert found[0].context["session"]["opens_at"] == "10:00:00"


def test_coming_and_going(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Nav")])
    counts = change(path, Collection.PARTNERS, [partner("b", "Bø")], deleted=["a", "never"])
    assert (counts.added, counts.changed, counts.removed) == (1, 0, 1)
    reader = Reader.open(path)
    removed, added = reader.changes()
    assert (added.kind, added.title, added.source_modified, added.at) == (ChangeKind.ADDED, "Bø", NOW, NOW)
    assert (removed.kind, removed.title, removed.field) == (ChangeKind.REMOVED, "Nav", None)
    assert reader.changes(limit=1) == (removed,)
    assert reader.changes(before_seq=removed.seq) == (added,)
    reader.close()


def test_schedules_of_one_record_come_and_go(path: Path) -> None:
    load(path, Collection.HOURS, [hours("h", "1", "2")])
    counts = change(path, Collection.HOURS, [hours("h", "2", "3")])
    assert (counts.added, counts.changed, counts.removed) == (0, 1, 0)
    assert [line[:2] for line in lines(path)] == [("removed", "1"), ("added", "3")]


def test_a_touch_without_a_difference_is_not_news_but_is_kept(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Nav")])
    counts = change(path, Collection.PARTNERS, [partner("a", "Nav", last_modified=LATER)])
    assert (counts.changed, lines(path)) == (0, [])
    reader = Reader.open(path)
    value = reader.partner("a")
    assert value is not None
    assert value.last_modified == LATER
    reader.close()


def test_the_same_again_is_nothing(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Nav")])
    reader = Reader.open(path)
    rows = reader.partners()
    counts = change(path, Collection.PARTNERS, [partner("a", "Nav")])
    assert (counts.added, counts.changed, counts.removed, lines(path), len(rows)) == (0, 0, 0, [], 1)
    reader.close()


def test_when_the_source_changed_a_record(path: Path) -> None:
    load(path, Collection.PARTNERS, [partner("a", "Nav", last_modified=LATER)])
    reader = Reader.open(path)
    assert (reader.modified(Collection.PARTNERS, "a"), reader.modified(Collection.PARTNERS, "c")) == (NOW, None)
    assert reader.mode() == 0o600
    reader.close()
