"""What a key costs: time to the screen, bytes on the wire, memory, and what an idle app sends.

At each scale the program runs on a plain 16-colour terminal of 80x24 at the far end of a line, offline; rounds over the
scales are interleaved. Times are to the first output a key brings, bytes and processor time are of all it brings: the
card that follows and what is read beside the screen included. The first visit of a pane reads it, later ones show it.
Memory is read after the keys.
`python -m tests.benchmarks.keys [--scale 100 100000 1000000] [--rounds 15] [--folder KEEP]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path

from .start import app, homes
from .wire import Wire

DOWN, PAGE, END, HOME, ESCAPE = b"\x1b[B", b"\x1b[6~", b"\x1b[F", b"\x1b[H", b"\x1b"
IDLE = 10.0
"""Seconds without a key."""

PANES = "34567"
"""Those that are not there at the start."""

Costs = dict[str, list[tuple[float, int, float]]]
"""Kind of key -> milliseconds, bytes and milliseconds of processor time of each."""


def walk(wire: Wire, costs: Costs) -> None:
    """Every kind of key, from the top of the partner list back to it."""

    def press(kind: str, key: bytes) -> None:
        before = wire.worked()
        took, size = wire.key(key)
        costs.setdefault(kind, []).append((took, size, wire.worked() - before))

    for _row in range(4):
        press("row", DOWN)
    for _page in range(2):
        press("page", PAGE)
    press("end", END)
    press("first", HOME)
    press("filter opened", b"/")
    for letter in "kystlag":
        press("filter letter", letter.encode())
    press("filter closed", ESCAPE)
    for visit in ("pane, first", "pane, later", "pane, later"):
        for pane in PANES:
            press(visit, pane.encode())
        press("pane, later", b"2")


def measured(home: Path, costs: Costs) -> tuple[float, float, int, int]:
    """Walks once; peak and proportional memory in MB, bytes of the start and of ten idle seconds."""
    with app(home) as wire:
        wire.until(rb"\x1b\[\?2004h.*\x1b\[\d+;\d+H")
        wire.quiet()
        started = len(wire.sent)
        wire.key(b"2")  # the day is what one begins with
        walk(wire, costs)
        idle = wire.quiet(IDLE)
        return (*wire.memory(), started, idle)


def report(costs: Mapping[int, Costs], facts: Mapping[int, list[tuple[float, float, int, int]]]) -> None:
    least = min(facts)
    for count, found in facts.items():
        peak, pss, started, idle = (statistics.median(one) for one in zip(*found, strict=True))
        base = statistics.median(one[0] for one in facts[least]), statistics.median(one[1] for one in facts[least])
        sys.stdout.write(
            f"{count} partners: start {started:.0f} B, idle {idle:.0f} B in {IDLE:.0f} s, "
            f"peak {peak:.1f} MB ({peak / base[0]:.2f}x), proportional {pss:.1f} MB ({pss / base[1]:.2f}x)\n"
        )
        for kind, keys in costs[count].items():
            times, sizes, work = zip(*keys, strict=True)
            late = statistics.quantiles(times, n=20)[-1]
            sys.stdout.write(
                f"  {kind:<14} p50 {statistics.median(times):6.1f} ms  p95 {late:6.1f} ms"
                f"   {statistics.median(work):6.1f} ms of work"
                f"   {statistics.median(sizes):6.0f} B (most {max(sizes)})\n"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where copies are kept for the next time")
    given = parser.parse_args()
    costs: dict[int, Costs] = {count: {} for count in given.scale}
    facts: dict[int, list[tuple[float, float, int, int]]] = {count: [] for count in given.scale}
    with homes(given.scale, given.folder) as places:
        for _round in range(given.rounds):
            for count, home in places.items():
                facts[count].append(measured(home, costs[count]))
    report(costs, facts)


if __name__ == "__main__":
    main()
