"""Syncs that are killed at any moment, several at once, against a server that fails and never stands still.

    python -m tests.campaigns.kills --seed 1 --count 2000 --instances 3 --faults 3

Prints what was done and exits with 1 when an invariant did not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from tests.api.asking import client
from tests.campaigns.churn import Churn, ChurnServer, Fault, Offer, Order
from tests.campaigns.invariants import (
    Violation,
    check_equal,
    check_generations,
    check_living,
    check_sound,
    check_watermarks,
    generations,
    look,
)
from tui.api.source import Source
from tui.domain.errors import Busy, CacheError
from tui.sync import crawl
from tui.sync.engine import Syncer
from tui.sync.events import CollectionDone, Event, Finished

HELD = crawl.HELD
ERA = 40
"""Rounds with one server and one copy; then all begins again with another kind of server."""
LONGEST = 30.0
"""Seconds after which a sync that nobody killed has hung."""
WORDS = {0: "whole", 1: "partly", 2: "busy", 3: "local copy", 4: "crashed"}


@dataclass
class Figures:
    """What a campaign did."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        names = ("kills", "rounds", "eras", "syncs", *WORDS.values(), "faults", "mutations", "quiet ends")
        return [f"{name:12}{self.counts[name]:8}" for name in names] + [f"{'violations':12}{len(self.violations):8}"]


@dataclass(frozen=True)
class Job:
    """One sync of one process."""

    path: Path
    url: str
    now: datetime
    log: Path
    full: bool = False
    accept_deletes: bool = False
    held: float = HELD
    """Seconds that pages may wait to be stored together."""

    def run(self) -> Finished:
        crawl.HELD = self.held
        with client(self.url, token=None) as asking:
            syncer = Syncer(cache=self.path, source=Source(asking), clock=lambda: self.now, fingerprint=self.url)
            return syncer.run(self._note, threading.Event(), full=self.full, accept_deletes=self.accept_deletes)

    def _note(self, event: Event) -> None:
        """Each switch of a collection, with its generation: two processes must never tell of the same one."""
        if isinstance(event, CollectionDone) and event.added + event.changed + event.removed:
            number = generations(self.path)
            line = f"{event.collection.value} {sorted(number.items())} {os.getpid()}\n"
            with self.log.open("a", encoding="utf-8") as file:
                file.write(line)

    def start(self) -> int:
        """In a process of its own; its number."""
        child = os.fork()
        return child or self._in_child()

    def _in_child(self) -> NoReturn:
        code = 4
        try:
            finished = self.run()
            code = 2 if isinstance(finished.error, Busy) else 0 if finished.whole else 1
        except CacheError:
            code = 3
        except BaseException:  # noqa: BLE001 - whatever it is, it is told, and then the process ends
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"crashed {traceback.format_exc()!r}\n")
        finally:
            os._exit(code)


