"""Following the change feed: the cheap way, with deletions told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..api.source import ChangeBatch, Record, Rejected
from ..domain.errors import BadResponse, BadResponseReason
from ..domain.freshness import Collection
from ..storage.incoming import Changeset
from ..storage.promotion import Counts
from .crawl import Outcome
from .events import Progress
from .work import Work

GROUP = 5000
"""Changes that are gathered before they become visible, if there are more to come."""


@dataclass(slots=True)
class _Gathered:
    """The latest word on each record of one collection."""

    records: dict[str, Record | None] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    def changeset(self) -> Changeset:
        return Changeset(
            records=[one for one in self.records.values() if one is not None],
            deleted=[key for key, one in self.records.items() if one is None],
            rejected=self.rejected,
        )


def follow(work: Work, token: str, collections: Sequence[Collection]) -> dict[Collection, Outcome]:
    """Apply what happened since a token to the collections that stand there.

    Each group of batches becomes visible in one transaction with its token, so that an interruption loses nothing.
    Raises Gone or NotFound when only a crawl can help, and every other SyncError as it came.
    """
    outcomes = {one: Outcome(Counts(), 0, 0) for one in collections}
    more = True
    while more:
        group = {one: _Gathered() for one in collections}
        batch, token = _gather(work, token, group)
        more = batch.more
        work.go_on()
        counts = work.cache.apply(
            {one: gathered.changeset() for one, gathered in group.items()},
            {one: outcome.counts for one, outcome in outcomes.items()},
            token=token,
            whole=not more,
            now=work.clock(),
        )
        for one, gathered in group.items():
            read = outcomes[one].read + len(gathered.records)
            rejected = outcomes[one].rejected + len(gathered.rejected)
            outcomes[one] = Outcome(counts[one], read, rejected)
            if read:
                work.emit(Progress(collection=one, done=read, total=None))
    return outcomes


def _gather(work: Work, token: str, group: dict[Collection, _Gathered]) -> tuple[ChangeBatch, str]:
    while True:
        work.go_on()
        batch = work.source.changes(token, work.cancelled)
        if batch.more and batch.token == token:
            raise BadResponse(url="", reason=BadResponseReason.ENDLESS, where="changes")
        token = batch.token
        _add(work, batch, group)
        if not batch.more or sum(len(one.records) for one in group.values()) >= GROUP:
            return batch, token


def _add(work: Work, batch: ChangeBatch, group: dict[Collection, _Gathered]) -> None:
    deleted = set(batch.deleted)
    for record in batch.upserts:
        if record.collection in group:
            group[record.collection].records[record.id] = record
    for collection, key in batch.deleted:
        if collection in group:
            group[collection].records[key] = None
    for record in batch.upserts:
        if record.collection in group and (record.collection, record.id) in deleted:
            # The batch does not say which came last; the record itself does.
            group[record.collection].records[record.id] = work.source.probe(
                record.collection, record.id, work.cancelled
            )
    for one in batch.rejected:
        if one.collection in group:
            group[one.collection].rejected.append(one)
