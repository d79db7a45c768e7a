"""How late keys are while a sync of many partners runs in the same process, on a real terminal.

A copy is fetched once, then all of it is read again while rows and pages are walked through; and a first sync runs
while panes are switched, since there are no rows yet. Each is compared with the same keys when nothing else happens.
`python -m tests.benchmarks.keys_while_syncing [--scale 100000] [--keys 150]`
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import cycle
from pathlib import Path

from tests.running import configured, environment, run
from tests.terminal import Terminal

from .slow_server import Server, running

DOWN, UP, PAGE_DOWN, PAGE_UP = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~"
ROWS = (DOWN, DOWN, DOWN, UP)
PAGES = (PAGE_DOWN, PAGE_DOWN, PAGE_UP)
PANES = ("3", "4", "5", "2")
FETCH = b"R"
SYNCING = "SYNCING"
LATEST = 5.0
"""Seconds after which a key counts as lost."""
BETWEEN = 0.02
"""Seconds between an answer and the next key: a key held down comes about as fast."""


def selected(terminal: Terminal) -> str:
    """The line a key is to change: the selected row, else the line that says which pane it is."""
    rows = [line for line in terminal.screen.display if line.startswith(">")]
    return rows[0] if rows else terminal.screen.display[1]


def answered(terminal: Terminal, key: str, seen: Callable[[Terminal], str]) -> float | None:
    """Milliseconds from a key to the chunk of output that shows what it did; None where nothing came."""
    before = seen(terminal)
    pressed = time.perf_counter()
    os.write(terminal.fd, key.encode())
    while time.perf_counter() - pressed < LATEST:
        if terminal.read(0.5):
            arrived = time.perf_counter()
            if seen(terminal) != before:
                return (arrived - pressed) * 1000
    return None


def press(terminal: Terminal, keys: tuple[str, ...], goes_on: Callable[[int], bool]) -> list[float]:
    found: list[float] = []
    for number, key in enumerate(cycle(keys)):
        if not goes_on(number):
            return found
        late = answered(terminal, key, selected)
        if late is not None:
            found.append(late)
        until = time.perf_counter() + BETWEEN
        while (left := until - time.perf_counter()) > 0:
            terminal.read(left)
    return found


def say(label: str, found: list[float]) -> None:
    if len(found) < 2:
        sys.stdout.write(f"{label:<44} too few keys were answered\n")
        return
    median, late = statistics.median(found), statistics.quantiles(found, n=20)[-1]
    sys.stdout.write(
        f"{label:<44} p50 {median:6.1f} ms  p95 {late:6.1f} ms  worst {max(found):6.1f} ms  {len(found)}\n"
    )
    sys.stdout.flush()


@contextmanager
def app(home: Path) -> Iterator[Terminal]:
    with Terminal([], env=environment(home, TERM="xterm-256color")) as terminal:
        terminal.expect(r"\[\d ")
        terminal.settle()
        yield terminal


def syncing(terminal: Terminal) -> bool:
    return SYNCING in terminal.screen.display[0]


def against(terminal: Terminal, label: str, keys: tuple[str, ...], count: int) -> None:
    """The same keys at rest and while a sync runs."""
    say(f"{label}, at rest", press(terminal, keys, lambda number: number < count))
    os.write(terminal.fd, FETCH)
    terminal.expect(SYNCING)
    began = time.perf_counter()
    say(f"{label}, while syncing", press(terminal, keys, lambda _: syncing(terminal)))
    sys.stdout.write(f"{'':<44} the sync took {time.perf_counter() - began:.1f} s with keys\n")


def full(server: Server, home: Path, count: int) -> None:
    configured(home, server.url, "[sync]\nautomatic = false\n")
    began = time.perf_counter()
    fetched = run(home, "sync")
    sys.stdout.write(f"{fetched.stdout.strip()} ({time.perf_counter() - began:.1f} s alone)\n")
    for label, keys in (("row", ROWS), ("page", PAGES)):
        for path in home.rglob("cache.db"):
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("UPDATE collection SET full_due = NULL")
        with app(home) as terminal:
            terminal.press("2")
            against(terminal, f"{label}, all is read again", keys, count)


def first(server: Server, home: Path, count: int) -> None:
    configured(home, server.url, "[sync]\nautomatic = false\n")
    with app(home) as terminal:
        against(terminal, "pane, first sync", PANES, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=150)
    parser.add_argument("--url", help="of a server that runs already")
    arguments = parser.parse_args()

    def measure(server: Server) -> None:
        for what in (full, first):
            with tempfile.TemporaryDirectory(prefix="samspill-benchmark-") as folder:
                what(server, Path(folder) / "home", arguments.keys)

    if arguments.url:
        measure(Server(arguments.url))
        return
    with running(arguments.scale) as server:
        measure(server)


if __name__ == "__main__":
    main()
