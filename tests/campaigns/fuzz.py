"""Answers grown from real ones by damage, read over the wire: from bytes to records, and some of them into a copy.

    python -m tests.campaigns.fuzz --seed 1 --count 100000

Only the errors a sync knows may come out, and memory stays bounded. Prints what came of it; exits with 1 otherwise.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import random
import resource
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.api.asking import client, fixture
from tui.api.policy import Policy
from tui.api.source import Source
from tui.domain.errors import SyncError
from tui.domain.freshness import Collection
from tui.domain.text import is_clean
from tui.sync.engine import Syncer

ROOM = 96 * 1024 * 1024
"""Bytes the program may grow by, whatever it is sent."""
STORED = 20
"""Every so manieth payload goes all the way into a copy."""
SOURCES = {
    "organizations": ("organization",),
    "services": ("service", "service_uk1"),
    "service_at_locations": ("service_at_location",),
    "agreements": ("agreement",),
}
EVIL: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**63, -(2**70), 10**300, 0.5, 1e308, [], {}, [[]], [None], {"id": {}}),
    *("", " ", "x", "null", "[/]", "\x00", "\x1b]52;c;A\x1b\\", "\u202e", "\ufeff", "a" * 5000, "a" + "\u0301" * 500),
    *("../..", "a/b?c#d", "0000-00-00", "9999-12-31", "2026-02-30", "24:00", "25:61", "2026-11-22T08:00:00+99:00"),
    *("WEEKLY", "53MO,-99FR", "1e5", "NaN", {"id": "a" * 10_000}),
)
JSONISH = (
    b"NaN",
    b"Infinity",
    b"1e999",
    b"-",
    b'"\\ud800"',
    b"\xff",
    b"\xef\xbb\xbf",
    b"[" * 300,
    b"{",
    b"}",
    b",",
    b"",
)


class Grower:
    """Payloads from fixtures: whole, with parts swapped, and with bytes turned over."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.damage = 1.0
        """How likely an answer is touched at all."""

    def item(self, endpoint: str) -> dict[str, Any]:
        data = copy.deepcopy(fixture(self.random.choice(SOURCES[endpoint])))
        data["id"] = f"{data.get('id', 'x')}-{self.random.randrange(10**6)}"
        return data

    def body(self, endpoint: str, *, many: bool) -> bytes:
        if endpoint == "changes":
            data: Any = self._changes()
        elif many:
            items = [self.item(endpoint) for _ in range(self.random.randint(1, 3))]
            data = {"contents": items, "total_items": len(items), "total_pages": 1, "page_number": 1}
        else:
            data = self.item(endpoint)
        if self.random.random() >= self.damage:
            return json.dumps(data).encode()
        for _ in range(self.random.choice((0, 1, 1, 2, 5, 20))):
            data = self._damaged(data)
        raw = json.dumps(data).encode()
        return self.bent(raw) if self.random.random() < 0.3 else raw

    def _changes(self) -> dict[str, Any]:
        told: list[Any] = []
        for _ in range(self.random.randint(0, 4)):
            endpoint = self.random.choice(list(SOURCES))
            one = self.item(endpoint)
            gone = self.random.random() < 0.3
            told.append({"collection": endpoint, "id": one["id"], **({"deleted": True} if gone else {"record": one})})
        return {"changes": told, "next": f"t{self.random.randrange(10**9)}", "has_more": False}

    def _damaged(self, data: Any) -> Any:
        """One part becomes something else, goes, comes twice, or becomes a part from elsewhere."""
        holder, key = self._spot(data)
        if holder is None:
            return self.random.choice(EVIL)
        dice = self.random.random()
        if dice < 0.6:
            holder[key] = copy.deepcopy(self.random.choice(EVIL))
        elif dice < 0.75:
            del holder[key]
        elif dice < 0.85 and isinstance(holder, list):
            holder.extend(copy.deepcopy([holder[key]]) * self.random.choice((1, 2, 200)))
        else:
            other, spot = self._spot(self.item(self.random.choice(list(SOURCES))))
            holder[key] = copy.deepcopy(other[spot]) if other is not None else None
        return data

    def _spot(self, data: Any) -> tuple[Any, Any]:
        """Some place in a tree, any depth."""
        holder, key = None, None
        while isinstance(data, (dict, list)) and data and (holder is None or self.random.random() < 0.7):
            holder, key = data, self.random.choice(list(data) if isinstance(data, dict) else range(len(data)))
            data = data[key]
        return holder, key

    def bent(self, raw: bytes) -> bytes:
        """Bytes turned over, put in, left out, or cut off."""
        data = bytearray(raw)
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(data) + 1)
            dice = self.random.random()
            if dice < 0.4 and at < len(data):
                data[at] = self.random.randrange(256)
            elif dice < 0.6:
                data[at:at] = self.random.choice(JSONISH)
            elif dice < 0.8:
                del data[at : at + self.random.choice((1, 5, 100))]
            else:
                del data[at:]
        return bytes(data)

    def head(self) -> dict[str, str]:
        kind = "application/json" if self.random.random() < 0.95 else self.random.choice(("text/html", "", "x/y+json"))
        return {"Content-Type": kind} if kind else {}


