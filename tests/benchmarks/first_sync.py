"""A first sync against the least anybody could do, with and without a slow network, and a sync with no changes.

The least: the same pages fetched one after the other, parsed, put into one table, an index and a word index made at
the end. `python -m tests.benchmarks.first_sync [--scale 100000] [--repeat 3]`
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .slow_server import ROOT, Server, running

LISTS = ("organizations", "service_at_locations", "agreements")
LATENCY = 50
"""Milliseconds per answer, for the slow network."""

Figures = dict[str, Any]


def floor(url: str, folder: Path) -> Figures:
    import httpx
    import msgspec

    from tui.api.pages import PER_PAGE

    began = time.perf_counter()
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = wal")
    database.execute("CREATE TABLE record (id TEXT, collection TEXT, name TEXT, body BLOB)")
    database.execute("BEGIN")
    decode, encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode
    with httpx.Client(headers={"Accept-Encoding": "gzip"}) as asking:
        for collection in LISTS:
            page, pages = 1, 1
            while page <= pages:
                params = {"page": str(page), "per_page": str(PER_PAGE), "full": "true"}
                found = decode(asking.get(f"{url}/{collection}", params=params).content)
                rows = [(one["id"], collection, one.get("name"), encode(one)) for one in found["contents"]]
                database.executemany("INSERT INTO record VALUES (?, ?, ?, ?)", rows)
                page, pages = page + 1, found["total_pages"]
    database.execute("CREATE INDEX by_id ON record (collection, id)")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(name, content=record)")
    database.execute("INSERT INTO words (rowid, name) SELECT rowid, name FROM record")
    database.execute("COMMIT")
    database.close()
    return {"seconds": time.perf_counter() - began}


def ours(url: str, folder: Path, at_once: int | None, profile: str | None) -> Figures:
    from tui.api.client import Client
    from tui.api.policy import Policy
    from tui.api.source import Batch, Source
    from tui.domain.freshness import Collection
    from tui.sync.engine import Syncer

    reading = 0.0

    class Timed(Source):
        """How much of the time goes into waiting and decoding; the rest is the local copy's."""

        def batches(self, collection: Collection, **options: Any) -> Iterator[Any]:
            nonlocal reading
            found: Iterator[Batch] = super().batches(collection, **options)
            while True:
                began = time.perf_counter()
                batch = next(found, None)
                reading += time.perf_counter() - began
                if batch is None:
                    return
                yield batch

    began, cpu = time.perf_counter(), time.process_time()
    with Client(url, policy=Policy() if at_once is None else Policy(at_once=at_once)) as client:
        syncer = Syncer(
            cache=folder / "cache.db", source=Timed(client), clock=lambda: datetime.now(UTC), fingerprint="benchmark"
        )

        def run() -> Any:
            return syncer.run(lambda _event: None, threading.Event())

        if profile is None:
            finished = run()
        else:
            import cProfile

            profiler = cProfile.Profile()
            finished = profiler.runcall(run)
            profiler.dump_stats(profile)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "reading": reading,
        "peak": _peak(),
        "outcomes": [repr(one) for one in finished.outcomes],
    }


def _peak() -> int:
    """The most memory this process ever held, in KiB."""
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def child(what: str, server: Server, folder: Path, *more: str) -> Figures:
    command = [sys.executable, "-m", "tests.benchmarks.first_sync", "--child", what]
    command += ["--url", server.url, "--folder", str(folder), *more]
    found: Figures = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return found


def fresh(what: str, server: Server, *more: str) -> Figures:
    with tempfile.TemporaryDirectory(prefix="samspill-benchmark-") as folder:
        return child(what, server, Path(folder), *more)


def say(label: str, value: str) -> None:
    sys.stdout.write(f"{label:<58} {value}\n")
    sys.stdout.flush()


def median(figures: list[Figures], name: str = "seconds") -> float:
    return float(statistics.median(one[name] for one in figures))


def against_the_least(server: Server, repeat: int, how: str) -> list[Figures]:
    least: list[Figures] = []
    fast: list[Figures] = []
    for _ in range(repeat):
        least.append(fresh("floor", server))
        fast.append(fresh("ours", server))
    say(f"the least, 0 ms, {how}", f"{median(least):.2f} s")
    reading, cpu = median(fast, "reading"), median(fast, "cpu")
    say(f"first sync, 0 ms, {how}", f"{median(fast):.2f} s (reading {reading:.2f} s; {cpu:.2f} s of processor time)")
    say(f"first sync / the least, 0 ms, {how}", f"{median(fast) / median(least):.2f}")
    say(f"its reading alone / the least, 0 ms, {how}", f"{reading / median(least):.2f}")
    return fast


def measure(scale: int, repeat: int) -> None:
    with running(scale) as server:
        fresh("ours", server)  # the server computes what it computes only once
        counts = server.counts()
        say(f"partners {scale}, requests of a first sync", f"{counts['requests']}, {counts['bytes'] / 1e6:.1f} MB")
        fast = against_the_least(server, repeat, "pages made anew")
        server.remember(True)
        fresh("ours", server)
        fast += against_the_least(server, repeat, "pages remembered")
        server.delay(LATENCY)
        slow, single = fresh("ours", server), fresh("ours", server, "--at-once", "1")
        server.delay(0)
        say(f"first sync, {LATENCY} ms", f"{slow['seconds']:.2f} s (reading {slow['reading']:.2f} s)")
        say(
            f"first sync one page at a time, {LATENCY} ms",
            f"{single['seconds']:.2f} s (reading {single['reading']:.2f} s)",
        )
        say("one page at a time / first sync", f"{single['seconds'] / slow['seconds']:.2f}")
        say("the same, reading alone", f"{single['reading'] / slow['reading']:.2f}")
        with tempfile.TemporaryDirectory(prefix="samspill-benchmark-") as folder:
            child("ours", server, Path(folder))
            server.counts()
            again = child("ours", server, Path(folder))
            counts = server.counts()
            cost = f"{counts['requests']} requests, {counts['bytes']} B, {again['seconds']:.3f} s"
            say("a sync with no changes", cost)
    with running(1_000) as server:
        small = fresh("ours", server)
    large = statistics.median(one["peak"] for one in fast)
    say("peak memory", f"{small['peak'] / 1024:.0f} MiB for 1000, {large / 1024:.0f} MiB for {scale}")
    say("peak memory, ratio", f"{large / small['peak']:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--child", choices=("floor", "ours"))
    parser.add_argument("--url")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--at-once", type=int)
    parser.add_argument("--profile", help="where to put what cProfile saw of a sync")
    arguments = parser.parse_args()
    if arguments.child is None:
        measure(arguments.scale, arguments.repeat)
        return
    if arguments.child == "floor":
        figures = floor(arguments.url, arguments.folder)
    else:
        figures = ours(arguments.url, arguments.folder, arguments.at_once, arguments.profile)
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
