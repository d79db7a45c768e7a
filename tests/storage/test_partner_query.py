"""What a query chooses and in which order, against the plainest way to work it out; in pieces as small as they get."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.storage.copies import change, load
from tests.sync.fakes import NOW, agreement, hours, named_place, partner, person
from tui.domain.agreement import AgreementStatus
from tui.domain.collation import fold, sort_key
from tui.domain.freshness import Collection
from tui.domain.municipality import municipality_name
from tui.domain.partner import Phone
from tui.domain.query import Growing, PartnerFilter, PartnerQuery, PartnerRow, PartnerSort
from tui.domain.schedule import ByDay, Frequency, Recurrence
from tui.storage import blocks, narrowing, orders, partner_rows, search
from tui.storage.reader import Reader

WORDS = ("nav", "vik", "kors", "by", "misjon", "lag", "sentral", "Ås", "øy")
CODES = ("1824", "1833", "1804", "0301", "9999", None)
TODAY = NOW.date()
NAMES_OF_DAYS = 5


@dataclass
class Made:
    """A copy, and what was put into it."""

    reader: Reader
    name: dict[str, str] = field(default_factory=dict)
    code: dict[str, str | None] = field(default_factory=dict)
    city: dict[str, str | None] = field(default_factory=dict)
    modified: dict[str, datetime | None] = field(default_factory=dict)
    reachable: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    ends: dict[str, date] = field(default_factory=dict)
    """When the next of its agreements ends that has not ended."""
    next_hours: dict[str, datetime] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)

    def order(self, key: str) -> tuple[str, str]:
        return sort_key(self.name[key]), key

    def place(self, key: str) -> tuple[int, str]:
        """As it is shown; nothing comes last."""
        shown = municipality_name(self.code[key]) or self.city[key]
        return (0, sort_key(shown)) if shown else (1, "")


def made(path: Path, count: int) -> Made:
    dice = random.Random(count)
    found = Made(Reader.open(path))
    records = []
    for number in range(count):
        key = f"p{number}"
        city = dice.choice(["Bodø", "Ålesund", None])
        found.name[key] = " ".join(dice.choices(WORDS, k=2))
        found.code[key] = dice.choice(CODES)
        found.city[key] = city
        found.modified[key] = dice.choice([None, *(NOW - timedelta(days=day) for day in range(NAMES_OF_DAYS))])
        reach: dict[str, object] = {}
        match dice.randrange(4):
            case 0:
                reach = {"contacts": (person("Kari"),)}
            case 1:
                reach = {"phones": (Phone(number="22334455"),)}
            case 2:
                reach = {"email": "post@lag.example"}
        if reach:
            found.reachable.add(key)
        reach["places"] = (named_place(f"s{number}", city),) if city else ()
        record = partner(key, found.name[key], municipality_code=found.code[key], **reach)
        records.append(replace(record, last_modified=found.modified[key]))
        if dice.random() < 0.2:
            found.unseen.add(key)
    load(path, Collection.PARTNERS, records)
    add_agreements(path, found, dice)
    add_hours(path, found, dice)
    found.reader.data_version()
    return found


def add_agreements(path: Path, found: Made, dice: random.Random) -> None:
    records = []
    for number, key in enumerate(dice.sample(sorted(found.name), len(found.name) // 3)):
        status = dice.choice(list(AgreementStatus))
        end = dice.choice([None, *(TODAY + timedelta(days=day) for day in (-1, 0, 30, 90, 91, 400))])
        records.append(agreement(f"a{number}", parties=(key,), status=status, valid_to=end))
        if status is AgreementStatus.ACTIVE and (end is None or end >= TODAY):
            found.active.add(key)
            if end is not None:
                found.ends[key] = end
    load(path, Collection.AGREEMENTS, records)


def add_hours(path: Path, found: Made, dice: random.Random) -> None:
    records = []
    for number, key in enumerate(dice.sample(sorted(found.name), len(found.name) // 4)):
        day = dice.randrange(5)
        rule = Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=day),))
        records.append(hours(f"h{number}", "1", host_id=key, recurrence=rule, opens_at=time(12), closes_at=time(14)))
        found.next_hours[key] = datetime(
            2026, 11, 23 + day, 11, tzinfo=UTC
        )  # the 23rd is a Monday, and NOW is at eight
    load(path, Collection.HOURS, records)


def expected(copy: Made, query: PartnerQuery) -> list[str]:
    wanted = query.filter
    end = TODAY + timedelta(days=wanted.expiring_days or 0)

    def chosen(key: str) -> bool:
        mine = not (wanted.municipalities or wanted.partners)
        mine = mine or key in wanted.partners or (copy.code[key] or "-").startswith(wanted.municipalities or "nowhere")
        return (
            mine
            and search.matches(f"{wanted.text} {query.text}", searched(copy, key))
            and not (wanted.without_agreement and key in copy.active)
            and (wanted.expiring_days is None or copy.ends.get(key, date.max) <= end)
            and not (wanted.without_contact and key in copy.reachable)
            and not (wanted.not_reviewed and key not in copy.unseen)
        )

    def place(key: str) -> tuple[object, ...]:
        latest = copy.modified[key] or datetime.min.replace(tzinfo=UTC)
        first: dict[PartnerSort, object] = {
            PartnerSort.NAME: 0,
            PartnerSort.MUNICIPALITY: copy.place(key),
            PartnerSort.CHANGED: -latest.timestamp() if copy.modified[key] else 0,
            PartnerSort.NEXT_HOURS: copy.next_hours.get(key, datetime.max.replace(tzinfo=UTC)),
            PartnerSort.AGREEMENT_END: copy.ends.get(key, date.max),
        }
        return (first[query.sort], copy.order(key))

    return sorted((key for key in copy.name if chosen(key)), key=place)


def searched(copy: Made, key: str) -> str:
    return fold(" ".join((copy.name[key], municipality_name(copy.code[key]) or "", copy.city[key] or "")))


def all_of(rows: Growing[PartnerRow]) -> list[str]:
    """Everything, after checking that what is there only ever grows at its end."""
    before: list[str] = []
    while True:
        now = [row.id for row in rows.window(0, 10**6)]
        assert now[: len(before)] == before
        assert len(now) == len(rows)
        if rows.complete:
            return now
        before = now
        rows.read_on()


FILTERS = (
    PartnerFilter(),
    PartnerFilter(municipalities=("1824", "0301")),
    PartnerFilter(municipalities=("18",)),
    PartnerFilter(municipalities=("0301",), partners=("p1", "p2", "p77", "nobody")),
    PartnerFilter(partners=("p5", "p3")),
    PartnerFilter(municipalities=("77",)),
    PartnerFilter(without_agreement=True),
    PartnerFilter(expiring_days=90),
    PartnerFilter(without_contact=True),
    PartnerFilter(not_reviewed=True),
    PartnerFilter(text="nav"),
    PartnerFilter(text="by", municipalities=("18",), without_agreement=True, without_contact=True, not_reviewed=True),
    PartnerFilter(expiring_days=0, municipalities=("18",)),
)


def answers(copy: Made, sort: PartnerSort, texts: Sequence[str]) -> None:
    for wanted, text in product(FILTERS, texts):
        query = PartnerQuery(text=text, filter=wanted, sort=sort)
        rows = copy.reader.partners(query, now=NOW, not_reviewed=sorted(copy.unseen))
        keys = expected(copy, query)
        assert all_of(rows) == keys, query
        assert [rows.index_of(key) for key in keys[::7]] == list(range(0, len(keys), 7))
        for key in set(copy.name) - set(keys):
            assert rows.index_of(key) is None
            break


@pytest.mark.parametrize("sort", list(PartnerSort))
def test_every_filter_in_every_order(path: Path, sort: PartnerSort) -> None:
    copy = made(path, 150)
    answers(copy, sort, ("", "av", "n", "kors by"))
    copy.reader.close()


@pytest.mark.parametrize("sort", list(PartnerSort))
def test_the_same_in_small_pieces(path: Path, sort: PartnerSort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "REBUILD", tuple(one.replace(f"/ {blocks.SIZE}", "/ 4") for one in blocks.REBUILD))
    for module, name, value in (
        (narrowing, "FIRST_BLOCKS", 1),
        (narrowing, "MOST_BLOCKS", 3),
        (narrowing, "WORK", 8),
        (narrowing, "ASKING", 1),
        (orders, "AT_ONCE", 5),
        (orders, "SESSIONS_AT_ONCE", 2),
        (partner_rows, "AT_FIRST", 4),
        (partner_rows, "AT_A_TIME", 1),
    ):
        monkeypatch.setattr(module, name, value)
    copy = made(path, 90)
    answers(copy, sort, ("", "av"))
    copy.reader.close()


def test_a_list_being_found_begins_anew_after_a_sync(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partner_rows, "AT_FIRST", 1)
    monkeypatch.setattr(partner_rows, "AT_A_TIME", 1)
    monkeypatch.setattr(narrowing, "FIRST_BLOCKS", 1)
    load(path, Collection.PARTNERS, [partner(f"p{one:04}", f"Lag {one:04}") for one in range(1500)])
    reader = Reader.open(path)
    rows = reader.partners("lag")
    first = len(rows)
    assert not rows.complete
    assert 0 < first < 1500
    change(path, Collection.PARTNERS, [partner("p0", "Lag 0000 a")], deleted=["p0001", "p1499"])
    rows.read_on()
    keys = all_of(rows)
    assert len(keys) == 1499
    assert keys[:3] == ["p0000", "p0", "p0002"]
    assert rows.index_of("p1499") is None
    reader.close()
