"""A small world to break things in: a server on loopback, the real client, a real file, and what became of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tests.api.asking import Pauses, client
from tests.api.hsdsserver import HsdsServer, Item
from tests.api.rawserver import Answer, RawServer, Request, Send, reply
from tests.campaigns.invariants import Seen, look
from tui.api.policy import Policy
from tui.api.source import Source
from tui.domain.errors import SyncError
from tui.domain.freshness import Collection
from tui.storage.reader import Reader
from tui.sync.engine import Syncer
from tui.sync.events import CollectionDone, CollectionFailed, Event, Finished

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
STAMP = "2026-11-20T08:00:00+00:00"
PARTNERS, HOURS, AGREEMENTS = Collection.PARTNERS, Collection.HOURS, Collection.AGREEMENTS
LIST = "/organizations"


def organization(key: str, name: str | None = None, **more: object) -> Item:
    return {"id": key, "name": name or f"Lag {key}", "contacts": [], "last_modified": STAMP, **more}


def meeting(key: str, **schedule: object) -> Item:
    return {
        "id": key,
        "service": {"id": f"s{key}", "name": f"Tjeneste {key}", "status": "active", "organization_id": "a"},
        "location": {"id": f"l{key}", "name": "Kafeen", "organization_id": "b"},
        "schedules": [{"id": f"t{key}", "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00", **schedule}],
        "last_modified": STAMP,
    }


def agreement(key: str) -> Item:
    return {"id": key, "title": f"Avtale {key}", "parties": [{"organization_id": "a"}], "goals": []}


def records() -> dict[str, list[Item]]:
    return {
        "organizations": [organization(key) for key in "abc"],
        "services": [],
        "service_at_locations": [meeting("m")],
        "agreements": [agreement("x")],
    }


@dataclass
class World:
    """A server that is well, except where `broken` says what a request gets instead."""

    collections: dict[str, list[Item]] = field(default_factory=records)
    broken: Callable[[Request], Answer | None] = lambda _: None

    def answer(self, request: Request) -> Answer:
        found = self.broken(request)
        if found is not None:
            return found
        status, data = HsdsServer(self.collections).answer(request.path)
        return Answer((Send(reply(json.dumps(data).encode(), status)),))

    def break_list(self, answer: Answer | bytes, path: str = LIST) -> None:
        """The list itself answers so; the small question whether it is there does not."""
        given = Answer((Send(answer),)) if isinstance(answer, bytes) else answer
        self.broken = lambda request: given if is_list(request, path) else None

    def heal(self) -> None:
        self.broken = lambda _: None


def is_list(request: Request, path: str = LIST) -> bool:
    parts = urlsplit(request.path)
    return parts.path == path and dict(parse_qsl(parts.query)).get("per_page") != "1"


@dataclass
class Bench:
    """One copy, and syncs into it."""

    path: Path
    now: datetime = NOW
    events: list[Event] = field(default_factory=list)
    pauses: Pauses = field(default_factory=Pauses)
    policy: Policy = field(default_factory=lambda: Policy(connect=2.0, read=2.0, deadline=5.0))
    cancelled: threading.Event = field(default_factory=threading.Event)

    def sync(self, url: str, *, full: bool = True, accept_deletes: bool = False) -> Finished:
        self.events.clear()
        self.pauses.seconds.clear()
        with client(url, pauses=self.pauses, policy=self.policy) as asking:
            syncer = Syncer(cache=self.path, source=Source(asking), clock=lambda: self.now, fingerprint="f")
            return syncer.run(self.events.append, self.cancelled, full=full, accept_deletes=accept_deletes)

    def seen(self) -> Seen:
        return look(self.path)

    def names(self) -> dict[str, str]:
        """Of the partners, by id."""
        return self.seen().rows["organizations"]

    def reader(self) -> Reader:
        return Reader.open(self.path)


def outcome(finished: Finished, collection: Collection) -> CollectionDone | CollectionFailed:
    return next(one for one in finished.outcomes if one.collection is collection)


def refused(bench: Bench, answer: Answer | bytes) -> SyncError:
    """What a sync says when the list of partners answers so. Nothing visible changes, and it heals by itself."""
    world = World()
    with RawServer(world.answer) as server:
        if not bench.path.exists():
            assert bench.sync(server.url).whole
        before = bench.seen()
        world.break_list(answer)
        failed = outcome(bench.sync(server.url), PARTNERS)
        assert isinstance(failed, CollectionFailed)
        after = bench.seen()
        assert (after.rows, after.values, after.generations) == (before.rows, before.values, before.generations)
        world.heal()
        assert bench.sync(server.url).whole
        assert bench.seen().rows == before.rows
    return failed.error
