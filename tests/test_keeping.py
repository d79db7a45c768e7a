"""`samspill privacy` and `samspill wipe`: what is here, and that it is gone."""

from __future__ import annotations

import json
import os
import pty
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tui.exits import Exit
from tui.keeping import wipe
from tui.paths import locate
from tui.settings import Settings
from tui.storage.filelock import FileLock
from tui.storage.reader import Reader

from .running import configured, run, serving


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with serving(home) as url:
        configured(home, url)
        assert run(home, "sync").returncode == 0
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A whole Samspill: a copy, a log, a place, a note, a configuration with a token."""
    found = tmp_path / "home"
    shutil.copytree(filled, found)
    paths = locate({"SAMSPILL_HOME": str(found)})
    for file in (paths.state_file("test"), paths.data_dir / "test" / "note.txt", found / "token"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    with closing(sqlite3.connect(paths.data_dir / "test" / "own.db")) as connection:
        connection.execute("CREATE TABLE note (text TEXT)")
    (found / "token").chmod(0o600)
    configured(found, "https://example.no", 'token_file = "token"\n')
    return found


def names(home: Path) -> set[str]:
    return {str(one.relative_to(home)) for one in home.rglob("*") if one.is_file() and one.suffix != ".lock"}


def test_privacy_says_what_is_where_and_until_when(home: Path) -> None:
    said = run(home, "privacy")
    assert (said.returncode, said.stderr) == (0, "")
    assert str(home / "cache" / "test" / "cache.db") in said.stdout
    assert "https://example.no" in said.stdout
    assert said.stdout.count("contact persons erased") == 3
    found = json.loads(run(home, "privacy", "--json").stdout)
    assert found["persons"] == "full"
    (copy,) = found["copies"]
    assert copy["collections"]["partners"]["rows"] > 100
    assert str(home / "config.toml") in found["other_files"]


def test_a_copy_nobody_can_read_is_listed_too(home: Path) -> None:
    (home / "cache" / "test" / "cache.db").write_bytes(b"x" * 9000)
    said = run(home, "privacy")
    assert (said.returncode, said.stderr) == (0, "")
    assert "is damaged" in said.stdout


def test_nothing_is_erased_unasked(home: Path) -> None:
    before = names(home)
    said = run(home, "wipe")
    assert said.returncode == Exit.CANCELLED
    assert str(home / "cache" / "test" / "cache.db") in said.stdout
    assert "--yes" in said.stderr
    assert names(home) == before


def test_copy_log_and_place_go_and_nothing_else(home: Path) -> None:
    said = run(home, "wipe", "--yes")
    assert (said.returncode, said.stderr) == (0, "")
    assert names(home) == {"config.toml", "token", "data/test/note.txt", "data/test/own.db", "data/test/book.db"}
    assert run(home, "wipe", "--yes").stdout.count("\n") == 1
    assert "never fetched" in run(home, "status").stdout


def test_all_takes_what_was_written_here_and_says_so(home: Path) -> None:
    said = run(home, "wipe", "--yes", "--all")
    assert "no sync brings them back" in said.stdout
    assert names(home) == {"config.toml", "token"}


def test_the_configuration_goes_only_on_request(home: Path) -> None:
    assert run(home, "wipe", "--yes", "--config").returncode == 0
    assert names(home) == {"data/test/note.txt", "data/test/own.db", "data/test/book.db"}


def test_another_profile_is_left_alone(home: Path) -> None:
    before = names(home)
    assert run(home, "wipe", "--yes", "--profile", "demo").returncode == 0
    assert names(home) == before


def test_while_another_syncs_nothing_is_touched(home: Path) -> None:
    before = names(home)
    with FileLock(home / "cache" / "test" / "sync.lock"):
        said = run(home, "wipe", "--yes")
    assert said.returncode == Exit.PARTLY
    assert "fetching already" in said.stderr
    assert names(home) == before


def test_who_has_it_open_is_told_of(home: Path) -> None:
    with closing(Reader.open(home / "cache" / "test" / "cache.db")) as reader:
        assert len(reader.partners()) > 100
        said = run(home, "wipe", "--yes")
        assert said.returncode == 0
        assert "another Samspill has it open" in said.stdout
        assert len(reader.partners()) == 0


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal to type an answer on."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        yield ours
    os.close(ours)


@pytest.mark.parametrize(("answer", "gone"), [(b"ja\n", True), (b"Y\n", True), (b"n\n", False), (b"\n", False)])
def test_it_asks_a_person(home: Path, typed: int, answer: bytes, gone: bool) -> None:
    os.write(typed, answer)
    code = wipe(
        locate({"SAMSPILL_HOME": str(home)}), Settings(), None, everything=False, configuration=False, asked=False
    )
    assert code == (Exit.WHOLE if gone else Exit.CANCELLED)
    assert (home / "cache" / "test" / "cache.db").exists() is not gone
