"""A small HSDS server on loopback, as loose as the real ones: no full lists, no organizations, odd envelopes."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Item = dict[str, Any]
Envelope = Callable[[list[Item], int, int, int], object]
"""Items of the page, page number, number of pages, number of items."""


def hsds3(items: list[Item], page: int, pages: int, total: int) -> object:
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(items),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not items,
        "contents": items,
    }


def shallow(item: Item) -> Item:
    """What an HSDS list keeps of a record: no arrays."""
    return {
        key: shallow(value) if isinstance(value, dict) else value
        for key, value in item.items()
        if not isinstance(value, list)
    }


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass
class HsdsServer:
    """Serves `collections` (endpoint -> full records); other paths from `pages`, else 404."""

    collections: Mapping[str, list[Item]]
    pages: Mapping[str, object] = field(default_factory=dict)
    honours_full: bool = True
    page_size: int | None = None
    """Instead of what is asked for."""
    envelope: Envelope = hsds3
    etags: bool = False
    honours_modified_after: bool = False
    order: Callable[[Item], Any] | None = None
    """Of what was modified after a moment."""
    refuse: Callable[[str], tuple[int, Mapping[str, str]] | None] = lambda _path: None
    """Status and headers for a path with query that shall not be answered."""
    before: Callable[[str], None] = lambda _path: None
    """Called in the thread of a request, before it is answered."""
    requests: list[str] = field(default_factory=list)
    """Path with query, in order."""
    at_once: list[int] = field(default_factory=list)
    """For every request, how many were under way when it came."""

    def __enter__(self) -> HsdsServer:
        owner = self
        self._lock = threading.Lock()
        self._under_way = 0

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                with owner._lock:
                    owner.requests.append(self.path)
                    owner._under_way += 1
                    owner.at_once.append(owner._under_way)
                try:
                    self._answer()
                finally:
                    with owner._lock:
                        owner._under_way -= 1

            def _answer(self) -> None:
                owner.before(self.path)
                refused = owner.refuse(self.path)
                status, data = owner.answer(self.path) if refused is None else (refused[0], {"title": "no"})
                body = json.dumps(data).encode()
                tag = f'W/"{zlib.crc32(body):08x}"'
                if owner.etags and self.headers.get("If-None-Match") == tag:
                    self.send_response(304)
                    self.send_header("ETag", tag)
                    self.end_headers()
                    return
                self.send_response(status)
                if owner.etags:
                    self.send_header("ETag", tag)
                for name, value in ({} if refused is None else refused[1]).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
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

    def asked(self, path: str) -> list[str]:
        return [one for one in self.requests if urlsplit(one).path == path]

    def answer(self, target: str) -> tuple[int, object]:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if parts.path in self.pages:
            return 200, self.pages[parts.path]
        segments = [unquote(one) for one in parts.path.strip("/").split("/")]
        if segments[0] not in self.collections:
            return 404, {"title": "not here"}
        records = self.collections[segments[0]]
        if len(segments) == 2:
            found = next((one for one in records if str(one.get("id")) == segments[1]), None)
            return (404, {"title": "no such record"}) if found is None else (200, found)
        return 200, self._page(records, query)

    def _page(self, records: list[Item], query: Mapping[str, str]) -> object:
        size = self.page_size or int(query.get("per_page", "50"))
        page = int(query.get("page", "1"))
        if self.honours_modified_after and (after := query.get("modified_after")):
            records = [one for one in records if _moment(one.get("last_modified", "1970-01-01")) >= _moment(after)]
            records = records if self.order is None else sorted(records, key=self.order)
        items = records[(page - 1) * size : page * size]
        if not (self.honours_full and query.get("full") == "true"):
            items = [shallow(one) for one in items]
        return self.envelope(items, page, -(-len(records) // size), len(records))
