"""The file with the first screen of the next start: what is found in it, and when nothing is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running import ROOT, environment
from tui import glance
from tui.glance import Frame
from tui.paths import locate
from tui.present import language
from tui.ui.terminal.facts import terminal

NOW = time.time()
FRAMES = [Frame(NOW - 100, NOW + 100, (0, 5), [b"one", b"", b"\x1b[7m>three\x1b[0m"])]
SIZE = (80, 24)
WORDS = ("--offline",)


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(PATH="/bin")
        self.names: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(key)
        return super().get(key, default)


@pytest.fixture
def made_of(tmp_path: Path) -> Path:
    file = tmp_path / "cache.db"
    file.write_bytes(b"a copy")
    return file


@pytest.fixture
def kept(tmp_path: Path, made_of: Path) -> Path:
    file = tmp_path / glance.NAME
    missing = str(tmp_path / "config.toml")
    glance.keep(str(file), WORDS, {"LANG": "nb_NO.UTF-8"}, SIZE, [str(made_of), missing], FRAMES)
    return file


def found(
    file: Path, words: tuple[str, ...] = WORDS, size: tuple[int, int] = SIZE, now: float = NOW, **environ: str
) -> Frame | None:
    asked = glance._asked(words, {"LANG": "nb_NO.UTF-8", **environ}, size)
    return glance._frame_in(str(file), asked, now)


def test_what_was_kept_is_found_as_it_was(kept: Path) -> None:
    one = found(kept)
    assert one is not None
    assert (one.lines, one.cursor) == (FRAMES[0].lines, FRAMES[0].cursor)
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "other",
    [
        lambda file: found(file, words=()),
        lambda file: found(file, words=("--offline", "--lang", "nn")),
        lambda file: found(file, size=(80, 25)),
        lambda file: found(file, now=NOW + 101),
        lambda file: found(file, now=NOW - 101),
        lambda file: found(file, LANG="nn_NO.UTF-8"),
        lambda file: found(file, NO_COLOR="1"),
        lambda file: found(file, TMUX="/tmp/tmux-0/default,1,0"),  # noqa: S108
        lambda file: found(file.with_name("missing")),
    ],
)
def test_what_is_asked_otherwise_is_not_found(other: Callable[[Path], Frame | None], kept: Path) -> None:
    assert found(kept) is not None
    assert other(kept) is None


def test_another_login_of_the_same_kind_finds_it(tmp_path: Path, made_of: Path) -> None:
    file = tmp_path / glance.NAME
    glance.keep(str(file), WORDS, {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, SIZE, [str(made_of)], FRAMES)
    for there, port in ((True, "192.0.2.1 2 192.0.2.2 22"), (False, "")):
        asked = glance._asked(WORDS, {"SSH_CONNECTION": port}, SIZE)
        assert (glance._frame_in(str(file), asked, NOW) is not None) is there


def changed(file: Path) -> None:
    file.write_bytes(b"a cobra")


def touched(file: Path) -> None:
    os.utime(file, ns=(1, 1))


def replaced(file: Path) -> None:
    was = file.stat()
    other = file.with_name("other")
    other.write_bytes(file.read_bytes())
    os.utime(other, ns=(was.st_atime_ns, was.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize(
    "happens", [changed, touched, replaced, Path.unlink, lambda file: file.with_name("config.toml").touch()]
)
def test_a_file_it_was_made_of_that_is_another_now_ends_it(
    happens: Callable[[Path], None], kept: Path, made_of: Path
) -> None:
    assert found(kept) is not None
    happens(made_of)
    assert found(kept) is None


@pytest.mark.parametrize("count", [0, 1, 40, 200, -1])
def test_half_a_file_or_a_strange_one_is_none(count: int, kept: Path) -> None:
    data = kept.read_bytes()
    kept.write_bytes(data[:count] if count >= 0 else data.replace(b"\x1e", b"\x1e1 2\n"))
    assert found(kept) is None


def test_without_frames_what_was_kept_goes(kept: Path, made_of: Path) -> None:
    glance.keep(str(kept), WORDS, {}, SIZE, [str(made_of)], [])
    assert not kept.exists()


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, made_of: Path) -> None:
    glance.keep(str(tmp_path / "no" / "folder"), WORDS, {}, SIZE, [str(made_of)], FRAMES)
    assert not (tmp_path / "no").exists()


def test_every_variable_that_is_asked_for_is_one_it_depends_on() -> None:
    asked = Asked()
    terminal(asked, "utf-8", "linux")
    language.choose(None, asked)
    locate(asked)
    assert {"TERM", "LANG", "SAMSPILL_HOME"} <= asked.names
    assert asked.names <= {*glance.SAYS, *glance.IS_SET}


@pytest.mark.parametrize(
    "environ",
    [
        {"SAMSPILL_HOME": "/srv/samspill"},
        {"SAMSPILL_HOME": "~/samspill"},
        {"XDG_CACHE_HOME": "/srv/caches"},
        {"XDG_CACHE_HOME": " "},
        {},
    ],
)
def test_the_folder_is_guessed_right(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SAMSPILL_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert glance.folder_of(os.environ) == str(locate(os.environ).cache_dir)


def test_it_loads_next_to_nothing(tmp_path: Path) -> None:
    heavy = {"typing", "pathlib", "re", "dataclasses", "threading", "signal", "enum", "tui.ui", "tui.domain"}
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tui.glance, tui.raw; print({heavy} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_without_a_terminal_it_looks_at_nothing(tmp_path: Path) -> None:
    code = "from tui.glance import take_a_glance; print(take_a_glance([]))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "None"
