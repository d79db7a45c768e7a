from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.domain import errors as faults
from tui.domain.errors import (
    BadConfig,
    BadResponse,
    BadResponseReason,
    BookError,
    BookFault,
    Busy,
    CacheBroken,
    CacheBusy,
    CacheForeign,
    CacheFull,
    CacheReadOnly,
    CacheRecordBroken,
    CacheTooNew,
    Cancelled,
    CannotWrite,
    ConfigFault,
    Forbidden,
    Gone,
    NoDemo,
    NoSuchPartner,
    NotFound,
    Offline,
    OfflineReason,
    RateLimited,
    Refused,
    SamspillError,
    ServerFailed,
    SyncError,
    Unauthorized,
)
from tui.present import language
from tui.present.errors import sentence

from .saying import in_all

URL = "https://api.example/{v1}"
CONFIG = Path("/home/kari/config.toml")
COPY = Path("/home/kari/cache.db")
ENGLISH = re.compile(
    r"\b(the|is|are|not|and|of|with|that|this|was|be|check|try|again|answer|could|whether|token|missing|use)\b",
    re.IGNORECASE,
)


def every_error() -> Iterator[SamspillError]:
    """One of every kind, and of every member of every enumeration."""
    for fault in ConfigFault:
        yield BadConfig(CONFIG, fault, key="sync.hours", line=3, found="«x»", expected="5 - 60")
        yield BadConfig(CONFIG, fault, key="sync.hours")
        yield BadConfig(CONFIG, fault)
        yield BadConfig(None, fault, key="url")
        yield BadConfig(None, fault)
    for wrong in BookFault:
        yield BookError(None if wrong is BookFault.OVERTAKEN else Path("/home/kari/book.db"), wrong)
    yield BadConfig(None, ConfigFault.UNREADABLE, key="profiles.nord.token_command", found="pass: 1")
    yield BadConfig(CONFIG, ConfigFault.UNKNOWN_KEY, key="sink", expected="sync, profile")
    yield from (NoDemo(installed=installed) for installed in (True, False))
    yield from (CannotWrite(COPY, ""), CannotWrite(COPY, "x"))
    yield NoSuchPartner("p1")
    yield from (Cancelled(), Busy(), Busy(pid=12))
    yield from (Offline(URL, reason, detail="[Errno 111]") for reason in OfflineReason)
    yield from (kind(URL) for kind in (Unauthorized, Forbidden, NotFound, Gone, RateLimited))
    yield RateLimited(URL, retry_at=datetime(2026, 11, 23, 7, 2, 31, tzinfo=UTC))
    yield ServerFailed(URL, status=503)
    for reason in BadResponseReason:
        yield BadResponse(URL, reason)
        yield BadResponse(URL, reason, where="agreements[3].goals[0].due_date", detail="expected date")
    yield from (
        CacheBroken(COPY, "x"),
        CacheBusy(COPY),
        CacheFull(COPY),
        CacheReadOnly(COPY),
        CacheRecordBroken(COPY),
        CacheTooNew(COPY, found=9, known=1),
        CacheForeign(COPY, "x"),
    )


ALL = list(every_error())
ABSTRACT = {SamspillError, SyncError, Refused, faults.CacheError}


def test_no_kind_is_forgotten() -> None:
    kinds = {
        kind
        for kind in vars(faults).values()
        if isinstance(kind, type) and issubclass(kind, SamspillError) and kind not in ABSTRACT
    }
    assert {type(error) for error in ALL} == kinds


def name(error: SamspillError) -> str:
    kind = getattr(error, "fault", getattr(error, "reason", ""))
    return f"{type(error).__name__}-{kind}"


@pytest.mark.parametrize("error", ALL, ids=name)
def test_every_error_is_said_in_every_language(error: SamspillError) -> None:
    said = in_all(lambda: sentence(error))
    assert len(set(said)) == 3
    for one in said:
        assert one[0].isupper() or one.startswith(("https:", "/"))
        assert one.endswith((".", "?"))
        assert "\n" not in one
        assert "  " not in one
        assert len(one) <= 300
        assert "None" not in one
        assert not re.search(r"\{(?!v1\})", one)


@pytest.mark.parametrize("error", ALL, ids=name)
def test_what_to_do_and_where_is_part_of_it(error: SamspillError) -> None:
    for one in in_all(lambda: sentence(error)):
        assert len(re.split(r"[.;?](?: |$)", one)) >= 3, one  # what happened, and what follows from it
        place = getattr(error, "url", None) or getattr(error, "path", None)
        assert place is None or str(place) in one


