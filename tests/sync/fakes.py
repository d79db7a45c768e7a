"""A source in memory that can be told to misbehave: what a sync meets, without the wire."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tui.api.source import Batch, ChangeBatch, Identity, Record, Rejected, Unchanged
from tui.domain.agreement import AchievementStatus, Agreement, Goal, LifecycleStatus, Party
from tui.domain.errors import Cancelled, Gone, NotFound, SyncError
from tui.domain.freshness import Collection
from tui.domain.partner import Contact, Partner, Place
from tui.domain.schedule import OfficeHours

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


def partner(key: str, name: str | None = None, **parts: object) -> Record:
    values = {"id": key, "name": name or f"Partner {key}", "last_modified": NOW, **parts}
    value = replace(Partner(id=key, name="x"), **values)  # type: ignore[arg-type]
    return Record(collection=Collection.PARTNERS, id=key, values=(value,), last_modified=NOW)


def hours(key: str, *schedules: str, **parts: object) -> Record:
    values = tuple(
        replace(OfficeHours(id=one, source_id=key, service_name=f"Tjeneste {key}"), **parts)  # type: ignore[arg-type]
        for one in schedules or ("1",)
    )
    return Record(collection=Collection.HOURS, id=key, values=values, last_modified=NOW)


def modified(record: Record, moment: datetime | None) -> Record:
    """The record as the source says it was modified then."""
    return replace(record, last_modified=moment)


def agreement(key: str, title: str | None = None, parties: tuple[str, ...] = (), **parts: object) -> Record:
    goals = (
        Goal(id=f"{key}-1", agreement_id=key, title="Flere i arbeid", achievement_status=AchievementStatus.ACHIEVED),
        Goal(id=f"{key}-2", agreement_id=key, title="Møteplass", lifecycle_status=LifecycleStatus.ACTIVE),
    )
    value = Agreement(
        id=key,
        title=title or f"Avtale {key}",
        parties=tuple(Party(organization_id=one) for one in parties),
        goals=goals,
    )
    value = replace(value, **parts)  # type: ignore[arg-type]
    return Record(collection=Collection.AGREEMENTS, id=key, values=(value,), last_modified=NOW)


def rejected(collection: Collection, key: str | None) -> Rejected:
    return Rejected(collection=collection, id=key, where=f"{collection.value}[0].name", detail="missing")


def named_place(key: str, city: str) -> Place:
    return Place(id=key, city=city)


def person(name: str) -> Contact:
    return Contact(name=name)


@dataclass
class FakeSource:
    """Records in a fixed order, served in pages; `before` is called before every answer with its kind and number."""

    page_size: int = 2
    feed: bool = True
    has_agreements: bool = True
    counts: bool = True
    """Whether the server says how many records there are."""
    records: dict[Collection, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))
    bad: dict[Collection, list[Rejected]] = field(default_factory=lambda: defaultdict(list))
    before: Callable[[str], None] = lambda _: None
    failures: dict[str, SyncError] = field(default_factory=dict)
    """What is asked -> what goes wrong: `identify`, `changes`, `changes:None`, `hours`, `hours:2`, `probe:p1` ..."""
    totals: dict[Collection, int] = field(default_factory=dict)
    """Lies about the count."""
    log: list[tuple[Collection, str]] = field(default_factory=list)
    forgotten: int = 0
    """Positions of the change feed before this one are gone."""
    asked: list[str] = field(default_factory=list)
    deltas: frozenset[Collection] = frozenset()
    """Whose lists honour `modified_after`."""
    keysets: frozenset[Collection] = frozenset()
    """... in the order of modification."""
    validators: bool = False
    """Whether a list of one page has an entity tag."""
    date: datetime | None = None
    """What the server's clock says."""
    remembered: list[Identity] = field(default_factory=list)
    tell: Callable[[datetime, int], None] | None = None
    """Whom to tell of a pause; nothing here ever takes one."""

    def put(self, *records: Record) -> None:
        for one in records:
            self.records[one.collection][one.id] = one
            self.log.append((one.collection, one.id))

    def drop(self, collection: Collection, *ids: str) -> None:
        for one in ids:
            del self.records[collection][one]
            self.log.append((collection, one))

    def _answer(self, cancelled: threading.Event | None, *names: str) -> None:
        if cancelled is not None and cancelled.is_set():
            raise Cancelled
        self.asked.append(names[-1])
        self.before(names[-1])
        for name in names:
            if name in self.failures:
                raise self.failures[name]

    def on_wait(self, tell: Callable[[datetime, int], None] | None) -> None:
        self.tell = tell

    def identify(self, cancelled: threading.Event | None = None) -> Identity:
        self._answer(cancelled, "identify")
        return self.identity()

    def identity(self) -> Identity:
        return Identity(
            version="3.0",
            profile=None,
            has_organizations=True,
            has_service_at_locations=True,
            has_agreements=self.has_agreements,
            has_changes=self.feed,
            deltas=self.deltas,
            keysets=self.keysets,
        )

    def remember(self, identity: Identity) -> None:
        self.remembered.append(identity)

    def listed(self, collection: Collection, since: datetime | None) -> list[Record]:
        """What a list holds at the moment."""
        kept = list(self.records[collection].values())
        if since is None or collection not in self.deltas:
            return kept
        modified = [one for one in kept if one.last_modified is not None and one.last_modified >= since]
        if collection in self.keysets:
            modified.sort(key=lambda one: (one.last_modified or since, one.id))
        return modified

    def etag(self, collection: Collection) -> str | None:
        kept = self.listed(collection, None)
        return str(hash(repr(kept))) if self.validators and len(kept) <= self.page_size else None

    def batches(
        self,
        collection: Collection,
        *,
        start: str | None = None,
        since: datetime | None = None,
        etag: str | None,
        cancelled: threading.Event,
    ) -> Iterator[Batch | Unchanged]:
        first = int(start or 0)
        asked = collection.value if since is None else f"{collection.value}+"
        while True:
            self._answer(cancelled, collection.value, f"{asked}:{first // self.page_size}")
            if etag is not None and etag == self.etag(collection):
                yield Unchanged(collection=collection, server_time=self.date)
                return
            bad = self.bad[collection] if first == 0 else []
            kept = self.listed(collection, since)
            shown = kept[first : first + self.page_size]
            total = self.totals.get(collection, len(kept) + len(self.bad[collection]))
            end = first + self.page_size >= len(kept)
            yield Batch(
                collection=collection,
                records=tuple(shown),
                rejected=tuple(bad),
                done=first + len(shown) + len(bad),
                total=total if self.counts else None,
                cursor=None if end else str(first + self.page_size),
                server_time=self.date,
                etag=self.etag(collection) if since is None else None,
            )
            if end:
                return
            first += self.page_size

    def changes(self, token: str | None, cancelled: threading.Event | None = None) -> ChangeBatch:
        self._answer(cancelled, "changes", f"changes:{token}")
        if not self.feed:
            raise NotFound("https://example.org/changes")
        if token is None:
            return self._changes((), str(len(self.log)), more=False)
        if int(token) < self.forgotten:
            raise Gone("https://example.org/changes")
        end = min(int(token) + self.page_size, len(self.log))
        return self._changes(tuple(dict.fromkeys(self.log[int(token) : end])), str(end), more=end < len(self.log))

    def _changes(self, ids: tuple[tuple[Collection, str], ...], token: str, *, more: bool) -> ChangeBatch:
        found = {one: self.records[one[0]].get(one[1]) for one in ids}
        return ChangeBatch(
            upserts=tuple(one for one in found.values() if one is not None),
            deleted=tuple(key for key, one in found.items() if one is None),
            rejected=(),
            token=token,
            more=more,
            server_time=None,
        )

    def probe(
        self,
        collection: Collection,
        id: str,  # noqa: A002 - the word of the source
        cancelled: threading.Event | None = None,
    ) -> Record | None:
        self._answer(cancelled, "probe", f"probe:{id}")
        return self.records[collection].get(id)
