from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from tui.domain.errors import Busy, Cancelled, Offline, OfflineReason, ServerFailed, SyncError
from tui.domain.freshness import Collection, CollectionState, Connection
from tui.present import banner, language, sync
from tui.present import round as round_words
from tui.sync.events import CollectionDone, CollectionFailed, Finished, Progress, Waiting

from .saying import in_all

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
"""08:03 in Norway."""
BROKEN = ServerFailed("https://x.example", status=503)


def state(
    collection: Collection, age: timedelta | None, error: SyncError | None = None, rows: int = 7
) -> CollectionState:
    completed = None if age is None else NOW - age
    return CollectionState(
        collection=collection, rows=rows, completed_at=completed, attempted_at=NOW if error else completed, error=error
    )


def states(
    hours: timedelta | None, partners: timedelta | None, agreements: timedelta | None, error: SyncError | None = None
) -> tuple[CollectionState, ...]:
    return (
        state(Collection.HOURS, hours),
        state(Collection.PARTNERS, partners),
        state(Collection.AGREEMENTS, agreements, error),
    )


MINUTES = timedelta(minutes=2)
YESTERDAY = timedelta(hours=15, minutes=21)
FRESH = states(MINUTES, MINUTES, MINUTES)


@pytest.mark.parametrize(
    ("connection", "copy", "expected"),
    [
        (
            Connection.ONLINE,
            FRESH,
            (
                "tilkoblet - alt hentet i dag 08:01",
                "tilkopla - alt henta i dag 08:01",
                "online - all fetched today 08:01",
            ),
        ),
        (
            Connection.ONLINE,
            states(MINUTES, MINUTES, timedelta(days=8)),
            (
                "tilkoblet - men Avtaler er 8 d gamle !",
                "tilkopla - men Avtalar er 8 d gamle !",
                "online - but Agreements are 8 d old !",
            ),
        ),
        (
            Connection.ONLINE,
            states(timedelta(hours=25), MINUTES, timedelta(days=3)),
            (
                "tilkoblet - men Kontortid er 25 t gammel !",
                "tilkopla - men Kontortid er 25 t gammal !",
                "online - but Office hours are 25 h old !",
            ),
        ),
        (
            Connection.ONLINE,
            states(timedelta(hours=25), timedelta(days=9), timedelta(days=8)),
            (
                "tilkoblet - men Partnere er 9 d gamle !",
                "tilkopla - men Partnarar er 9 d gamle !",
                "online - but Partners are 9 d old !",
            ),
        ),
        (
            Connection.ONLINE,
            states(MINUTES, MINUTES, None),
            (
                "tilkoblet - men Avtaler: aldri hentet !",
                "tilkopla - men Avtalar: aldri henta !",
                "online - but Agreements: never fetched !",
            ),
        ),
        (
            Connection.ONLINE,
            states(MINUTES, MINUTES, timedelta(hours=3), BROKEN),
            (
                "tilkoblet - men Avtaler: ikke sjekket !",
                "tilkopla - men Avtalar: ikkje sjekka !",
                "online - but Agreements: not checked !",
            ),
        ),
        (
            Connection.OFFLINE,
            states(MINUTES, YESTERDAY, MINUTES),
            (
                "FRAKOBLET - data fra i går 16:42 (15 t)",
                "FRÅKOPLA - data frå i går 16:42 (15 t)",
                "OFFLINE - data from yesterday 16:42 (15 h)",
            ),
        ),
        (
            Connection.OFFLINE,
            states(None, None, None),
            ("FRAKOBLET - ingen data ennå", "FRÅKOPLA - ingen data enno", "OFFLINE - no data yet"),
        ),
        (
            Connection.OFFLINE,
            states(MINUTES, None, MINUTES),
            (
                "FRAKOBLET - Partnere: aldri hentet",
                "FRÅKOPLA - Partnarar: aldri henta",
                "OFFLINE - Partners: never fetched",
            ),
        ),
        (
            Connection.HELD,
            states(timedelta(days=3), MINUTES, MINUTES),
            (
                "FRAKOBLET (valgt) - data fra fr 20.11 (3 d)",
                "FRÅKOPLA (valt) - data frå fr 20.11 (3 d)",
                "KEPT OFFLINE - data from Fr 20.11 (3 d)",
            ),
        ),
        (
            Connection.UNTRIED,
            states(YESTERDAY, YESTERDAY, YESTERDAY),
            (
                "ikke sjekket - data fra i går 16:42 (15 t)",
                "ikkje sjekka - data frå i går 16:42 (15 t)",
                "not checked - data from yesterday 16:42 (15 h)",
            ),
        ),
        (
            Connection.UNTRIED,
            states(None, None, None),
            ("ikke sjekket - ingen data ennå", "ikkje sjekka - ingen data enno", "not checked - no data yet"),
        ),
        (
            Connection.NONE,
            states(None, None, None),
            (
                "ingen kilde - ingen data ennå",
                "inga kjelde - ingen data enno",
                "no source - no data yet",
            ),
        ),
        (Connection.SYNCING, FRESH, ("SYNKER", "SYNKAR", "SYNCING")),
    ],
)
def test_banner(connection: Connection, copy: tuple[CollectionState, ...], expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: banner.banner(connection, copy, NOW)) == expected


