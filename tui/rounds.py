"""Syncing from the command line: one round or one after another, told in words or as JSON."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TextIO

from .domain.errors import BadConfig, CacheError, RateLimited, SamspillError
from .domain.values import dataclass
from .exits import Exit, exit_code, outcome_code
from .narration import Narrator, cancellable
from .plain.round import document
from .present import dates
from .present.errors import sentence
from .present.round import summary
from .sync.events import Event, Finished

JITTER = 0.1
"""Of the pause, more or less: many machines that were started at the same time do not ask at the same time."""
LOOK = 30.0
"""Seconds between two looks at the clock on the wall, which goes on while a laptop sleeps."""


class Run(Protocol):
    """A sync of one profile (`wiring.sync_round`)."""

    def __call__(
        self, on_event: Callable[[Event], None], cancelled: threading.Event, *, full: bool = False
    ) -> Finished: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one round ended. `error` is the fault that let nothing be tried."""

    finished: Finished
    error: SamspillError | None
    code: Exit


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """What the rounds of one call have in common."""

    run: Run
    profile: str
    url: str
    version: str
    clock: Callable[[], datetime]
    bars: bool
    """A person watches stderr."""
    as_json: bool = False
    out: TextIO | None = None
    """None: stdout."""
    told: TextIO | None = None
    """None: stderr."""

    def once(self, *, full: bool = False) -> Exit:
        """One round, told on stderr and summed up on stdout. Raises what let nothing be tried."""
        with cancellable() as cancelled:
            result = self._round(cancelled, full=full, sentences=True)
        if self.as_json:
            self._print_document(result)
        if result.error is not None and result.code is not Exit.CANCELLED:
            raise result.error
        if not self.as_json:
            self._print(summary(result.finished))
        return result.code

    def watch(self, minutes: int, *, full: bool = False) -> Exit:
        """A round now and one every so many minutes until SIGINT or SIGTERM; one line for each, whatever happened.

        `full` is for the first round. Neither being offline nor a token that cannot be had ends it.
        """
        with cancellable() as cancelled:
            while True:
                result = self._round(cancelled, full=full, sentences=False)
                if self.as_json:
                    self._print_document(result)
                elif result.code is not Exit.CANCELLED:
                    self._print(f"{self._time()}  {_words(result)}")
                if self._rest(minutes, result, cancelled):
                    return Exit.CANCELLED
                full = False

    def _round(self, cancelled: threading.Event, *, full: bool, sentences: bool) -> Result:
        narrator = Narrator(self.told or sys.stderr, bars=self.bars, sentences=sentences)
        try:
            finished = self.run(narrator, cancelled, full=full)
        except (BadConfig, CacheError) as error:
            return Result(finished=Finished(outcomes=()), error=error, code=exit_code(error))
        finally:
            narrator.close()
        code = Exit.CANCELLED if cancelled.is_set() else outcome_code(finished)
        return Result(finished=finished, error=finished.error, code=code)

    def _rest(self, minutes: int, result: Result, cancelled: threading.Event) -> bool:
        """Waits until the next round is due; True when asked to stop. Time spent asleep counts."""
        seconds = minutes * 60 * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing
        began, due = time.monotonic(), self.clock() + timedelta(seconds=seconds)
        patience = _asked_for_patience(result.finished)
        if patience is not None and patience > due:
            seconds += (patience - due).total_seconds()
            due = patience
        while True:
            left = min(seconds - (time.monotonic() - began), (due - self.clock()).total_seconds())
            if cancelled.wait(max(min(left, LOOK), 0)):
                return True
            if left <= LOOK:
                return False

    def _time(self) -> str:
        now = self.clock()
        return f"{dates.local_date(now).isoformat()} {dates.clock_seconds(now)}"

    def _print_document(self, result: Result) -> None:
        made = document(
            result.finished.outcomes,
            error=result.error,
            profile=self.profile,
            url=self.url,
            version=self.version,
            ended=self.clock(),
            exit_code=result.code,
            meaning=result.code.name.lower(),
        )
        self._print(json.dumps(made, ensure_ascii=False))

    def _print(self, line: str) -> None:
        print(line, file=self.out or sys.stdout, flush=True)


def _words(result: Result) -> str:
    return sentence(result.error) if result.error is not None else summary(result.finished)


def _asked_for_patience(finished: Finished) -> datetime | None:
    """Until when the server wants to be left alone (aware), if it said so."""
    errors = [finished.error, *(getattr(one, "error", None) for one in finished.outcomes)]
    moments = [one.retry_at for one in errors if isinstance(one, RateLimited) and one.retry_at is not None]
    return max(moments, default=None)
