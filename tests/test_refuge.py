"""Where the local copy cannot be kept, or must not be, the program works on one in memory and says so."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tui.exits import Exit
from tui.paths import locate
from tui.settings import Settings
from tui.storage.cache import Cache
from tui.storage.reader import Reader
from tui.storage.refuge import PREFIX, duplicate, in_memory, writable
from tui.wiring import Setup, settle

from .running import configured, environment, run, serving
from .terminal import Terminal


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    """A runtime folder as a session manager makes it."""
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture
def home(tmp_path: Path, server: str) -> Path:
    found = tmp_path / "home"
    configured(found, server)
    return found


def blocked(home: Path) -> Path:
    """The cache folder cannot be made: a file is in its place. Modes are nothing to root."""
    place = home / "cache"
    shutil.rmtree(place, ignore_errors=True)
    place.write_text("in the way", encoding="utf-8")
    return place / "test"


def test_fault_16_a_sync_works_in_memory_and_says_so(home: Path, runtime: Path) -> None:
    place = blocked(home)
    said = run(home, "sync", XDG_RUNTIME_DIR=str(runtime))
    assert said.returncode == Exit.LOCAL_COPY
    assert said.stdout.startswith("Everything is fetched")
    assert f"{place} cannot be written, so nothing" in said.stderr
    assert list(runtime.iterdir()) == []


def test_fault_16_status_too(home: Path, runtime: Path) -> None:
    blocked(home)
    said = run(home, "status", XDG_RUNTIME_DIR=str(runtime))
    assert (said.returncode, said.stderr.count("\n")) == (0, 1)
    assert "never fetched" in said.stdout


def test_fault_16_the_app_fetches_searches_and_leaves_nothing(home: Path, runtime: Path) -> None:
    blocked(home)
    env = {**environment(home, XDG_RUNTIME_DIR=str(runtime)), "TERM": "xterm-256color"}
    with Terminal(["--lang", "en"], env=env) as terminal:
        terminal.expect(r"test \(not kept\)")
        terminal.expect("fetched today")
        terminal.press("2")
        terminal.expect("Andøy|Alstahaug")
        (folder,) = runtime.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        terminal.press("7")
        terminal.expect("cannot be")
        terminal.press("q")
        terminal.wait()
    assert list(runtime.iterdir()) == []


def test_nothing_is_stored_on_request(home: Path, runtime: Path) -> None:
    said = run(home, "--no-store", "sync", XDG_RUNTIME_DIR=str(runtime))
    assert said.returncode == 0
    assert "(--no-store)" in said.stderr
    assert not (home / "cache").exists()
    assert list(runtime.iterdir()) == []


def test_what_is_there_is_begun_with(home: Path, runtime: Path) -> None:
    assert run(home, "sync").returncode == 0
    before = (home / "cache" / "test" / "cache.db").read_bytes()
    said = run(home, "--no-store", "status", XDG_RUNTIME_DIR=str(runtime))
    assert "Partners" in said.stdout
    assert "never fetched" not in said.stdout
    assert (home / "cache" / "test" / "cache.db").read_bytes() == before


def test_a_killed_one_is_swept_up_by_the_next(home: Path, runtime: Path) -> None:
    with ExitStack() as ends:
        used = in_memory({"XDG_RUNTIME_DIR": str(runtime)}, ends)
        left = runtime / f"{PREFIX}left"
        shutil.copytree(used, left)
        assert run(home, "--no-store", "status", XDG_RUNTIME_DIR=str(runtime)).returncode == 0
        assert list(runtime.iterdir()) == [used], "what is in use stays"
    assert list(runtime.iterdir()) == []


def test_a_runtime_folder_others_may_read_is_not_used(runtime: Path) -> None:
    runtime.chmod(0o755)
    with ExitStack() as ends:
        folder = in_memory({"XDG_RUNTIME_DIR": str(runtime)}, ends)
        assert runtime not in folder.parents
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_commits_in_the_log_come_along(tmp_path: Path) -> None:
    source, target = tmp_path / "a" / "cache.db", tmp_path / "b" / "cache.db"
    cache = Cache.open(source)
    cache.claim()
    assert source.with_name("cache.db-wal").stat().st_size > 0
    duplicate(source, target)
    cache.close()
    with closing(Reader.open(source)) as one, closing(Reader.open(target)) as other:
        assert other.instance() == one.instance() is not None
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_damaged_or_missing_copy_begins_empty(tmp_path: Path) -> None:
    source, target = tmp_path / "a.db", tmp_path / "b" / "cache.db"
    duplicate(source, target)
    assert not target.exists()
    source.write_bytes(b"x" * 9000)
    duplicate(source, target)
    Cache.open(target).close()


def test_looking_makes_nothing(tmp_path: Path) -> None:
    assert writable(tmp_path / "a" / "b" / "cache.db")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a").write_text("", encoding="utf-8")
    assert not writable(tmp_path / "a" / "b" / "cache.db")


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    """A copy that was fetched once, in a folder that is read only: by its modes, and for root by a mount."""
    assert run(home, "sync").returncode == 0
    cache = home / "cache"
    bind = ["mount", "--bind", str(cache), str(cache)]
    mounted = os.geteuid() == 0 and subprocess.run(bind, check=False, capture_output=True).returncode == 0
    if mounted:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(cache)], check=True)
    elif os.geteuid() == 0:  # root that may not mount: what cannot be written is what cannot be made
        shutil.move(cache, home / "fetched")
        cache.symlink_to(home / "fetched" / "nowhere" / "at all")
    else:
        (cache / "test").chmod(0o500)
    yield cache
    if mounted:
        subprocess.run(["umount", "-l", str(cache)], check=True)
    elif os.geteuid() != 0:
        (cache / "test").chmod(0o700)


def test_a_read_only_folder_is_read_and_worked_on_in_memory(read_only: Path, home: Path, runtime: Path) -> None:
    assert not writable(read_only / "test" / "cache.db")
    said = run(home, "status", XDG_RUNTIME_DIR=str(runtime))
    assert "cannot be written, so nothing" in said.stderr
    assert ("never fetched" in said.stdout) is read_only.is_symlink()


def test_it_is_decided_once(tmp_path: Path, runtime: Path) -> None:
    paths = locate({"SAMSPILL_HOME": str(tmp_path / "home")})
    with ExitStack() as ends:
        environ = {"XDG_RUNTIME_DIR": str(runtime)}
        setup = Setup(paths=paths, settings=Settings(), environ=environ, language="en", store=False, ends=ends)
        moved = settle(setup, "test")
        assert moved.paths.cache_dir.is_relative_to(runtime)
        assert moved.paths.state_dir.is_relative_to(runtime)
        assert settle(moved, "test") is moved
        kept = Setup(paths=paths, settings=Settings(), environ=environ, language="en", ends=ends)
        assert settle(kept, "test") is kept
