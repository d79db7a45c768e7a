"""Reading a collection from the first page to the last, and making it visible."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.errors import BadResponse, Cancelled, SyncError
from ..storage.books import Run
from ..storage.incoming import Page
from ..storage.promotion import Counts
from ..storage.staging import Absences
from . import policy
from .events import Progress
from .work import Work


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one collection."""

    counts: Counts
    read: int
    rejected: int


def crawl(work: Work, run: Run) -> Outcome:
    """Finish a run: pages, further passes while they moved, probes of what is missing, promotion.

    Raises SyncError with nothing visible changed; what was staged stays for the next attempt, except after BadResponse
    about the collection as a whole.
    """
    run = _read(work, run)
    while policy.another_pass(run):
        run = _read(work, work.cache.next_pass(run, work.clock()))
    absences = work.cache.absences(run)
    reason = policy.refusal(absences, accept_deletes=work.accept_deletes)
    if reason is not None:
        work.cache.forget(run.collection)
        shown = f"{absences.staged}/{absences.live}"
        raise BadResponse(url="", reason=reason, where=run.collection.value, detail=shown)
    deleted, settled = _probe(work, run, absences)
    work.go_on()
    now = work.clock()
    due = policy.full_due(run, now, settled=settled)
    counts = work.cache.promote(run, deleted, now=now, full_due=due)
    return Outcome(counts, run.seen, absences.rejected)


def _read(work: Work, run: Run) -> Run:
    work.go_on()
    for batch in work.source.batches(run.collection, start=run.cursor, cancelled=work.cancelled):
        work.go_on()
        page = Page(records=batch.records, rejected=batch.rejected, total=batch.total, cursor=batch.cursor)
        run = work.cache.add_page(run, page, work.clock())
        work.emit(Progress(collection=run.collection, done=batch.done, total=batch.total))
    work.go_on()
    return run


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
            settled = False
            if policy.ends_round(error):
                break
            continue
        if record is None:
            deleted.append(one)
        elif record.id == one:
            work.cache.stage(run, [record])
        else:
            settled = False
    return deleted, settled
