"""The embedded server behind a delay of choice, in a process of its own, counting what it sends.

Answers can be remembered, so that what is measured is the reader and not the making of pages.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tui" / "server" / "sample"
CONTROL = "/-/"


class Slow:
    """An ASGI application around another one."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._delay = 0.0
        self._requests = 0
        self._bytes = 0
        self._remembers = False
        self._answers: dict[bytes, list[dict[str, Any]]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"].startswith(CONTROL):
            await self._control(scope["path"].removeprefix(CONTROL), send)
            return
        if self._delay:
            await asyncio.sleep(self._delay)
        key = scope["raw_path"] + b"?" + scope["query_string"]
        conditional = any(name == b"if-none-match" for name, _ in scope["headers"])
        answer = None if conditional else self._answers.get(key)
        if answer is None:
            answer = await self._asked(scope, receive)
            if self._remembers and not conditional:
                self._answers[key] = answer
        self._requests += 1
        self._bytes += sum(len(one.get("body", b"")) for one in answer)
        for message in answer:
            await send(message)

    async def _asked(self, scope: dict[str, Any], receive: Any) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []

        async def keep(message: dict[str, Any]) -> None:
            messages.append(message)

        await self._inner(scope, receive, keep)
        return messages

    async def _control(self, order: str, send: Any) -> None:
        name, _, value = order.partition("/")
        if name == "delay":
            self._delay = int(value) / 1000
        elif name == "remember":
            self._remembers = value == "1"
            self._answers.clear()
        body = json.dumps({"requests": self._requests, "bytes": self._bytes}).encode()
        self._requests = self._bytes = 0
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Server:
    """The address of one that runs, and its levers."""

    def __init__(self, url: str) -> None:
        self.url = url

    def delay(self, milliseconds: int) -> None:
        self._order(f"delay/{milliseconds}")

    def remember(self, remembers: bool) -> None:
        """Whether an answer given once is given again as it was."""
        self._order(f"remember/{int(remembers)}")

    def counts(self) -> dict[str, int]:
        """Requests and body bytes since the last time somebody looked."""
        return self._order("counts")

    def _order(self, order: str) -> dict[str, int]:
        with urllib.request.urlopen(f"{self.url}{CONTROL}{order}") as answer:  # noqa: S310 - our own child
            found: dict[str, int] = json.load(answer)
            return found


@contextmanager
def running(scale: int) -> Iterator[Server]:
    """The server in a child process that ends with the block."""
    command = [sys.executable, "-m", "tests.benchmarks.slow_server", "--scale", str(scale)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            yield Server(child.stdout.readline().strip())
        finally:
            child.terminate()


def main() -> None:
    import uvicorn

    from tui.server.app import create_app
    from tui.server.live import Live

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=100_000)
    arguments = parser.parse_args()
    live = Live(SAMPLE, report=lambda line: None, scale=arguments.scale, every=3600.0)
    # the protocol is named because asyncio turns off Nagle's algorithm only where it is
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    config = uvicorn.Config(Slow(create_app(live)), log_level="error", access_log=False, lifespan="off", ws="none")
    sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
