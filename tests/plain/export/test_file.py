"""Exported files: private, and never in the place of another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tui.domain.errors import CannotWrite
from tui.plain.export.file import file_name, write


def test_names_are_plain() -> None:
    assert file_name("minutes", date(2026, 11, 23), "Brua møteplass / Tromsø") == (
        "samspill-minutes-brua-moeteplass-tromsoe-2026-11-23"
    )
    assert file_name("goals", date(2026, 1, 2)) == "samspill-goals-2026-01-02"
    assert file_name("mål", date(2026, 1, 2), "ÅRDAL ČÁJÁ") == "samspill-maal-aardal-caja-2026-01-02"
    assert file_name("x", date(2026, 1, 2), "../../..") == "samspill-x-2026-01-02"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    first = write(tmp_path, "a", "md", b"one")
    second = write(tmp_path, "a", "md", b"two")
    assert (first.name, second.name) == ("a.md", "a-2.md")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    assert write(tmp_path, "a", "md", b"").stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "elsewhere")
    assert write(tmp_path, "a", "md", b"x").name == "a-2.md"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as caught:
        write(tmp_path / "none", "a", "md", b"x")
    assert caught.value.path == tmp_path / "none"