def test_the_banner_tells_what_a_sync_is_at() -> None:
    def say() -> str:
        detail = round_words.progress(Progress(collection=Collection.PARTNERS, done=118, total=214), named=True)
        return banner.banner(Connection.SYNCING, FRESH, NOW, detail)

    assert in_all(say) == ("SYNKER - Partnere 118/214", "SYNKAR - Partnarar 118/214", "SYNCING - Partners 118/214")


AGES = (None, timedelta(0), YESTERDAY, timedelta(hours=47), timedelta(days=30), timedelta(days=999))


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("connection", Connection)
def test_the_banner_fits_and_is_never_cut(connection: Connection, code: str) -> None:
    language.use(code)
    for ages in product(AGES, repeat=3):
        for error in (None, BROKEN):
            words = banner.banner(connection, states(ages[0], ages[1], ages[2], error), NOW)
            assert len(words) <= banner.BANNER
            assert "…" not in words


def test_an_endless_detail_is_cut() -> None:
    assert len(banner.banner(Connection.SYNCING, FRESH, NOW, "x" * 100)) == banner.BANNER


@pytest.mark.parametrize(
    ("collection", "age", "old"),
    [
        (Collection.HOURS, timedelta(hours=24), False),
        (Collection.HOURS, timedelta(hours=24, seconds=1), True),
        (Collection.PARTNERS, timedelta(days=7), False),
        (Collection.PARTNERS, timedelta(days=7, seconds=1), True),
        (Collection.AGREEMENTS, timedelta(days=7, seconds=1), True),
        (Collection.AGREEMENTS, None, False),
    ],
)
def test_limits(collection: Collection, age: timedelta | None, old: bool) -> None:
    assert sync.is_old(state(collection, age), NOW) is old


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (state(Collection.HOURS, MINUTES), ("ferdig", "ferdig", "whole")),
        (
            state(Collection.HOURS, timedelta(days=2)),
            ("gammel, hent på nytt", "gammal, hent på nytt", "old, fetch again"),
        ),
        (state(Collection.HOURS, None), ("aldri hentet", "aldri henta", "never fetched")),
        (state(Collection.HOURS, MINUTES, BROKEN), ("feilet 08:03", "feila 08:03", "failed 08:03")),
        (state(Collection.HOURS, MINUTES, Cancelled()), ("avbrutt", "avbroten", "stopped")),
        (
            replace(state(Collection.HOURS, timedelta(days=2)), interrupted=True),
            ("ikke ferdig", "ikkje ferdig", "not finished"),
        ),
        (
            CollectionState(
                collection=Collection.HOURS,
                rows=0,
                completed_at=None,
                attempted_at=NOW - timedelta(days=3),
                error=BROKEN,
            ),
            ("feilet fr 20.11", "feila fr 20.11", "failed Fr 20.11"),
        ),
        (
            CollectionState(collection=Collection.HOURS, rows=0, completed_at=None, attempted_at=None, error=BROKEN),
            ("feilet", "feila", "failed"),
        ),
    ],
)
def test_state_line(value: CollectionState, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: sync.state_line(value, NOW)) == expected
    assert max(map(len, expected)) <= 20


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            state(Collection.AGREEMENTS, None),
            ("Ingen avtaler er hentet ennå.", "Ingen avtalar er henta enno.", "No agreements have been fetched yet."),
        ),
        (
            state(Collection.HOURS, None, Cancelled()),
            (
                "Ingen kontortid er hentet ennå.",
                "Inga kontortid er henta enno.",
                "No office hours have been fetched yet.",
            ),
        ),
        (
            state(Collection.PARTNERS, None, BROKEN),
            ("Partnere kunne ikke hentes.", "Partnarar kunne ikkje hentast.", "Partners could not be fetched."),
        ),
        (
            state(Collection.AGREEMENTS, MINUTES, rows=0),
            (
                "Kilden svarte i dag 08:01: ingen avtaler.",
                "Kjelda svarte i dag 08:01: ingen avtalar.",
                "The source answered today 08:01: no agreements.",
            ),
        ),
    ],
)
def test_empty_lists(value: CollectionState, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: sync.empty_collection(value, NOW)[0]) == expected
    assert all(len(line) <= 78 for line in sync.empty_collection(value, NOW))


