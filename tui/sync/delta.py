"""Reading only what was modified since the watermark: a walk in the order of modification, or pages that may move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ..api.source import Batch, Unchanged
from ..domain.errors import BadResponse, BadResponseReason
from ..storage.books import Kind, Run
from ..storage.steps import Ready
from . import policy
from .crawl import page_of, read
from .events import Progress
from .work import Read, Work


class Unordered(Exception):
    """What was modified did not come in the order of modification: a walk would miss some of it."""


def delta(work: Work, run: Run) -> Read:
    """Finish a run that asks what was modified. Nothing is visible yet. Raises SyncError."""
    if not run.read:
        run = _walk_or_read(work, run)
    book = work.cache.book(run.collection)
    ready = Ready(
        run=run,
        full_due=policy.due_after_delta(book, run, work.clock()),
        watermark=policy.watermark(book, run, work.cache.latest(run)),
    )
    return Read(ready, run.seen, work.cache.rejected(run))


def _walk_or_read(work: Work, run: Run) -> Run:
    if run.kind is Kind.WALK:
        try:
            return _walk(work, run)
        except Unordered:
            since = work.cache.book(run.collection).watermark
            run = work.cache.begin(
                run.collection, fingerprint=run.fingerprint, token=run.token, now=work.clock(), kind=Kind.DELTA,
                since=since,
            )  # fmt: skip
    found = read(work, run)
    assert isinstance(found, Run)  # noqa: S101 - no validator was sent
    return found


def _walk(work: Work, run: Run) -> Run:
    """Ask for the first page since a moment again and again, and move the moment on to the end of each page.

    Nothing moves between such pages. Only where a whole page has one moment the next pages are turned to; what moves
    there meanwhile comes again with a later moment or leaves the count, and is drift. Raises Unordered, also when fewer
    records came than the first question counted.
    """
    met: dict[str, datetime | None] = {}
    for _ in range(policy.WALK_PAGES):
        since, total, on = run.since, None, False
        for number, batch in enumerate(_since(work, run)):
            end = _end(batch, since)
            moved = number > 0 and total is not None and batch.total != total
            moved = moved or any(met.get(one.id, one.last_modified) != one.last_modified for one in batch.records)
            on = batch.cursor is not None and since is not None and end is not None and end > since
            if batch.cursor is not None and not on:
                met |= {one.id: one.last_modified for one in batch.records}
            total = batch.total
            page = replace(page_of(batch), since=end if on else None, drift=moved)
            run = work.cache.add_pages(run, [page], work.clock())
            work.emit(Progress(collection=run.collection, done=run.seen, total=None))
            work.go_on()
            if on:
                break
        if not on:
            if run.total is not None and run.seen < run.total:
                raise Unordered
            return run
    raise BadResponse(url="", reason=BadResponseReason.ENDLESS, where=run.collection.value)


def _since(work: Work, run: Run) -> Iterator[Batch]:
    work.go_on()
    for batch in work.source.batches(run.collection, since=run.since, etag=None, cancelled=work.cancelled):
        work.go_on()
        if not isinstance(batch, Unchanged):
            yield batch


def _end(batch: Batch, since: datetime | None) -> datetime | None:
    """The moment of the last record, in the grain it can be asked for. Raises Unordered."""
    moments = [one.last_modified for one in batch.records]
    known = [one for one in moments if one is not None]
    if len(known) < len(moments) or known != sorted(known) or (since and known and known[0] < grain(since)):
        raise Unordered
    return grain(known[-1]) if known else None


def grain(moment: datetime) -> datetime:
    """The moment in whole milliseconds, as it is asked for."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
