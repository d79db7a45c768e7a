"""Reading a collection from the first page to the last, and deciding what may be removed."""

from __future__ import annotations

import time

from ..api.source import Batch, Unchanged
from ..domain.errors import BadResponse, Cancelled, SyncError
from ..storage.books import Run
from ..storage.heap import Absences
from ..storage.incoming import Page
from ..storage.steps import Ready, Same
from . import policy
from .events import Progress
from .manners import TURNS
from .work import Read, Work

HELD = 0.5
"""Seconds that pages may wait to be stored together."""
HELD_PAGES = 5
"""So many are stored at once however fast they come: what waits is held in memory."""


def crawl(work: Work, run: Run, etag: str | None = None) -> Read:
    """Finish a run: pages, further passes while they moved, probes of what is missing. Nothing is visible yet.

    `etag` is the validator of the visible copy. Raises SyncError; what was staged stays for the next attempt, except
    after BadResponse about the collection as a whole.
    """
    if not run.read:
        found = read(work, run, etag=etag)
        if isinstance(found, Unchanged):
            return Read(Same(run=run, server_time=found.server_time))
        run = found
    while policy.another_pass(run):
        again = read(work, work.cache.next_pass(run, work.clock()))
        assert isinstance(again, Run)  # noqa: S101 - no validator was sent
        run = again
    absences = work.cache.absences(run)
    reason = policy.refusal(absences, accept_deletes=work.accept_deletes)
    if reason is not None:
        work.cache.forget(run.collection)
        shown = f"{absences.staged}/{absences.live}"
        raise BadResponse(url="", reason=reason, where=run.collection.value, detail=shown)
    deleted, settled = _probe(work, run, absences)
    work.go_on()
    book = work.cache.book(run.collection)
    ready = Ready(
        run=run,
        deleted=tuple(deleted),
        full_due=policy.full_due(run, work.clock(), settled=settled),
        watermark=policy.watermark(book, run, work.cache.latest(run)),
        etag=run.etag if settled and policy.consistent(run) else None,
    )
    return Read(ready, run.seen, absences.rejected)


def read(work: Work, run: Run, *, etag: str | None = None) -> Run | Unchanged:
    """Store every page from where the run stands, several at a time; a death loses no more than HELD seconds of it."""
    work.go_on()
    held: list[Page] = []
    since = time.monotonic()
    try:
        batches = work.source.batches(
            run.collection, start=run.cursor, since=run.since, etag=etag, cancelled=work.cancelled
        )
        for batch in TURNS.in_turn(batches):
            work.go_on()
            if isinstance(batch, Unchanged):
                return batch
            held.append(page_of(batch))
            work.emit(Progress(collection=run.collection, done=batch.done, total=batch.total))
            if batch.cursor is None or len(held) >= HELD_PAGES or time.monotonic() - since >= HELD:
                pages, held = held, []
                run = work.cache.add_pages(run, TURNS.in_turn(pages), work.clock())
                since = time.monotonic()
    except SyncError:
        if held:
            work.cache.add_pages(run, held, work.clock())
        raise
    work.go_on()
    return run


def page_of(batch: Batch) -> Page:
    return Page(
        records=batch.records,
        rejected=batch.rejected,
        total=batch.total,
        cursor=batch.cursor,
        server_time=batch.server_time,
        etag=batch.etag,
    )


def _probe(work: Work, run: Run, absences: Absences) -> tuple[list[str], bool]:
    """Ask for each record that was not shown: ids that are gone, and whether every question was answered."""
    deleted: list[str] = []
    suspects = absences.missing + absences.ghosts
    settled = len(suspects) <= policy.PROBES
    if not settled and work.accept_deletes and policy.consistent(run):
        return list(suspects), True
    for one in suspects[: policy.PROBES]:
        work.go_on()
        try:
            record = work.source.probe(run.collection, one, work.cancelled)
        except Cancelled:
            raise
        except SyncError as error:
            if policy.unanswerable(error) and work.accept_deletes and policy.consistent(run):
                return list(suspects), True
            settled = False
            if policy.ends_round(error) or policy.unanswerable(error):
                break
            continue
        if record is None:
            deleted.append(one)
        elif record.id == one:
            work.cache.add(run, [record])
        else:
            settled = False
    return deleted, settled