class Campaign:
    """Eras of rounds, until there were enough kills."""

    def __init__(self, folder: Path, *, seed: int, instances: int, faults: float) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.folder = folder
        self.instances = instances
        self.faults = faults / 100
        self.figures = Figures()
        self.typical = 0.2
        """Seconds a sync takes when nobody kills it."""

    def run(self, count: int) -> Figures:
        while self.figures.counts["kills"] < count and not self.figures.violations:
            self.figures.counts["eras"] += 1
            self._era(count)
        return self.figures

    def _era(self, count: int) -> None:
        folder = self.folder / f"era{self.figures.counts['eras']}"
        path = folder / "default" / "cache.db"
        churn = Churn(self.random.randrange(10**9))
        churn.mutate(self.random.choice((5, 40, 80)), deletions=0)
        server = ChurnServer(
            churn,
            offer=self.random.choice(list(Offer)),
            order=self.random.choice(list(Order)),
            page_size=self.random.choice((1, 3, 5, 50)),
            etags=self.random.random() < 0.5,
        )
        lively = self.random.choice((0.0, 0.1, 0.3))

        def before(_: str) -> None:
            if self.random.random() < lively:
                self.figures.counts["mutations"] += 1
                churn.mutate()

        def fault(_: str) -> Fault | None:
            if self.random.random() >= self.faults:
                return None
            self.figures.counts["faults"] += 1
            return self.random.choice(list(Fault))

        with server:
            server.before, server.fault = before, fault
            for _ in range(ERA):
                self._round(path, server, folder / "log")
                if self.figures.counts["kills"] >= count or self.figures.violations:
                    break
            server.before, server.fault = (lambda _: None), (lambda _: None)
            self._guarded(lambda: self._quiet_end(path, server, folder / "log"), server)
        if not self.figures.violations:
            shutil.rmtree(folder)

    def _round(self, path: Path, server: ChurnServer, log: Path) -> None:
        self.figures.counts["rounds"] += 1
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        churn = server.churn
        churn.mutate(self.random.choice((0, 1, 3, 10)))
        if server.offer is Offer.FEED and self.random.random() < 0.05:
            server.forgotten = len(churn.log)
        before = look(path)
        living = churn.watch()
        children: list[int] = []
        for _ in range(self.random.randint(1, self.instances)):
            full, held = self.random.random() < 0.3, self.random.choice((0.0, HELD))
            job = Job(path, server.url, churn.now, log, full=full, held=held)
            children.append(job.start())
        self._end(children)
        after = look(path)

        def check() -> None:
            check_generations(before, after)
            check_living(churn, before, living, after)
            check_sound(path)
            check_watermarks(path, churn.now)
            check_switches(log)

        self._guarded(check, server)

    def _end(self, children: list[int]) -> None:
        """Kill most of them at some moment, and let the others finish."""
        began = time.monotonic()
        moments = sorted((self._moment(), child) for child in children)
        for moment, child in moments:
            while moment is None or time.monotonic() - began < moment:
                done, status = os.waitpid(child, os.WNOHANG)
                if done:
                    self._note(status, began)
                    break
                if time.monotonic() - began > LONGEST:
                    self.figures.violations.append(f"seed {self.seed}: a sync hung")
                    moment = 0.0
                time.sleep(0.001)
            else:
                os.kill(child, signal.SIGKILL)
                self._note(os.waitpid(child, 0)[1], began)

    def _moment(self) -> float:
        return LONGEST * 2 if self.random.random() < 0.15 else self.random.random() * self.typical * 1.2

    def _note(self, status: int, began: float) -> None:
        self.figures.counts["syncs"] += 1
        if os.WIFSIGNALED(status):
            self.figures.counts["kills"] += 1
            return
        code = os.waitstatus_to_exitcode(status)
        self.figures.counts[WORDS.get(code, "crashed")] += 1
        if code in (0, 1):
            self.typical = 0.9 * self.typical + 0.1 * (time.monotonic() - began)
        if code not in (0, 1, 2):
            self.figures.violations.append(f"seed {self.seed}: a sync ended with {WORDS.get(code, code)}")

    def _quiet_end(self, path: Path, server: ChurnServer, log: Path) -> None:
        """Nothing moves and nothing fails: a whole sync, and the copy is the source."""
        job = Job(path, server.url, server.churn.now, log, full=True, accept_deletes=True)
        job.run()  # what was begun before comes to its end first
        finished = job.run()
        if not finished.whole:
            raise Violation(f"I3: the last sync was not whole: {finished}")
        check_equal(server.churn, look(path))
        check_sound(path)
        self.figures.counts["quiet ends"] += 1

    def _guarded(self, check: Callable[[], None], server: ChurnServer) -> None:
        try:
            check()
        except Violation as violation:
            counts = self.figures.counts
            where = f"seed {self.seed}, era {counts['eras']}, round {counts['rounds']}"
            kind = f"{server.offer} by {server.order}, pages of {server.page_size}, etags {server.etags}"
            self.figures.violations.append(f"{where} ({kind}): {violation}")


def check_switches(log: Path) -> None:
    """I6: no two processes told of the same switch of a collection."""
    if not log.exists():
        return
    told: dict[str, str] = {}
    for line in log.read_text("utf-8").splitlines():
        switch, _, process = line.rpartition(" ")
        if told.setdefault(switch, process) != process:
            raise Violation(f"I6: {switch} by {told[switch]} and {process}")


def campaign(folder: Path, *, seed: int, count: int, instances: int = 3, faults: float = 3) -> Figures:
    return Campaign(folder, seed=seed, instances=instances, faults=faults).run(count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000, help="kills")
    parser.add_argument("--instances", type=int, default=3, help="at most so many at once on one copy")
    parser.add_argument("--faults", type=float, default=3, help="percent of the answers")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = campaign(
            Path(folder), seed=given.seed, count=given.count, instances=given.instances, faults=given.faults
        )
    lines = [f"seed {given.seed}, {time.monotonic() - began:.0f} s", *figures.lines(), *figures.violations]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if figures.violations else 0


if __name__ == "__main__":
    sys.exit(main())
