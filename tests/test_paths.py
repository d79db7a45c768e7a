"""Where things are kept, and that nobody else gets in."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tui.domain.errors import CacheForeign, CacheReadOnly
from tui.paths import locate, make_missing, private_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_one_folder_can_hold_everything(tmp_path: Path) -> None:
    paths = locate({"SAMSPILL_HOME": str(tmp_path / "all")})
    places = (paths.config_file, paths.cache_dir, paths.data_dir, paths.state_dir, paths.log_dir)
    assert all(place.is_relative_to(tmp_path / "all") for place in places)
    assert len(set(places)) == len(places)
    assert not (tmp_path / "all").exists()


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate({"SAMSPILL_HOME": "here"}).cache_dir == tmp_path / "here" / "cache"


def test_the_configuration_can_be_named_alone(tmp_path: Path) -> None:
    paths = locate({"SAMSPILL_HOME": str(tmp_path / "home"), "SAMSPILL_CONFIG": str(tmp_path / "mine.toml")})
    assert paths.config_file == tmp_path / "mine.toml"
    assert paths.config_named
    assert paths.cache_dir == tmp_path / "home" / "cache"


def test_without_variables_the_users_own_folders_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    paths = locate({"SAMSPILL_HOME": "", "SAMSPILL_CONFIG": ""})
    assert not paths.config_named
    places = (paths.config_file, paths.cache_dir, paths.data_dir, paths.state_dir, paths.log_dir)
    assert all(place.is_relative_to(tmp_path) and "samspill" in place.parts for place in places)


def test_profiles_do_not_share_files(tmp_path: Path) -> None:
    paths = locate({"SAMSPILL_HOME": str(tmp_path)})
    assert paths.cache_file("a") != paths.cache_file("b")
    assert paths.state_file("a") != paths.state_file("b")
    assert paths.cache_file("a").parts[-2:] == ("a", "cache.db")


def test_missing_folders_are_made_private_up_to_the_first_that_is_there(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_missing(tmp_path / "a" / "b")
    assert mode(tmp_path) == 0o755
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700


def test_an_open_folder_of_ours_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    assert private_folder(folder) == folder
    assert mode(folder) == 0o700


def test_a_file_in_the_way_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("", encoding="utf-8")
    for folder in (tmp_path / "cache", tmp_path / "cache" / "deeper"):
        with pytest.raises(CacheForeign) as caught:
            private_folder(folder)
        assert caught.value.path == folder


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CacheReadOnly):
        private_folder(tmp_path / ("x" * 300))


def test_a_folder_of_another_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.getuid()
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    with pytest.raises(CacheForeign):
        private_folder(tmp_path)
    assert mode(tmp_path) == 0o755
