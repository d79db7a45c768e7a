"""The partner list at 100, 100 000 and 1 000 000 partners: windows, ranks, the end, filters, sorts, a small sync.

`python -m tests.benchmarks.million [--scale 100 100000 1000000] [--folder KEEP]`. A copy is filled through the real
promotion; one that is in the folder already is used again. Every figure is of a fresh question to an open connection.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path

from tui.domain.agreement import Agreement, AgreementStatus, Party
from tui.domain.freshness import Collection
from tui.domain.partner import Contact, Partner
from tui.domain.query import Growing, PartnerFilter, PartnerQuery, PartnerRow, PartnerSort
from tui.domain.schedule import ByDay, Frequency, OfficeHours, Recurrence
from tui.storage.cache import Cache
from tui.storage.codec import Value
from tui.storage.incoming import Changeset, Page
from tui.storage.reader import Reader
from tui.storage.steps import Ready, Told

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
PAGE = 2_000
FEW = 500
"""Every so many partners, one has office hours and an agreement."""

_BEGINNINGS = "Sol Gran Nord Sør Berg Fjell Hav Elve Bjørke Lyng Aas Ytter Øver Stein Lille Stor Torv Furu Myr Ærlig"
_ENDINGS = "vik nes heim lund bakken moen stad dalen li haugen øya ås tun sletta bukta fjord strand vollen hamn"
_KINDS = (
    "frivilligsentral pensjonistforening idrettslag historielag sanitetsforening velforening skolekorps møteplass "
    "kystlag besøkstjeneste natteravner språkkafé ungdomsklubb grendelag hagelag turlag blandakor matsentral bibliotek"
)
_MUNICIPALITIES = "1804 1806 1811 1813 1820 1824 1833 1837 1841 0301 1103 1505 3107 3201 4204 4601 5001 5501 5601 5603"


@dataclass(frozen=True)
class Made:
    """A record as the storage takes it."""

    id: str
    values: tuple[Value, ...]
    last_modified: datetime | None


def partner(number: int) -> Made:
    dice = random.Random(number)
    names = [dice.choice(words.split()) for words in (_BEGINNINGS, _ENDINGS, _KINDS)]
    modified = NOW - timedelta(seconds=dice.randrange(300 * 24 * 3600))
    value = Partner(
        id=f"p{number}",
        name=f"{names[0]}{names[1]} {names[2]} {dice.randrange(300)}",
        municipality_code=dice.choice(_MUNICIPALITIES.split()),
        contacts=(Contact(name=f"Person {number}"),) if number % 3 else (),
        last_modified=modified,
    )
    return Made(value.id, (value,), modified)


def session(number: int) -> Made:
    start = clock_time(9 + number % 6)
    value = OfficeHours(
        id=f"h{number}",
        source_id=f"h{number}",
        host_id=f"p{number * FEW}",
        recurrence=Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=number % 5),)),
        opens_at=start,
        closes_at=clock_time(start.hour + 2),
    )
    return Made(value.id, (value,), NOW)


def agreement(number: int) -> Made:
    value = Agreement(
        id=f"a{number}",
        title=f"Avtale {number}",
        status=AgreementStatus.ACTIVE,
        valid_to=date(2026, 12, 1) + timedelta(days=number % 700),
        parties=(Party(organization_id=f"p{number * FEW}"),),
    )
    return Made(value.id, (value,), NOW)


def fill(path: Path, count: int) -> None:
    """A copy with so many partners, as a first sync leaves it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    cache = Cache.open(path)
    for collection, make, many in (
        (Collection.PARTNERS, partner, count),
        (Collection.HOURS, session, count // FEW),
        (Collection.AGREEMENTS, agreement, count // FEW),
    ):
        run = cache.begin(collection, fingerprint="benchmark", token="0", now=NOW)
        for first in range(1, many + 1, PAGE):
            records = [make(number) for number in range(first, min(first + PAGE, many + 1))]
            run = cache.add_pages(run, [Page(records=records, total=many, cursor=str(first))], NOW)
        cache.promote([Ready(run=run, full_due=NOW + timedelta(days=7), watermark=None)], NOW)
    cache.tidy()
    cache.close()


TEXTS = ("r", "rø", "friv", "frivilligsentral", "forening", "bibliotek 17", "s f h", "ærlig sjakk", "zzzz")
FILTERS = {
    "mine": PartnerFilter(municipalities=("1824", "1833"), partners=("p1", "p2")),
    "whole county": PartnerFilter(municipalities=("18",)),
    "no active agreement": PartnerFilter(without_agreement=True),
    "ends in 90 days": PartnerFilter(expiring_days=90),
    "no contact": PartnerFilter(without_contact=True),
}
WINDOW = 128


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def asked(path: Path, query: PartnerQuery) -> tuple[float, list[float], Growing[PartnerRow]]:
    """Milliseconds to the first window and of every step after it, on a new connection: nothing is kept from before."""
    reader = Reader.open(path)
    began = time.perf_counter()
    rows = reader.partners(query, now=NOW)
    rows.window(0, WINDOW)
    first = (time.perf_counter() - began) * 1000
    steps = []
    while not rows.complete:
        steps.append(timed(rows.read_on))
    reader.close()
    return first, steps, rows


def say(label: str, figures: list[float], more: str = "") -> None:
    figures.sort()
    median, high = figures[len(figures) // 2], figures[min(int(len(figures) * 0.95), len(figures) - 1)]
    sys.stdout.write(f"  {label:<36} p50 {median:7.2f}  p95 {high:7.2f}  max {figures[-1]:7.2f} ms{more}\n")
    sys.stdout.flush()


def lists(path: Path, count: int, repeat: int) -> None:
    """What a key waits for: the first window of each question, and each step that finds the rest."""
    reader = Reader.open(path)
    dice = random.Random(1)
    every = reader.partners()
    say("window of all", [timed(partial(every.window, dice.randrange(count), WINDOW)) for _ in range(repeat * 10)])
    say("end of all", [timed(partial(every.window, count - WINDOW, WINDOW)) for _ in range(repeat)])
    say("rank of a partner", [timed(partial(every.index_of, f"p{dice.randint(1, count)}")) for _ in range(repeat * 10)])
    questions = {f"/{text}": PartnerQuery(text=text) for text in TEXTS}
    questions |= {name: PartnerQuery(filter=one) for name, one in FILTERS.items()}
    questions |= {f"{name} /r": PartnerQuery(text="r", filter=one) for name, one in FILTERS.items()}
    for sort in PartnerSort:
        questions |= {f"by {sort}": PartnerQuery(sort=sort), f"by {sort} /friv": PartnerQuery(text="friv", sort=sort)}
    reader.close()
    for label, query in questions.items():
        first, steps, rows = zip(*(asked(path, query) for _ in range(repeat)), strict=True)
        spent = sorted(step for one in steps for step in one) or [0.0]
        more = f"  {len(rows[0]):>8} rows"
        if steps[0]:
            more += f"; then {len(steps[0])} steps, p95 {spent[int(len(spent) * 0.95)]:.1f}, max {spent[-1]:.1f}"
        say(label, list(first), more)


def small_sync(path: Path, repeat: int) -> None:
    """Ten partners new, moved or gone."""
    cache = Cache.open(path)
    figures: list[float] = []
    written: list[int] = []
    for turn in range(repeat):
        fresh = [Made(f"x{one}", (Partner(id=f"x{one}", name=f"Sol {turn} {one}"),), NOW) for one in range(10)]
        book = cache.book(Collection.PARTNERS)
        step = Told(
            changes={Collection.PARTNERS: Changeset(records=fresh)},
            before=str(book.token),
            asked_at=NOW,
            token=str(book.token),
        )
        with cache.transaction() as connection:
            before = connection.total_changes
        figures.append(timed(partial(cache.promote, [step], NOW)))
        with cache.transaction() as connection:
            written.append(connection.total_changes - before)
    gone = Changeset(deleted=[f"x{one}" for one in range(10)])
    token = str(cache.book(Collection.PARTNERS).token)
    cache.promote([Told(changes={Collection.PARTNERS: gone}, before=token, asked_at=NOW, token=token)], NOW)
    cache.close()
    say("sync of ten partners", figures, f"  {max(written)} rows written at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where copies are kept for the next time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="samspill-benchmark-") as temporary:
        for count in arguments.scale:
            path = (arguments.folder or Path(temporary)) / str(count) / "cache.db"
            sys.stdout.write(f"{count} partners\n")
            if not path.exists():
                sys.stdout.write(f"  filled in {timed(partial(fill, path, count)) / 1000:.1f} s\n")
            lists(path, count, arguments.repeat)
            small_sync(path, arguments.repeat)


if __name__ == "__main__":
    main()
