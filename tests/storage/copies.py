"""Local copies for tests: real files, filled through the writing side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from tests.sync.fakes import NOW
from tui.api.source import Record
from tui.domain.freshness import Collection
from tui.storage.cache import Cache
from tui.storage.incoming import Changeset, Page
from tui.storage.promotion import Counts
from tui.storage.steps import Ready, Told


def load(path: Path, collection: Collection, records: Sequence[Record], deleted: Sequence[str] = ()) -> Counts:
    """A crawl of one page."""
    cache = Cache.open(path)
    try:
        run = cache.begin(collection, fingerprint="f", token="0", now=NOW)
        run = cache.add_pages(run, [Page(records=records, total=len(records))], NOW)
        ready = Ready(run=run, deleted=tuple(deleted), full_due=NOW + timedelta(days=7), watermark=None)
        return cache.promote([ready], NOW)[collection]
    finally:
        cache.close()


def change(path: Path, collection: Collection, records: Sequence[Record] = (), deleted: Sequence[str] = ()) -> Counts:
    """What a change feed would bring."""
    cache = Cache.open(path)
    try:
        changes = {collection: Changeset(records=records, deleted=deleted)}
        before = cache.book(collection).token
        assert before is not None
        return cache.promote([Told(changes=changes, before=before, asked_at=NOW, token="1")], NOW)[collection]
    finally:
        cache.close()
