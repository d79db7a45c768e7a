"""A data folder served on this machine by a child process that ends when this one does, however that happens."""

from __future__ import annotations

import importlib.util
import os
import re
import selectors
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from .domain.errors import CacheError, NoDemo
from .paths import private_folder

SECONDS = 20.0
"""How long the server may take to say where it listens, and more for made-up partners:"""
PARTNERS_PER_SECOND = 10_000
GRACE = 3.0
"""Seconds it has to end after its input closed."""

_ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+")


def start(ends: ExitStack, folder: Path, log_dir: Path, scale: int | None = None) -> str:
    """Starts the server on a data folder and returns its address; `ends` stops it. Raises NoDemo.

    It listens on a free port of this machine only, and looks at the folder at every request. Its input is a pipe held
    by this process: the system closes it when this process is gone, and the server ends at the end of its input.
    """
    if not installed():
        raise NoDemo(installed=False)
    words = [sys.executable, "-P", "-m", "tui", "serve", str(folder), "--port", "0"]
    words += ["--until-stdin-closes", "--at-every-request"]
    if scale:
        words += ["--scale", str(scale)]
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=ends.enter_context(_log(log_dir)),
        start_new_session=True,  # Ctrl+C in the terminal is for the app
        env={**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)},  # the same package again
    )
    ends.callback(stop, process)
    assert process.stdout is not None  # noqa: S101 - as asked for above
    return announced(process.stdout, SECONDS + (scale or 0) / PARTNERS_PER_SECOND)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Closes its input and waits; one that does not listen is killed."""
    with suppress(BrokenPipeError):
        if process.stdin:
            process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def announced(output: IO[bytes], seconds: float) -> str:
    """The first address the server prints. Raises NoDemo when it ends or stays silent instead."""
    deadline = time.monotonic() + seconds
    seen = b""
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            more = os.read(output.fileno(), 4096)
            seen += more
            found = _ADDRESS.search(seen)
            if found and b"\n" in seen[found.end() :]:
                return found[0].decode()
            if not more:
                break
    raise NoDemo(installed=True)


def installed() -> bool:
    return all(importlib.util.find_spec(name) for name in ("starlette", "uvicorn"))


def _log(folder: Path) -> IO[bytes]:
    """Where the server's own words go; a full-screen app has no place for them."""
    with suppress(OSError, CacheError):
        descriptor = os.open(
            private_folder(folder) / "demo-server.log",
            os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC,
            0o600,
        )
        return os.fdopen(descriptor, "wb")
    return Path(os.devnull).open("wb")