@dataclass
class FuzzServer:
    """Answers every question with something grown; the front page only sometimes."""

    grower: Grower
    served: int = 0
    last: bytes = b""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> FuzzServer:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                with owner.lock:
                    body, headers = owner.answer(self.path)
                self.send_response(200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    return

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

    def answer(self, target: str) -> tuple[bytes, dict[str, str]]:
        path, _, query = target.partition("?")
        first, _, more = path.strip("/").partition("/")
        if not first:
            return b'{"version": "3.0"}', {"Content-Type": "application/json"}
        if first not in SOURCES and first != "changes":
            first = "organizations"
        if "page=1" not in query.split("&") and "page=" in query and self.grower.random.random() < 0.7:
            return b'{"contents": [], "total_items": 0, "empty": true}', {"Content-Type": "application/json"}
        self.served += 1
        body, headers = self.grower.body(first, many=not more), self.grower.head()
        self.last = body
        if self.grower.random.random() < 0.1:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
            if self.grower.random.random() < 0.2:
                body = self.grower.bent(body)
        return body, headers


@dataclass
class Harvest:
    """What came of it."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    payloads: int = 0
    grown: int = 0
    """Bytes of memory."""

    def lines(self) -> list[str]:
        told = [f"{name:24}{number:9}" for name, number in sorted(self.outcomes.items())]
        return [f"payloads {self.payloads}, memory grew by {self.grown // 1024} KiB", *told]


@dataclass
class Witness:
    """Counts the errors a sync knows, and keeps every other one with the payload it came from."""

    harvest: Harvest
    where: str
    server: FuzzServer

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if isinstance(error, SyncError):
            reason = getattr(error, "reason", "")
            self.harvest.outcomes[f"{type(error).__name__} {reason}".strip()] += 1
        elif error is not None:
            trace = "".join(traceback.format_exception(error))
            self.harvest.faults.append(f"{self.where}, payload {self.server.served}: {trace}\n{self.server.last!r}")
        return error is None or isinstance(error, Exception)


def fuzz(folder: Path, *, seed: int, count: int) -> Harvest:
    """At least `count` payloads through the whole way of decoding."""
    harvest = Harvest()
    with FuzzServer(Grower(seed)) as server, client(server.url, policy=Policy(attempts=1)) as asking:
        turn = 0
        settled: int | None = None
        while server.served < count and not harvest.faults:
            turn += 1
            task = _task(turn, Source(asking), folder / "default" / "cache.db")
            # a sync asks a dozen questions; one bad answer is enough for it
            server.grower.damage = 0.15 if turn % STORED == 0 else 1.0
            with Witness(harvest, f"seed {seed}", server):
                harvest.outcomes[task()] += 1
            if settled is None and server.served > min(count / 4, 2000):
                settled = _memory()
            harvest.grown = _memory() - (settled or _memory())
        harvest.payloads = server.served
    if harvest.grown > ROOM:
        harvest.faults.append(f"seed {seed}: memory grew by {harvest.grown} bytes")
    return harvest


def _memory() -> int:
    """The most this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _task(turn: int, source: Source, path: Path) -> Callable[[], str]:
    if turn % STORED == 0:
        return lambda: _store(source, path)
    if turn % 5 == 0:
        return lambda: _changes(source)
    if turn % 7 == 0:
        return lambda: _probe(source, list(Collection)[turn % 3])
    return lambda: _read(source, list(Collection)[turn % 3])


def _read(source: Source, collection: Collection) -> str:
    records = rejected = 0
    for batch in source.batches(collection, cancelled=threading.Event()):
        found, bad = getattr(batch, "records", ()), getattr(batch, "rejected", ())
        records, rejected = records + len(found), rejected + len(bad)
        assert all(is_clean(one.where) for one in bad)
    return "set aside" if rejected else "read" if records else "nothing in it"


def _probe(source: Source, collection: Collection) -> str:
    return "not there" if source.probe(collection, "x") is None else "read"


def _changes(source: Source) -> str:
    found = source.changes("t1")
    return "set aside" if found.rejected else "read"


def _store(source: Source, path: Path) -> str:
    syncer = Syncer(cache=path, source=source, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC), fingerprint="f")
    finished = syncer.run(lambda _: None, threading.Event(), full=True, accept_deletes=True)
    return "stored" if finished.whole else "stored in part"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000, help="payloads")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        harvest = fuzz(Path(folder), seed=given.seed, count=given.count)
    lines = [f"seed {given.seed}, {time.monotonic() - began:.0f} s", *harvest.lines(), *harvest.faults]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if harvest.faults else 0


if __name__ == "__main__":
    sys.exit(main())
