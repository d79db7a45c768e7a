"""The partner list at 100, 100 000 and 1 000 000 partners: windows, ranks, the end, filters, sorts, a small sync.

`python -m tests.benchmarks.million [--scale 100 100000 1000000] [--folder KEEP]`. A copy is filled through the real
promotion; one that is in the folder already is used again. Every figure is of a fresh question to an open connection.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from tui.domain.agreement import Agreement, AgreementStatus, Party
from tui.domain.freshness import Collection
from tui.domain.partner import Contact, Partner
from tui.domain.schedule import ByDay, Frequency, OfficeHours, Recurrence
from tui.storage.cache import Cache
from tui.storage.codec import Value
from tui.storage.incoming import Page
from tui.storage.steps import Ready

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
            run = cache.add_page(run, Page(records=records, total=many, cursor=str(first)), NOW)
        cache.promote([Ready(run=run, full_due=NOW + timedelta(days=7), watermark=None)], NOW)
    cache.tidy()
    cache.close()
