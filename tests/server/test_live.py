"""Files changed on disk are served without a restart; a broken file is named and changes nothing."""

from __future__ import annotations

import queue
import shutil
import threading
from pathlib import Path

import pytest

from tui.server import live
from tui.server.faults import FolderBroken
from tui.server.folder import Snapshot, load
from tui.server.live import Live
from tui.server.runner import FolderServer

from .folders import PARTNERS, Running, save, write


def names(server: Running) -> list[str]:
    return [record["name"] for record in server.http.get("/organizations").json()["contents"]]


def test_a_changed_file_is_served(server: Running) -> None:
    assert "Nav Vefsna" in names(server)
    write(server.folder, partners=PARTNERS.replace("Nav Vefsna", "Nav Helgeland"))
    assert "Nav Helgeland" in names(server)
    assert "Nav Vefsna" not in names(server)
    assert server.reports == []


def test_a_new_and_a_removed_file_are_noticed(server: Running) -> None:
    extra = server.folder / "more" / "deep.toml"
    extra.parent.mkdir()
    extra.write_text('[partner.new]\nname = "Added"\n', encoding="utf-8")
    assert "Added" in names(server)
    extra.unlink()
    assert "Added" not in names(server)


def test_a_broken_file_is_named_once_and_the_last_good_data_stay(server: Running) -> None:
    before = server.http.get("/organizations?full=true").json()
    token = server.http.get("/changes").json()["next"]
    write(server.folder, partners=PARTNERS.replace('"public"', "secret-word"))
    for _ in range(3):
        reply = server.http.get("/organizations?full=true")
        assert (reply.status_code, reply.json()) == (200, before)
        assert "secret" not in reply.text
    (report,) = server.reports
    assert report.startswith(f"{server.folder / 'partners.toml'}, line 3: This is not valid TOML")
    assert report.endswith("The data from before are still served.")
    assert server.http.get("/changes", params={"since": token}).json()["changes"] == []


def test_a_mended_folder_is_served_again(server: Running) -> None:
    write(server.folder, partners=PARTNERS.replace('"public"', '"pubic"'))
    names(server)
    write(server.folder, partners=PARTNERS.replace("Nav Vefsna", "Mended"))
    assert "Mended" in names(server)
    assert server.reports[-1] == f"{server.folder} is in order again. The changes are served."
    assert ", line 3: partner.nav-vefsna.sector:" in server.reports[0]


def test_a_fault_that_stays_is_not_repeated(server: Running) -> None:
    for number in range(3):
        write(server.folder, partners=PARTNERS.replace('"public"', '"pubic"') + "\n" * number)
        names(server)
    assert len(server.reports) == 1


def test_a_file_that_is_being_saved_is_read_again(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_while_it_is_saved(folder: Path) -> Snapshot:
        try:
            return load(folder)
        finally:
            write(folder, partners=PARTNERS.replace("Nav Vefsna", "Nav Helgeland"))

    with monkeypatch.context() as patched:
        patched.setattr(live, "load", read_while_it_is_saved)
        write(server.folder, partners="[partner.nav")  # half of it
        assert "Nav Vefsna" in names(server)
    assert "Nav Helgeland" in names(server)
    assert server.reports == []


def test_a_watched_folder_is_looked_at_without_requests(tmp_path: Path) -> None:
    folder = write(tmp_path)
    told: queue.SimpleQueue[str] = queue.SimpleQueue()
    watched = FolderServer(folder, check_every=0.05, report=told.put)
    thread = threading.Thread(target=watched.run)
    thread.start()
    try:
        save(folder, PARTNERS.replace('"public"', '"pubic"'))
        assert "partners.toml, line 3" in told.get(timeout=30)
        save(folder, PARTNERS)
        assert told.get(timeout=30) == f"{folder} is in order again. The changes are served."
    finally:
        watched.stop()
        thread.join()
    assert [one.name for one in threading.enumerate() if one.name == "folder"] == []


def test_a_folder_that_vanishes_stays_served(server: Running) -> None:
    shutil.rmtree(server.folder)
    assert "Nav Vefsna" in names(server)
    assert len(server.reports) == 1


def test_the_files_are_looked_at_at_most_once_a_second(tmp_path: Path) -> None:
    now = [100.0]
    folder = write(tmp_path)
    served = Live(folder, report=lambda _: None, clock=lambda: now[0])
    first = served.current()
    write(folder, agreements="")
    now[0] += 0.9
    assert served.current() is first
    now[0] += 0.2
    second = served.current()
    assert len(second.listings["agreements"]) == 0
    assert served.current() is second


def test_a_folder_that_is_faulty_from_the_start_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(FolderBroken, match=r"partners\.toml, line 1"):
        Live(write(tmp_path, partners="["), report=lambda _: None)
