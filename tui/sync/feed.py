"""Following the change feed: the cheap way, with deletions told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from ..api.source import ChangeBatch, Record, Rejected
from ..domain.errors import BadResponse, BadResponseReason, Busy
from ..domain.freshness import Collection
from ..domain.values import dataclass
from ..storage.incoming import Changeset
from ..storage.promotion import Counts
from ..storage.steps import Told
from . import policy
from .events import Progress
from .work import Work

GROUP = 5000
"""Changes that are gathered before they become visible, if there are more to come."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How much of the feed concerned one collection."""

    read: int = 0
    rejected: int = 0


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


def follow(work: Work, token: str, collections: Sequence[Collection]) -> tuple[Told, dict[Collection, Seen]]:
    """Gather what happened since a token to the collections that stand there, and how much of it was read.

    The last group of batches is left for the caller to make visible; those before it become visible here, each in one
    transaction with its token, so that an interruption loses nothing. Raises Gone or NotFound when only a crawl can
    help, Busy when another sync has moved the token, BadResponse where the feed empties or halves a collection that
    nobody said may shrink, and every other SyncError as it came.
    """
    asked_at = work.clock()
    live = {one: work.cache.live(one) for one in collections}
    seen = {one: Seen() for one in collections}
    counts: dict[Collection, Counts] = {}
    while True:
        group = {one: _Gathered() for one in collections}
        batch, reached = _gather(work, token, group)
        work.go_on()
        for one, gathered in group.items():
            _guard(work, one, live[one], gathered)
            seen[one] = Seen(seen[one].read + len(gathered.records), seen[one].rejected + len(gathered.rejected))
            if seen[one].read:
                work.emit(Progress(collection=one, done=seen[one].read, total=None))
        told = Told(
            changes={one: gathered.changeset() for one, gathered in group.items()},
            before=token,
            asked_at=asked_at,
            token=reached,
            whole=not batch.more,
            earlier=counts,
        )
        if told.whole:
            return told, seen
        counts = work.cache.promote([told], work.clock())
        if counts.keys() != set(collections):
            raise Busy
        token = reached


def _guard(work: Work, collection: Collection, live: int, gathered: _Gathered) -> None:
    """Tombstones are explicit, but a source that lost its data publishes them for everything."""
    gone = sum(record is None for record in gathered.records.values())
    came = len(gathered.records) - gone
    if gone and not work.accept_deletes and policy.shrunk(live, gone=gone, left=live - gone + came):
        shown = f"{max(live - gone, 0)}/{live}"
        raise BadResponse(url="", reason=BadResponseReason.SHRUNK, where=collection.value, detail=shown)


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
