"""How much is asked of a server when nothing changed, little changed, and things went: counted on the wire."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.api.asking import fixture
from tests.api.hsdsserver import HsdsServer, Item
from tests.sync.relay import Relay
from tui.api.client import Client
from tui.api.policy import Policy
from tui.api.source import Identity, Source
from tui.domain.freshness import Collection
from tui.server.runner import FolderServer
from tui.storage.cache import Cache
from tui.storage.reader import Reader
from tui.sync.engine import Syncer
from tui.sync.events import CollectionDone, Finished

ABOUT = 'title = "Prøve"\npublisher = "Nav"\nnamespace = "example.org"\nmodified = 2026-11-01T08:00:00+01:00\n'


class Learned(Source):
    """What the source is taken to have learned of its server."""

    learned: Callable[[Identity], Identity] = staticmethod(lambda identity: identity)

    def identify(self, cancelled: threading.Event | None = None) -> Identity:
        return self.learned(super().identify(cancelled))


def without_feed(identity: Identity) -> Identity:
    every = frozenset(Collection)
    return replace(identity, has_changes=False, deltas=every, keysets=every)


class Copy:
    """A local copy of one server, synced by a new client each time, as the program does it."""

    def __init__(
        self, url: str, path: Path, learned: Callable[[Identity], Identity] = lambda identity: identity
    ) -> None:
        self.url = url
        self.path = path
        self.learned = learned
        self.asked: list[str] = []

    def sync(self) -> Finished:
        with Relay(self.url) as relay:
            with Client(relay.url, policy=Policy(attempts=1)) as client:
                source = Learned(client)
                source.learned = self.learned
                syncer = Syncer(cache=self.path, source=source, clock=lambda: datetime.now(UTC), fingerprint=self.url)
                finished = syncer.run(lambda _: None, threading.Event())
            self.asked = relay.taken()
        assert finished.whole, finished
        return finished

    def partners(self) -> dict[str, str]:
        reader = Reader.open(self.path)
        try:
            return {row.id: row.name for row in reader.partners().window(0, 10_000)}
        finally:
            reader.close()


def content(count: int, **named: str) -> str:
    """Partners, each modified a day after the one before; `named` have another name and were modified now."""
    lines = []
    for number in range(count):
        key = f"p{number:04}"
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)
        if key in named:
            moment = datetime.now(UTC).replace(microsecond=0)
        lines.append(f'[partner.{key}]\nname = "{named.get(key, key)}"\nmodified = {moment.isoformat()}\n')
        lines.append(f'[[partner.{key}.contact]]\nphone = "+47 00 00 00 00"\n')
    return "\n".join(lines)


@contextmanager
def served(folder: Path) -> Iterator[FolderServer]:
    server = FolderServer(folder, check_every=0.0, report=lambda line: pytest.fail(line))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    (made / "samspill.toml").write_text(ABOUT, encoding="utf-8")
    (made / "content.toml").write_text(content(450), encoding="utf-8")
    return made


def done(finished: Finished, collection: Collection = Collection.PARTNERS) -> CollectionDone:
    found = next(one for one in finished.outcomes if one.collection is collection)
    assert isinstance(found, CollectionDone)
    return found


def test_with_a_feed_nothing_changed_is_one_request_in_all(folder: Path, path: Path) -> None:
    with served(folder) as server:
        copy = Copy(server.url, path)
        copy.sync()
        copy.sync()
        assert copy.asked == ["changes since"]
        (folder / "content.toml").write_text(content(449, p0003="Ny"), encoding="utf-8")
        finished = copy.sync()
        assert copy.asked == ["changes since"]
        assert (done(finished).changed, done(finished).removed) == (1, 1)


def test_without_a_feed_nothing_changed_is_one_request_for_each_collection(folder: Path, path: Path) -> None:
    with served(folder) as server:
        copy = Copy(server.url, path, without_feed)
        copy.sync()
        assert sum(one.startswith("organizations") for one in copy.asked) >= 3
        copy.sync()
        assert copy.asked == ["service_at_locations", "organizations modified_after", "agreements"]
        (folder / "content.toml").write_text(content(450, p0003="Ny"), encoding="utf-8")
        finished = copy.sync()
        assert copy.asked == ["service_at_locations", "organizations modified_after", "agreements"]
        assert (done(finished).read, done(finished).changed) == (2, 1)
        assert len(copy.partners()) == 450
        assert "Ny" in copy.partners().values()


def test_a_walk_over_many_changes_on_the_real_server(folder: Path, path: Path) -> None:
    with served(folder) as server:
        copy = Copy(server.url, path, without_feed)
        copy.sync()
        named = {f"p{number:04}": f"Ny {number}" for number in range(430)}
        (folder / "content.toml").write_text(content(460, **named), encoding="utf-8")
        finished = copy.sync()
        assert (done(finished).changed, done(finished).added) == (430, 10)
        assert sum(name.startswith("Ny ") for name in copy.partners().values()) == 430
        cache = Cache.open(path)
        moment = cache.book(Collection.PARTNERS).watermark
        cache.close()
        assert moment is not None
        assert moment > datetime.now(UTC) - timedelta(minutes=10)


def plain_server(count: int) -> HsdsServer:
    """HSDS without our profile: no feed, no `modified_after`."""
    organization = fixture("organization")
    sal = fixture("service_at_location")
    return HsdsServer(
        collections={
            "organizations": [{**organization, "id": f"o{number}", "name": f"Lag {number}"} for number in range(count)],
            "service_at_locations": [sal],
        }
    )


def test_a_plain_server_that_offers_nothing_is_read_whole(path: Path) -> None:
    with plain_server(3) as server:
        copy = Copy(server.url, path)
        copy.sync()
        copy.sync()
        assert copy.asked == ["service_at_locations", "organizations"]


def test_a_plain_server_with_entity_tags_vouches_for_what_is_there(folder: Path, path: Path) -> None:
    (folder / "content.toml").write_text(content(150), encoding="utf-8")
    with served(folder) as server:
        copy = Copy(server.url, path, lambda identity: replace(identity, has_changes=False))
        copy.sync()
        finished = copy.sync()
        assert copy.asked == ["service_at_locations", "organizations", "agreements"]
        assert done(finished).read == 0
        (folder / "content.toml").write_text(content(149, p0003="Ny"), encoding="utf-8")
        finished = copy.sync()
        assert (done(finished).read, done(finished).changed, done(finished).removed) == (149, 1, 1)
        assert "organizations/" in "".join(copy.asked)


def test_the_server_is_asked_again_when_a_list_it_had_is_gone(path: Path) -> None:
    with plain_server(3) as server:
        copy = Copy(server.url, path)
        copy.sync()
        sal: list[Item] = list(server.collections["service_at_locations"])
        service = {**sal[0]["service"], "service_at_locations": [{**sal[0], "service": None}]}
        server.collections = {"organizations": server.collections["organizations"], "services": [service]}
        with Client(server.url, policy=Policy(attempts=1)) as client:
            syncer = Syncer(cache=path, source=Source(client), clock=lambda: datetime.now(UTC), fingerprint=server.url)
            syncer.run(lambda _: None, threading.Event())
        copy.sync()
        assert json.dumps(sorted(copy.partners())) == '["o0", "o1", "o2"]'
