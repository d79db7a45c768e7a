"""What the screen remembers, and that it never gets in the way."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tui.domain.query import PartnerFilter
from tui.ui.state import LIMIT, ScreenState, load, save

FULL = ScreenState(
    pane="hours",
    rows={"partners": "id-1"},
    views={"hours": "week"},
    filters={
        "kafé": PartnerFilter(text="kafé", municipalities=("18",)),
        "alene": PartnerFilter(partners=("a",), without_agreement=True, expiring_days=7, without_contact=True),
    },
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.toml"
    save(path, FULL)
    assert load(path) == FULL
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    save(path, ScreenState())
    assert load(path) == ScreenState()
    assert [one.name for one in path.parent.iterdir()] == ["state.toml"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"pane = 1\nrows = 3",
        b"pane =",
        b"\xff\xfe",
        b"rows = {a = 1}",
        b"views = 2",
        b"[" * 5000,
        b"#" * LIMIT + b"\n[",
    ],
)
def test_what_cannot_be_read_is_the_first_day(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.toml"
    path.write_bytes(content)
    assert load(path) == ScreenState()


def test_a_missing_file_is_the_first_day(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == ScreenState()


def test_what_is_right_is_kept_beside_what_is_not(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text('pane = "goals"\nother = 7\n[rows]\na = "x"\nb = 2\n', encoding="utf-8")
    assert load(path) == ScreenState(pane="goals", rows={"a": "x"})


def test_filters_that_are_sound_are_kept_beside_those_that_are_not(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text(
        'filters.a = 1\nfilters.b = {text = 1, without_contact = true, more = 2}\nfilters.c = {text = "x"}\n',
        encoding="utf-8",
    )
    assert load(path).filters == {
        "b": PartnerFilter(without_contact=True),
        "c": PartnerFilter(text="x"),
    }


def test_what_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    save(tmp_path / "file" / "state.toml", FULL)
    save(tmp_path / "state.toml", FULL)
    save(tmp_path / "state.toml", ScreenState(pane="\ud800"))
    assert load(tmp_path / "state.toml") == FULL
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "state.toml"]
