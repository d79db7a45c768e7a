"""A copy through everything that can happen to it, in any order, with what must hold checked after every step."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.campaigns.churn import KINDS, Churn, ChurnServer, Fault, Offer, Order
from tests.campaigns.interrupt import Sync, dies_at, traced
from tests.campaigns.invariants import (
    KIND_OF,
    Seen,
    Violation,
    check_equal,
    check_generations,
    check_living,
    check_sound,
    check_watermarks,
    look,
)
from tui.domain.errors import Busy, Cancelled
from tui.sync.events import CollectionDone, Finished

T = TypeVar("T")
STEPS = st.integers(1, 90)
LIVELY = st.sampled_from((0.0, 0.0, 0.3))
"""How likely something changes between two requests."""
QUESTIONS = {"identify", "batches", "changes", "probe"}


class CopyMachine(RuleBasedStateMachine):
    """One copy, its source, and the people and machines in between."""

    @initialize(
        seed=st.integers(0, 10**6),
        offer=st.sampled_from(Offer),
        order=st.sampled_from(Order),
        size=st.sampled_from((1, 2, 5, 50)),
        etags=st.booleans(),
        rows=st.sampled_from((0, 3, 12, 40)),
    )
    def begin(self, seed: int, offer: Offer, order: Order, size: int, etags: bool, rows: int) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "default" / "cache.db"
        self.churn = Churn(seed)
        self.churn.mutate(rows, deletions=0)
        self.server = ChurnServer(self.churn, offer=offer, order=order, page_size=size, etags=etags)
        self.server.__enter__()
        self.skew = timedelta(0)

    def teardown(self) -> None:
        if hasattr(self, "server"):
            try:
                self.rest()
            finally:
                self.server.__exit__(None, None, None)
                shutil.rmtree(self.folder)

    # -- the source

    @rule(times=st.integers(1, 6))
    def change(self, times: int) -> None:
        self.churn.mutate(times)

    @rule(kind=st.sampled_from(KINDS))
    def add(self, kind: str) -> None:
        self.churn.add(kind)

    @rule(kind=st.sampled_from(KINDS), number=st.integers(0, 10**6))
    def delete(self, kind: str, number: int) -> None:
        if keys := list(self.churn.rows[kind]):
            self.churn.delete(kind, keys[number % len(keys)])

    @rule(kind=st.sampled_from(KINDS), number=st.integers(0, 10**6))
    def rename(self, kind: str, number: int) -> None:
        if keys := list(self.churn.rows[kind]):
            self.churn.rename(kind, keys[number % len(keys)])

    @rule(kind=st.sampled_from(KINDS))
    def empty(self, kind: str) -> None:
        for key in list(self.churn.rows[kind]):
            self.churn.delete(kind, key)

    @precondition(lambda self: self.server.offer is Offer.FEED)
    @rule()
    def forget(self) -> None:
        """The feed no longer knows what was before."""
        self.server.forgotten = len(self.churn.log)

    # -- the machine

    @rule(days=st.sampled_from((365, -365, 1, -1)))
    def clock_jumps(self, days: int) -> None:
        self.skew = self.skew + timedelta(days=days) if abs(self.skew.days) < 2000 else timedelta(0)

    @rule()
    def wipe(self) -> None:
        shutil.rmtree(self.path.parent, ignore_errors=True)

    # -- syncs

    @rule(full=st.booleans(), accept=st.booleans(), lively=LIVELY)
    def sync(self, full: bool, accept: bool, lively: float) -> None:
        self.checked(lambda: self._sync(full, accept).run(), lively)

    @rule(full=st.booleans(), fault=st.sampled_from(Fault), number=st.integers(0, 30), lively=LIVELY)
    def sync_with_a_fault(self, full: bool, fault: Fault, number: int, lively: float) -> None:
        """One answer goes wrong; where it is not asked again, that part of the sync."""
        first = len(self.server.requests)
        self.server.fault = lambda _: fault if len(self.server.requests) - first == number + 1 else None
        try:
            self.checked(lambda: self._sync(full).run(), lively)
        finally:
            self.server.fault = lambda _: None

    @rule(full=st.booleans(), number=STEPS, lively=LIVELY)
    def cancel(self, full: bool, number: int, lively: float) -> None:
        cancelled = threading.Event()
        left = [number]

        def step(_: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                cancelled.set()

        def run() -> Finished:
            stop = traced(step)
            try:
                return self._sync(full).run(step, cancelled)
            finally:
                stop()

        before = look(self.path)
        finished = self.checked(run, lively)
        if isinstance(finished.error, Cancelled):
            done = {KIND_OF[one.collection] for one in finished.outcomes if isinstance(one, CollectionDone)}
            _unchanged(before, look(self.path), set(KINDS) - done)

    @rule(full=st.booleans(), number=STEPS, lively=LIVELY)
    def kill(self, full: bool, number: int, lively: float) -> None:
        def run() -> None:
            try:
                dies_at(self._sync(full), number)
            except AssertionError as error:
                if "before it could" not in str(error):
                    raise  # a guard that refuses is no fault of the sync

        self.checked(run, lively)

    @rule(full=st.booleans(), number=st.integers(1, 8))
    def second_instance(self, full: bool, number: int) -> None:
        """Another sync of the same copy while this one waits for an answer."""
        left = [number]
        found: list[Finished] = []

        def step(what: str) -> None:
            left[0] -= what in QUESTIONS
            if what in QUESTIONS and left[0] == 0:
                before = look(self.path)
                found.append(self._sync(full).run())
                _unchanged(before, look(self.path), set(KINDS))

        self.checked(lambda: self._sync(full).run(step), 0.0)
        if found and not isinstance(found[0].error, Busy):
            raise Violation("I6: two syncs of one copy at once")

    @rule()
    def rest(self) -> None:
        """Nothing moves: what was begun comes to its end, and one whole sync makes the copy the source."""
        self.checked(lambda: self._sync(True, accept=True).run(), 0.0)
        finished = self.checked(lambda: self._sync(True, accept=True).run(), 0.0)
        if not finished.whole:
            raise Violation(f"I3: the last sync was not whole: {finished}")
        check_equal(self.churn, look(self.path))

    def _sync(self, full: bool, accept: bool = False) -> Sync:
        return Sync(self.path, self.server.url, self.churn.now + self.skew, full=full, accept_deletes=accept)

    def checked(self, run: Callable[[], T], lively: float) -> T:
        before = look(self.path)
        living = self.churn.watch()

        def move(_: str) -> None:
            if self.churn.random.random() < lively:
                self.churn.mutate()

        self.server.before = move
        try:
            result = run()
        finally:
            self.server.before = lambda _: None
        after = look(self.path)
        check_generations(before, after)
        check_living(self.churn, before, living, after)
        check_sound(self.path)
        check_watermarks(self.path, self.churn.now)
        return result


def _unchanged(before: Seen, after: Seen, kinds: set[str]) -> None:
    """I7."""
    for kind in kinds:
        if before.values[kind] != after.values[kind]:
            raise Violation(f"I7: {kind} changed")
