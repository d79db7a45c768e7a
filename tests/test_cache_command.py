"""`samspill cache`: where the local copy is, and whether it is still what was stored."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tui.exits import Exit

from .running import configured, run, serving


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with serving(home) as url:
        configured(home, url)
        assert run(home, "sync").returncode == 0
    return home


def test_a_copy_is_sound_until_a_letter_of_it_is_another(synced: Path) -> None:
    where = run(synced, "cache", "path")
    file = Path(where.stdout.rstrip("\n"))
    assert (where.returncode, file) == (0, synced / "cache" / "test" / "cache.db")
    sound = run(synced, "cache", "verify")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.startswith(f"The local copy {file} is sound: ")
    with sqlite3.connect(file) as connection:
        (found,) = connection.execute("SELECT id FROM record WHERE collection = 'partners' LIMIT 1").fetchone()
        changed = "UPDATE record SET body = CAST(replace(CAST(body AS TEXT), 'a', 'e') AS BLOB) WHERE id = ?"
        connection.execute(changed, (found,))
    connection.close()
    bad = run(synced, "cache", "verify", "--lang", "nb")
    assert (bad.returncode, bad.stdout) == (Exit.LOCAL_COPY, "")
    assert f"Partnere {found}" in bad.stderr
    assert bad.stderr.count("\n") == 2
    with serving(synced) as url:
        configured(synced, url)
        assert run(synced, "sync", "--full").returncode == 0
    assert run(synced, "cache", "verify").returncode == 0


def test_a_file_that_is_no_database_any_more_is_5(synced: Path, tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:1")
    file = tmp_path / "cache" / "test" / "cache.db"
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_bytes(b"\0" * 40_000)
    file.chmod(0o600)
    ended = run(tmp_path, "cache", "verify")
    assert ended.returncode == Exit.LOCAL_COPY
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_nothing_yet_is_no_fault_and_makes_nothing(tmp_path: Path) -> None:
    ended = run(tmp_path / "home", "cache", "verify")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1
    assert not (tmp_path / "home").exists()
