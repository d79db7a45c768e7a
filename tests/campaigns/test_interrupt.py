"""Exhaustive interruption: SIGKILL at every step, run again, and it is as if nothing had happened."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from tests.campaigns.interrupt import Sync, dies_at, steps
from tests.campaigns.invariants import NOTHING, Seen, check_generations, check_sound, fingerprint, look
from tests.server import folders
from tui.storage.reader import Reader
from tui.sync import crawl

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
    pytest.mark.timeout(600),
]

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FLOORS = {"first": 200, "delta": 120, "full": 180}
"""Fewer steps than these would mean that the test no longer sees what a sync does."""
PARTS = {"first": 2, "delta": 2, "full": 4}
"""So many tests share the steps of one sync, so that none of them takes much longer than others do."""
MORE = """
[partner.bo]
name = "Bø frivilligsentral"

[partner.as]
name = "Ås frivilligsentral"
"""


@pytest.fixture(autouse=True)
def page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page is stored as it comes, however fast the next one does: there are more states to die in."""
    monkeypatch.setattr(crawl, "HELD", 0.0)


@dataclass
class Scene:
    """A copy as it is before the sync, the sync, and the copy as it is to be."""

    start: Path
    goal: Path
    work: Path
    sync: Sync

    def set_up(self) -> None:
        if self.work.parent.exists():
            shutil.rmtree(self.work.parent)
        if self.start.parent.exists():
            shutil.copytree(self.start.parent, self.work.parent)


@pytest.fixture
def scene(name: str, tmp_path: Path) -> Iterator[Scene]:
    folder = folders.write(tmp_path / "data", partners=folders.PARTNERS + MORE)
    start, goal, work = (tmp_path / one / "cache.db" for one in ("start", "goal", "work"))
    with folders.running(folder) as server:
        sync = Sync(work, server.url, NOW)
        if name != "first":
            assert replace(sync, path=start).run().whole
            changed = MORE.replace("Ås", "Aas").partition("[partner.as]")
            text = folders.PARTNERS.replace("Nav Vefsna", "Nav Vefsna og Grane") + changed[1] + changed[2]
            hours = folders.HOURS.replace('title = "Video talk"', 'title = "Talk"')
            folders.write(folder, partners=text, hours=hours)
        yield Scene(start, goal, work, replace(sync, full=name == "full"))


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in PARTS.items() for part in range(parts)])
def test_death_at_every_step_loses_and_doubles_nothing(name: str, part: int, scene: Scene) -> None:
    old = look(scene.start)
    scene.set_up()
    if scene.work.parent.exists():
        shutil.copytree(scene.work.parent, scene.goal.parent)
    told = len(steps(replace(scene.sync, path=scene.goal)))
    assert told >= FLOORS[name]
    new = look(scene.goal)
    assert new.rows != old.rows
    assert (name == "first") == (old == NOTHING)
    first, end = told * part // PARTS[name] + 1, told * (part + 1) // PARTS[name] + 1
    last = part == PARTS[name] - 1
    proven: set[str] = set()
    for number in count(first):
        if number >= end and not last:
            break
        scene.set_up()
        died = dies_at(scene.sync, number)
        # deaths within one transaction leave the same file; its future is looked into once
        if (state := fingerprint(scene.work)) not in proven:
            proven.add(state)
            check_future(scene, old, new, number)
        if not died:  # nothing is left to die before
            assert last
            break
    assert number > FLOORS[name] // PARTS[name] * (part + 1)
    assert len(proven) >= 2


def check_future(one: Scene, old: Seen, new: Seen, number: int) -> None:
    """What death left is sound, old or new, and becomes the new by one more sync."""
    left = look(one.work)
    check_sound(one.work)
    check_generations(old, left)
    check_either(old, new, left)
    assert one.sync.run().whole
    again = look(one.work)
    assert (again.rows, again.values) == (new.rows, new.values), f"after death at step {number}"
    assert history(one.work) == history(one.goal), f"told twice or not at all after death at step {number}"
    check_sound(one.work)


def history(path: Path) -> list[tuple[str, ...]]:
    """What the copy tells of changes, without their times."""
    with closing(Reader.open(path)) as reader:
        return sorted((one.source_id, one.record_id, one.kind, one.field or "") for one in reader.changes())


def check_either(old: Seen, new: Seen, left: Seen) -> None:
    """I2 and more: each collection is as it was or as it is to be, nothing between."""
    for kind, values in left.values.items():
        assert values in (old.values[kind], new.values[kind]), kind
