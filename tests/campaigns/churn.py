"""An HSDS server whose records change while they are read: pages slide, counts lie, and answers fail on request."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.api.hsdsserver import Item, hsds3

ORGANIZATIONS = "organizations"
MEETINGS = "service_at_locations"
AGREEMENTS = "agreements"
KINDS = (ORGANIZATIONS, MEETINGS, AGREEMENTS)
NAMES = ("Ås", "Bø", "Ål", "Mo", "Å", "Nes", "Vik", "Os", "Eid", "Sand")
FEED_PAGE = 4
BEGAN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Offer(StrEnum):
    """What a reader can hold on to."""

    FEED = "feed"
    KEYSET = "keyset"
    """`modified_after` is honoured, and its answer comes in the order of change."""
    DELTA = "delta"
    """`modified_after` is honoured, in whatever order lists have."""
    PLAIN = "plain"
    """Lists and nothing else."""


class Order(StrEnum):
    """What lists are sorted by: where a new or a changed record appears."""

    ID = "id"
    NAME = "name"
    NEWEST = "newest"


class Fault(StrEnum):
    FAILED = "500"
    LIMITED = "429"
    PAGE_FOR_PEOPLE = "html"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    """A list that claims to have nothing."""


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    """So many bytes fewer are sent than the length says."""


@dataclass
class Churn:
    """The records, their history and their clock. Everything is guarded by one lock."""

    seed: int = 0
    rows: dict[str, dict[str, Item]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    log: list[tuple[str, str]] = field(default_factory=list)
    now: datetime = BEGAN
    deleted: set[tuple[str, str]] = field(default_factory=set)
    """What was deleted since `watch`, even if it came back."""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._number = 0

    def _stamp(self) -> str:
        self.now += timedelta(seconds=self.random.choice((0, 1, 1, 7)))
        return self.now.isoformat()

    def watch(self) -> dict[str, set[str]]:
        """The ids there are now; from here on deletions are remembered."""
        with self.lock:
            self.deleted.clear()
            return {kind: set(kept) for kind, kept in self.rows.items()}

    def put(self, kind: str, key: str, name: str) -> None:
        with self.lock:
            self.rows[kind][key] = self._item(kind, key, name)
            self.log.append((kind, key))

    def add(self, kind: str) -> str:
        """A new record, now and then under an id that was there before."""
        with self.lock:
            lost = sorted(key for where, key in self.deleted if where == kind and key not in self.rows[kind])
            if lost and self.random.random() < 0.2:
                key = self.random.choice(lost)
            else:
                key = f"{self.random.randrange(16**4):04x}-{self._number}"
            self._number += 1
            self.put(kind, key, self._name())
            return key

    def _name(self) -> str:
        """Of this version and no other."""
        return f"{self.random.choice(NAMES)} {self._number}"

    def rename(self, kind: str, key: str) -> None:
        with self.lock:
            self._number += 1
            self.put(kind, key, self._name())

    def delete(self, kind: str, key: str) -> None:
        with self.lock:
            del self.rows[kind][key]
            self.log.append((kind, key))
            self.deleted.add((kind, key))

    def mutate(self, times: int = 1, *, deletions: float = 0.3) -> None:
        """Something happens to records of any kind."""
        with self.lock:
            for _ in range(times):
                kind = self.random.choices(KINDS, (6, 2, 2))[0]
                keys = list(self.rows[kind])
                dice = self.random.random()
                if not keys or dice > 0.6:
                    self.add(kind)
                elif dice < deletions:
                    self.delete(kind, self.random.choice(keys))
                else:
                    self.rename(kind, self.random.choice(keys))

    def _item(self, kind: str, key: str, name: str) -> Item:
        modified = self._stamp()
        hosts = list(self.rows[ORGANIZATIONS]) or ["nobody"]
        host = self.random.choice(hosts)
        if kind == ORGANIZATIONS:
            return {"id": key, "name": name, "description": modified, "contacts": [], "last_modified": modified}
        if kind == MEETINGS:
            return {
                "id": key,
                "service": {"id": f"s-{key}", "name": name, "status": "active", "organization_id": host},
                "location": {"id": f"l-{key}", "name": name, "organization_id": host},
                "schedules": [{"id": f"t-{key}", "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00"}],
                "last_modified": modified,
            }
        return {
            "id": key,
            "title": name,
            "parties": [{"organization_id": host}],
            "goals": [{"id": f"g-{key}", "title": name, "indicators": []}],
            "last_modified": modified,
        }

    def truth(self) -> dict[str, dict[str, str]]:
        """What a copy must show when nothing moves: the name of everything, which is another with every change."""
        with self.lock:
            return {
                kind: {key: one.get("name") or one.get("title") or one["service"]["name"] for key, one in kept.items()}
                for kind, kept in self.rows.items()
            }


@dataclass
class ChurnServer:
    """Serves a Churn. `before` is called with the path of every request before it is answered."""

    churn: Churn
    offer: Offer = Offer.PLAIN
    order: Order = Order.ID
    page_size: int = 5
    etags: bool = False
    before: Callable[[str], None] = lambda _: None
    fault: Callable[[str], Fault | None] = lambda _: None
    forgotten: int = 0
    """Positions of the feed before this one are gone."""
    date_lie: timedelta = timedelta(0)
    """By how much the Date header is off."""
    requests: list[str] = field(default_factory=list)

    def __enter__(self) -> ChurnServer:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                owner.requests.append(self.path)
                owner.before(self.path)
                found = owner.answer(self.path, self.headers.get("If-None-Match"))
                self.send_response(found.status)
                for name, value in found.headers.items():
                    self.send_header(name, value)
                if found.status != 304:
                    self.send_header("Content-Length", str(len(found.body)))
                self.end_headers()
                self.wfile.write(found.body[: len(found.body) - found.cut])
                self.close_connection = self.close_connection or found.cut > 0

            def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 - as the base has it
                return format_datetime((owner.churn.now + owner.date_lie).replace(microsecond=0), usegmt=True)

            def log_message(self, *_: object) -> None:
                return

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    return  # whoever asked was killed

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, target: str, etag: str | None = None) -> Response:
        fault = self.fault(target)
        if fault is Fault.FAILED:
            return _json({"title": "broken"}, 500)
        if fault is Fault.LIMITED:
            return _json({"title": "slowly"}, 429)
        if fault is Fault.PAGE_FOR_PEOPLE:
            return Response(200, b"<!doctype html><title>Log in</title>", {"Content-Type": "text/html"})
        with self.churn.lock:
            parts = urlsplit(target)
            segments = [unquote(one) for one in parts.path.strip("/").split("/")]
            query = dict(parse_qsl(parts.query))
            found = self._found(segments, query, empty=fault is Fault.EMPTY)
        if fault is Fault.TRUNCATED:
            return Response(found.status, found.body, found.headers, cut=max(1, len(found.body) // 2))
        return self._validated(found, etag) if len(segments) == 1 and segments[0] in KINDS else found

    def _found(self, segments: list[str], query: Mapping[str, str], *, empty: bool) -> Response:
        first = segments[0]
        if not first:
            return _json({"version": "3.0"})
        if first == "changes" and self.offer is Offer.FEED:
            return self._changes(query.get("since"))
        if first == "services" and len(segments) == 1:
            return _json(hsds3([], 1, 0, 0))
        kept = self.churn.rows.get(first)
        if kept is None:
            return _json({"title": "not here"}, 404)
        if len(segments) == 2:
            return _json(kept[segments[1]]) if segments[1] in kept else _json({"title": "no such record"}, 404)
        return _json(self._page({} if empty else kept, query))

    def _page(self, kept: Mapping[str, Item], query: Mapping[str, str]) -> object:
        since = query.get("modified_after")
        shown = list(kept.values())
        by_change = False
        if since is not None and self.offer in (Offer.KEYSET, Offer.DELTA, Offer.FEED):
            floor = datetime.fromisoformat(since)
            shown = [one for one in shown if datetime.fromisoformat(one["last_modified"]) >= floor]
            by_change = self.offer is not Offer.DELTA
        shown.sort(key=(lambda one: (one["last_modified"], one["id"])) if by_change else self._key)
        if self.order is Order.NEWEST and not by_change:
            shown.reverse()
        size = min(self.page_size, int(query.get("per_page", "50")))
        page = int(query.get("page", "1"))
        return hsds3(shown[(page - 1) * size : page * size], page, -(-len(shown) // size), len(shown))

    def _key(self, one: Item) -> tuple[str, str]:
        if self.order is Order.NEWEST:
            return one["last_modified"], one["id"]
        name = one.get("name") or one.get("title") or one["id"]
        return (name if self.order is Order.NAME else "", one["id"])

    def _changes(self, since: str | None) -> Response:
        log = self.churn.log
        if since is None:
            return _json({"changes": [], "next": f"t{len(log)}", "has_more": False})
        start = int(since[1:])
        if start < self.forgotten or start > len(log):
            return _json({"title": "too old"}, 410)
        end = min(start + FEED_PAGE, len(log))
        told = [self._change(kind, key) for kind, key in dict.fromkeys(log[start:end])]
        return _json({"changes": told, "next": f"t{end}", "has_more": end < len(log)})

    def _change(self, kind: str, key: str) -> object:
        found = self.churn.rows[kind].get(key)
        more = {"deleted": True} if found is None else {"record": found}
        return {"collection": kind, "id": key, **more}

    def _validated(self, found: Response, etag: str | None) -> Response:
        if not self.etags or found.status != 200:
            return found
        tag = f'"{sha256(found.body).hexdigest()[:16]}"'
        if etag == tag:
            return Response(304, b"", {"ETag": tag})
        return Response(found.status, found.body, {**found.headers, "ETag": tag})


def _json(data: object, status: int = 200) -> Response:
    return Response(status, json.dumps(data).encode(), {"Content-Type": "application/json"})
