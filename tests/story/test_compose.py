"""The folders the demo serves: whatever week it is, they hold, and what is published in them stays as published."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.running import SAMPLE
from tui.server.folder import load
from tui.story.compose import HERE, KINDS, WRITTEN, Data, Served, compose, monday_of

EXAMPLE = "eksempel"


def weeks() -> list[date]:
    """Now, the years before and after, and the weeks of every movable thing in the sample."""
    return [WRITTEN + timedelta(weeks=number) for number in (-52, -7, -1, 0, 1, 5, 13, 26, 52, 113, 520)]


def records(data: Data) -> dict[tuple[str, str], dict[str, Any]]:
    return {(kind, key): table for kind in KINDS for key, table in data[kind].items()}


def unstamped(table: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if table is None else {key: value for key, value in table.items() if key != "modified"}


def different() -> set[str]:
    then, now = map(records, compose(WRITTEN))
    return {
        key
        for kind, key in then.keys() | now.keys()
        if unstamped(then.get((kind, key))) != unstamped(now.get((kind, key)))
    }


@pytest.mark.parametrize("monday", weeks(), ids=str)
def test_both_states_are_folders_without_a_fault(monday: date, tmp_path: Path) -> None:
    for state in compose(monday):
        served = Served(tmp_path / "demo" / "served")
        served.write(state, monday, "1.0")
        snapshot = load(served.folder)
        assert len(snapshot.partners) == len(state["partner"])
        assert served.week("1.0") == monday
        assert served.week("1.1") is None


def test_in_its_own_week_it_is_the_sample_but_for_the_story() -> None:
    untouched = load(SAMPLE)
    _then, now = compose(WRITTEN)
    assert set(now["partner"]) == set(untouched.partners)
    assert set(now["hours"]) == set(untouched.hours)
    assert set(now["agreement"]) == set(untouched.agreements)


def test_something_differs_on_every_screen() -> None:
    assert different() == {
        *("mosjoen-nav", "evenes-nav", "bodo-nav", "narvik-unge", "mosjoen-jobbkafe"),
        *("aasheim-moteplass", "narvik-dagsenter", "havna-kafe", "ornes-sjomannsstue"),
        *("eksempel-mosjoen", "eksempel-salten", "eksempel-svolvaer"),
    }


def test_what_differs_was_changed_between_the_two_states_and_nothing_else() -> None:
    for monday in weeks():
        _then, now = compose(monday)
        changed = {key: table["modified"].date() for (_kind, key), table in records(now).items() if "modified" in table}
        assert set(changed) == different() - {"mosjoen-jobbkafe", "havna-kafe"}
        # a demo that begins on the Sunday was synced last on the Monday before
        assert all(monday - timedelta(days=7) < day < monday for day in changed.values())


@pytest.mark.parametrize("monday", weeks(), ids=str)
def test_what_is_published_never_moves(monday: date) -> None:
    published = tomllib.loads((SAMPLE / "avtaler-publiserte.toml").read_text(encoding="utf-8"))["agreement"]
    for state in compose(monday):
        assert {key: unstamped(state["agreement"][key]) for key in published} == published


def test_dates_of_the_invented_move_by_whole_weeks() -> None:
    for number in (-1, 0, 9):
        _then, now = compose(WRITTEN + timedelta(weeks=number))
        agreement = now["agreement"]["eksempel-salten"]
        assert agreement["valid_to"] == date(2027, 1, 31) + timedelta(weeks=number)
    _then, later = compose(date(2027, 5, 24))
    assert later["agreement"]["eksempel-salten"]["signed"] == "2025-08"
    assert later["agreement"]["eksempel-bodo"]["signed"] == "2024"


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def test_no_word_of_the_invented_names_a_date_that_would_not_move() -> None:
    months = (
        "januar",
        "februar",
        "mars",
        "april",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    )
    for state in compose(WRITTEN):
        for key, table in state["agreement"].items():
            if key.startswith("eksempel-"):
                said = [
                    text for text in strings(table) if not text.startswith("https://") and len(text) > len("2025-02")
                ]
                assert [text for text in said if any(word in text.casefold() for word in (*months, "202"))] == []


def test_what_is_added_says_that_it_is_an_example() -> None:
    for name in ("now.toml", "then.toml", "book.toml"):
        story = tomllib.loads((HERE / name).read_text(encoding="utf-8"))
        said = [text for text in strings(story) if " " in text and not text.startswith("00 00 ")]
        assert said
        assert [text for text in said if EXAMPLE not in text.casefold()] == []
        assert [text for text in strings(story) if "@" in text and not text.endswith(".example")] == []


def test_the_monday_of_a_week() -> None:
    assert [monday_of(WRITTEN + timedelta(days=day)) for day in (-1, 0, 6)] == [
        WRITTEN - timedelta(days=7), WRITTEN, WRITTEN,
    ]  # fmt: skip