@pytest.mark.parametrize(
    ("event", "named", "expected"),
    [
        (Progress(collection=Collection.HOURS, done=5, total=None), False, "5"),
        (Progress(collection=Collection.HOURS, done=5, total=None), True, "Kontortid 5"),
        (Progress(collection=Collection.HOURS, done=5, total=10), False, "5/10"),
    ],
)
def test_progress(event: Progress, named: bool, expected: str) -> None:
    assert in_all(lambda: round_words.progress(event, named=named))[0] == expected


def test_waiting() -> None:
    event = Waiting(collection=None, until=NOW + timedelta(seconds=20), attempt=2)
    assert in_all(lambda: round_words.waiting(event, NOW)) == (
        "Venter til 08:03:20 (20 s), forsøk 2.",
        "Ventar til 08:03:20 (20 s), forsøk 2.",
        "Waiting until 08:03:20 (20 s), attempt 2.",
    )


def done(collection: Collection = Collection.PARTNERS, **counts: int) -> CollectionDone:
    facts: dict[str, Any] = {"read": 214, "added": 0, "changed": 0, "removed": 0, "rejected": 0, **counts}
    return CollectionDone(collection=collection, seconds=1.13, **facts)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            done(added=2, changed=3, removed=1),
            (
                "Partnere: 214 lest, 2 nye, 3 endret, 1 borte (1,1 s)",
                "Partnarar: 214 lesne, 2 nye, 3 endra, 1 borte (1,1 s)",
                "Partners: 214 read, 2 new, 3 changed, 1 gone (1.1 s)",
            ),
        ),
        (
            done(read=1, added=1, rejected=1),
            (
                "Partnere: 1 lest, 1 ny, 0 endret, 0 borte, 1 utelatt (1,1 s)",
                "Partnarar: 1 lesen, 1 ny, 0 endra, 0 borte, 1 utelaten (1,1 s)",
                "Partners: 1 read, 1 new, 0 changed, 0 gone, 1 set aside (1.1 s)",
            ),
        ),
        (
            CollectionFailed(collection=Collection.AGREEMENTS, error=BROKEN),
            (
                "Avtaler: https://x.example feilet (503). Prøv igjen senere; den lokale kopien kan leses som før.",
                "Avtalar: https://x.example feila (503). Prøv igjen seinare; den lokale kopien kan lesast som før.",
                "Agreements: https://x.example failed (503). Try again later; the local copy can be read.",
            ),
        ),
    ],
)
def test_outcome(event: CollectionDone | CollectionFailed, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: round_words.outcome(event)) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            Finished(outcomes=(done(), done(Collection.HOURS))),
            (
                "Alt er hentet, ingenting er endret.",
                "Alt er henta, ingenting er endra.",
                "Everything is fetched, nothing has changed.",
            ),
        ),
        (
            Finished(outcomes=(done(added=1, rejected=2), done(Collection.HOURS, changed=3))),
            (
                "Alt er hentet: 1 ny, 3 endret, 0 borte, 2 utelatt.",
                "Alt er henta: 1 ny, 3 endra, 0 borte, 2 utelatne.",
                "Everything is fetched: 1 new, 3 changed, 0 gone, 2 set aside.",
            ),
        ),
        (
            Finished(outcomes=(), error=Busy(pid=4)),
            (
                "Et annet Samspill (prosess 4) er allerede i gang med å hente. Det som kommer, vises her.",
                "Eit anna Samspill (prosess 4) er alt i gang med å hente. Det som kjem, vert vist her.",
                "Another Samspill (process 4) is fetching already. What it brings is shown here.",
            ),
        ),
        (
            Finished(outcomes=()),
            (
                "Alt er hentet, ingenting er endret.",
                "Alt er henta, ingenting er endra.",
                "Everything is fetched, nothing has changed.",
            ),
        ),
    ],
)
def test_summary(event: Finished, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: round_words.summary(event)) == expected