@pytest.mark.parametrize("error", ALL, ids=name)
def test_no_english_in_norwegian(error: SamspillError) -> None:
    for one in in_all(lambda: sentence(error))[:2]:
        ours = re.sub(r"https?://\S+|/\S+|samspill [a-z -]+|\b[\w.]*token_\w+|\"[^\"]*\"", "", one)
        assert not ENGLISH.search(ours), one


def test_details_meant_for_the_log_stay_there() -> None:
    for error in (Offline(URL, OfflineReason.BROKEN, detail="[Errno 104] reset"), CacheBroken(COPY, "malformed")):
        for one in in_all(lambda error=error: sentence(error)):  # type: ignore[misc]
            assert "Errno" not in one
            assert "malformed" not in one


def test_a_sentence_in_full() -> None:
    nb, nn, en = in_all(lambda: sentence(Offline("https://x.example", OfflineReason.TIMEOUT)))
    assert nb == (
        "https://x.example brukte for lang tid på å svare. Prøv igjen senere; den lokale kopien kan leses som før."
    )
    assert nn == (
        "https://x.example brukte for lang tid på å svare. Prøv igjen seinare; den lokale kopien kan lesast som før."
    )
    assert en == "https://x.example took too long to answer. Try again later; the local copy can be read."


def test_when_to_come_back_is_said_in_norwegian_time() -> None:
    error = RateLimited("https://api.example", retry_at=datetime(2026, 11, 23, 7, 2, 31, tzinfo=UTC))
    assert in_all(lambda: sentence(error))[0] == (
        "https://api.example ber oss vente (429). Prøv igjen etter 23.11.2026 08:02:31."
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            "Invalid value",
            "/home/kari/config.toml, linje 3: ikke gyldig TOML (verdien er ikke gyldig; tekst må ha anførselstegn).",
        ),
        (
            "Cannot declare ('a',) twice",
            "/home/kari/config.toml, linje 3: ikke gyldig TOML (tabellen står der to ganger).",
        ),
        ("Something new", "/home/kari/config.toml, linje 3: ikke gyldig TOML."),
        (None, "/home/kari/config.toml, linje 3: ikke gyldig TOML."),
    ],
)
def test_the_parsers_reason_is_translated_or_left_out(found: str | None, expected: str) -> None:
    language.use("nb")
    assert sentence(BadConfig(CONFIG, ConfigFault.SYNTAX, line=3, found=found)) == f"{expected} Rett opp linja."


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            BadConfig(CONFIG, ConfigFault.WRONG_TYPE, key="sync.automatic", line=7, found="ja", expected="boolean"),
            "/home/kari/config.toml, linje 7: sync.automatic er av feil type (ja). Bruk true eller false.",
        ),
        (
            BadConfig(CONFIG, ConfigFault.UNKNOWN_KEY, key="sync.hors", line=7, expected="hours"),
            "/home/kari/config.toml, linje 7: nøkkelen sync.hors er ukjent. Mente du hours?",
        ),
        (
            BadConfig(
                CONFIG,
                ConfigFault.UNSENDABLE,
                key="keys.help",
                line=7,
                found="½",
                expected="there is no such key",
            ),
            "/home/kari/config.toml, linje 7: help kan ikke ligge på ½: det finnes ingen slik tast. Velg en annen tast.",  # noqa: E501
        ),
        (
            BadConfig(CONFIG, ConfigFault.MISSING),
            "/home/kari/config.toml finnes ikke. Lag den med samspill config init.",
        ),
    ],
)
def test_config(error: BadConfig, expected: str) -> None:
    language.use("nb")
    assert sentence(error) == expected


def test_a_collection_that_shrank_is_named_with_its_numbers_and_the_way_past() -> None:
    error = BadResponse(url="", reason=BadResponseReason.SHRUNK, where="agreements", detail="3/13")
    nb, nn, en = in_all(lambda: sentence(error))
    assert nb.startswith("Tjenesten hadde mistet mer enn halvparten av postene (Avtaler, 3/13), så ingenting")
    assert nn.startswith("Tenesta hadde mista meir enn halvparten av postane (Avtalar, 3/13), så ingenting")
    assert en.startswith("The service had lost more than half of its records (Agreements, 3/13), so nothing")
    assert all(said.endswith(" samspill sync --accept-deletes.") for said in (nb, nn, en))
