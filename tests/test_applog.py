"""The log: private, small, and without anything that was in the data."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui import applog
from tui.domain.errors import CacheForeign

from .running import environment

CRASHING = """
import pathlib, sys, threading
from tui import applog
applog.start(pathlib.Path(sys.argv[1]))
applog.guard("One sentence.")
def deep(secret):
    raise ValueError(f"not {secret}")
SECRET = "s3" + "cret"
if sys.argv[2] == "thread":
    thread = threading.Thread(target=deep, args=(SECRET,))
    thread.start()
    thread.join()
else:
    try:
        deep(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error
"""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level = root.level
    path = tmp_path / "log" / "samspill.log"
    stop = applog.start(path)
    yield path
    stop()
    root.setLevel(level)


def test_it_is_private_from_the_first_line(file: Path) -> None:
    assert not file.exists()
    logging.getLogger("tui.test").info("something happened")
    assert file.read_text(encoding="utf-8").rstrip().endswith("tui.test: something happened")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_it_does_not_grow_without_end(file: Path) -> None:
    for _ in range(30):
        logging.getLogger("tui.test").info("x" * 60_000)
    files = sorted(file.parent.iterdir())
    assert [one.name for one in files] == ["samspill.log", "samspill.log.1"]
    assert all(one.stat().st_size <= applog.LIMIT for one in files)
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in files)


def test_libraries_that_log_addresses_are_quiet(file: Path) -> None:
    logging.getLogger("httpx").info("GET https://a.no/?token=s3cret")
    logging.getLogger("httpcore.connection").debug("s3cret")
    assert not file.exists()


def test_a_full_disk_writes_nothing_over_the_screen(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.mkdir()  # cannot be opened as a file any more
    logging.getLogger("tui.test").info("lost")
    assert capsys.readouterr().err == ""


def test_a_folder_that_is_none_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("", encoding="utf-8")
    with pytest.raises(CacheForeign):
        applog.start(tmp_path / "log" / "samspill.log")


@pytest.mark.parametrize("where", ["main", "thread"])
def test_a_crash_is_one_sentence_and_places_without_values(tmp_path: Path, where: str) -> None:
    file = tmp_path / "log" / "samspill.log"
    ended = subprocess.run(
        [sys.executable, "-c", CRASHING, str(file), where],
        env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    noted = file.read_text(encoding="utf-8")
    assert "in deep" in noted
    assert "builtins.ValueError" in noted
    assert "s3cret" not in noted + ended.stderr
    if where == "main":
        assert (ended.returncode, ended.stderr) == (1, "One sentence.\n")
        assert "builtins.RuntimeError" in noted
    else:
        assert (ended.returncode, ended.stderr) == (0, "")