def test_a_round_that_brought_only_some_says_what_is_missing_and_why() -> None:
    event = Finished(outcomes=(done(), CollectionFailed(collection=Collection.HOURS, error=Busy())))
    nb, nn, en = in_all(lambda: round_words.summary(event))
    assert nb == "Ikke sjekket: Kontortid. Et annet Samspill er allerede i gang med å hente. Det som kommer, vises her."
    assert nn == "Ikkje sjekka: Kontortid. Eit anna Samspill er alt i gang med å hente. Det som kjem, vert vist her."
    assert en == "Not checked: Office hours. Another Samspill is fetching already. What it brings is shown here."


def test_a_round_that_never_began_is_the_sentence_of_its_error() -> None:
    offline = Offline("https://x.example", OfflineReason.NAME)
    assert in_all(lambda: round_words.summary(Finished(outcomes=(), error=offline)))[0].startswith("Får ikke kontakt")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0 B på denne maskinen"),
        (999, "999 B på denne maskinen"),
        (3_140_000, "3,1 MB på denne maskinen"),
        (45_000_000_000, "45 GB på denne maskinen"),
        (1000, "1 kB på denne maskinen"),
    ],
)
def test_storage(count: int, expected: str) -> None:
    assert in_all(lambda: sync.storage(count))[0] == expected


@pytest.mark.parametrize("collection", Collection)
def test_every_collection_has_a_name_that_fits(collection: Collection) -> None:
    assert max(map(len, in_all(lambda: sync.collection(collection)))) <= 12


# -- what the source does not offer ------------------------------------------------------------------------------------

PLAIN = (state(Collection.HOURS, MINUTES), state(Collection.PARTNERS, MINUTES))
NOT_OFFERED = replace(state(Collection.AGREEMENTS, MINUTES, rows=0), offered=False)
SENTENCE = (
    "Tjenesten tilbyr ikke avtaler.",
    "Tenesta tilbyr ikkje avtalar.",
    "The service does not offer agreements.",
)


def test_what_is_not_offered_is_a_sentence_and_no_failure() -> None:
    assert in_all(lambda: sync.state_line(NOT_OFFERED, NOW)) == ("tilbys ikke", "ikkje tilbode", "not offered")
    assert in_all(lambda: sync.empty_collection(NOT_OFFERED, NOW)[0]) == SENTENCE
    assert in_all(lambda: sync.last_round(NOT_OFFERED, NOW)) == SENTENCE
    nothing = replace(done(Collection.AGREEMENTS, read=0), offered=False)
    assert in_all(lambda: round_words.outcome(nothing))[0] == f"Avtaler: {SENTENCE[0]}"
    assert in_all(lambda: round_words.summary(Finished(outcomes=(nothing,)))) == SENTENCE
    assert in_all(lambda: round_words.summary(Finished(outcomes=(done(), nothing))))[0].startswith("Alt er hentet")


@pytest.mark.parametrize("connection", Connection)
def test_row_one_misses_nothing_that_is_not_offered(connection: Connection) -> None:
    assert banner.banner(connection, (*PLAIN, NOT_OFFERED), NOW) == banner.banner(connection, FRESH, NOW)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (state(Collection.HOURS, MINUTES), "i dag 08:01: ingenting er endret"),
        (replace(state(Collection.HOURS, MINUTES), added=2, changed=1), "i dag 08:01: 2 nye, 1 endret, 0 borte"),
        (state(Collection.HOURS, None), "Ingen kontortid er hentet ennå."),
    ],
)
def test_what_came_of_the_last_round(value: CollectionState, expected: str) -> None:
    assert in_all(lambda: sync.last_round(value, NOW))[0] == expected


def test_the_countdown() -> None:
    assert in_all(lambda: round_words.countdown(NOW + timedelta(seconds=20), NOW)) == (
        "prøver igjen om 20 s",
        "prøver igjen om 20 s",
        "trying again in 20 s",
    )
    assert round_words.countdown(NOW - timedelta(seconds=1), NOW).endswith(" 0 s")
