"""From the command to the first rows, to the answer to a key typed as soon as they are there, and to all there is.

The first rows are those kept when the app was left (`tui/glance.py`), or without them those of the copy (`none kept`).
The key moves the cursor (`ready`); a second one opens the filter, which takes the whole app (`whole`).

Against `python -c "import textual.app"`, which every Textual app has to do first, and a bare Textual app with one list.
One round runs every case once, so that they meet the same machine; medians and their ratios are of `--rounds` rounds.
`python -m tests.benchmarks.start [--scale 100 100000 1000000] [--rounds 15] [--folder KEEP]`
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.running import environment
from tui.paths import locate
from tui.present.dates import local_date

from .million import fill
from .wire import Wire

IMPORT = "import textual.app"
BARE = """
from textual.app import App
from textual.scroll_view import ScrollView
from textual.geometry import Size
from textual.strip import Strip
from rich.segment import Segment
class Rows(ScrollView, can_focus=True):
    BINDINGS = [("j", "down", "")]
    at = 0
    def on_mount(self):
        self.virtual_size = Size(80, 24)
    def action_down(self):
        self.at += 1
        self.refresh()
    def render_line(self, y):
        return Strip([Segment(f"{'>' if y == self.at else ' '}row {y}".ljust(self.size.width))])
class Bare(App):
    def compose(self):
        yield Rows()
Bare().run(mouse=False)
"""
SIZE = (80, 24)
ROW = rb"\x1b\[7m>"
"""The selected row, in reverse video."""
ESCAPE = b"\x1b"
FILTER = rb"\x1b\[3;\d*H"
"""Something new in the third line, where the filter is typed."""

Timed = dict[str, tuple[float, float]]
"""What happened -> milliseconds until then, and of processor time (which other work on the machine hardly changes)."""


@contextmanager
def homes(scale: list[int], folder: Path | None) -> Iterator[dict[int, Path]]:
    """Number of partners -> a home of the program with a copy of so many."""
    with tempfile.TemporaryDirectory(prefix="samspill-benchmark-") as temporary:
        found = {}
        for count in scale:
            home = Path(temporary) / str(count)
            kept = (folder or Path(temporary) / "copies") / str(count) / "cache.db"
            if not kept.exists():
                fill(kept, count)
            place = home / "cache" / "demo"
            place.mkdir(parents=True, mode=0o700)
            for one in (home, home / "cache"):
                one.chmod(0o700)
            shutil.copyfile(kept, place / "cache.db")
            (place / "cache.db").chmod(0o600)
            in_partners(home)
            found[count] = home
        yield found


def in_partners(home: Path) -> None:
    """As if the app had been left in the partner list today: the first start of a day opens on what that holds."""
    file = locate({"SAMSPILL_HOME": str(home)}).state_file("demo")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(f'pane = "partners"\nday = "{local_date(datetime.now(UTC)).isoformat()}"\n', encoding="utf-8")


def app(home: Path) -> Wire:
    """The program on a plain terminal at the far end of a line, offline."""
    return Wire([sys.executable, "-m", "tui", "--profile", "demo", "--offline"], plain(home), SIZE)


def plain(home: Path) -> Mapping[str, str]:
    return environment(home, TERM="xterm", SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22")


def ours(home: Path) -> Timed:
    with app(home) as wire:
        first = wire.until(ROW)
        worked = wire.worked()
        before = len(wire.sent)
        os.write(wire.fd, b"j")
        ready, ready_worked = wire.until(ROW, before), wire.worked()
        before = len(wire.sent)
        os.write(wire.fd, b"/")
        whole, whole_worked = wire.until(FILTER, before), wire.worked()
        wire.key(ESCAPE)
        leave(wire)
    return {
        "first rows": (first * 1000, worked),
        "ready": (ready * 1000, ready_worked),
        "whole": (whole * 1000, whole_worked),
    }


def none_kept(home: Path) -> Timed:
    locate({"SAMSPILL_HOME": str(home)}).glance_file("demo").unlink()
    with app(home) as wire:
        first = wire.until(ROW)
        worked = wire.worked()
        leave(wire)
    return {"none kept": (first * 1000, worked)}


def leave(wire: Wire) -> None:
    """In order, from the top of the list: the next start begins with that."""
    wire.quiet()
    os.write(wire.fd, b"gQ")
    while wire.read(2):
        pass


def bare(home: Path) -> Timed:
    with Wire([sys.executable, "-c", BARE], plain(home), SIZE) as wire:
        first = wire.until(b">row 0")
        worked = wire.worked()
        os.write(wire.fd, b"j")
        ready = wire.until(b">row 1")
        return {"first rows": (first * 1000, worked), "ready": (ready * 1000, wire.worked())}


def imported(home: Path) -> Timed:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-c", IMPORT], env=dict(plain(home)), check=True)
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"done": (took * 1000, worked * 1000)}


def rounds(cases: Mapping[str, Callable[[], Timed]], count: int) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """(Case, what happened) -> its times. The first round warms caches and is not counted."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for number in range(count + 1):
        for name, case in cases.items():
            for what, took in case().items():
                if number:
                    found.setdefault((name, what), []).append(took)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where copies are kept for the next time")
    given = parser.parse_args()
    with homes(given.scale, given.folder) as places:
        any_home = next(iter(places.values()))
        cases: dict[str, Callable[[], Timed]] = {
            "import textual.app": lambda: imported(any_home),
            "bare Textual app": lambda: bare(any_home),
        }
        for count, home in places.items():
            cases[f"{count} partners"] = partial(ours, home)
            cases[f"{count} partners "] = partial(none_kept, home)
        found = rounds(cases, given.rounds)
    base = found["import textual.app", "done"]
    for (name, what), times in found.items():
        said = ""
        for which, label in enumerate(("ms", "ms of work")):
            ratio = statistics.median(one[which] / against[which] for one, against in zip(times, base, strict=True))
            said += f"  {statistics.median(one[which] for one in times):7.1f} {label} ({ratio:.2f}x)"
        sys.stdout.write(f"{name:<20} {what:<10}{said}\n")


if __name__ == "__main__":
    main()
