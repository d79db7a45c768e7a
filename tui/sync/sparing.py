"""A source that shows no more of persons than may be kept: what is not kept is never stored."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from ..api.source import Batch, ChangeBatch, Identity, Record, Unchanged
from ..domain.freshness import Collection
from ..domain.persons import Persons, spare
from .work import SourceLike


class Sparing:
    """Asks another source, and leaves out of its records what is not kept."""

    def __init__(self, source: SourceLike, persons: Persons) -> None:
        self._source = source
        self._persons = persons

    def on_wait(self, tell: Callable[[datetime, int], None] | None) -> None:
        self._source.on_wait(tell)

    def identify(self, cancelled: threading.Event | None = None) -> Identity:
        return self._source.identify(cancelled)

    def remember(self, identity: Identity) -> None:
        self._source.remember(identity)

    def batches(
        self,
        collection: Collection,
        *,
        start: str | None = None,
        since: datetime | None = None,
        etag: str | None,
        cancelled: threading.Event,
    ) -> Iterator[Batch | Unchanged]:
        for one in self._source.batches(collection, start=start, since=since, etag=etag, cancelled=cancelled):
            yield one if isinstance(one, Unchanged) else replace(one, records=self._spared(one.records))

    def changes(self, token: str | None, cancelled: threading.Event | None = None) -> ChangeBatch:
        batch = self._source.changes(token, cancelled)
        return replace(batch, upserts=self._spared(batch.upserts))

    def probe(
        self,
        collection: Collection,
        id: str,  # noqa: A002 - the word of the source
        cancelled: threading.Event | None = None,
    ) -> Record | None:
        record = self._source.probe(collection, id, cancelled)
        return None if record is None else self._spared((record,))[0]

    def _spared(self, records: Iterable[Record]) -> tuple[Record, ...]:
        return tuple(replace(one, values=tuple(spare(value, self._persons) for value in one.values)) for one in records)
