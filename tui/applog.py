"""The log file: what happened, never what was in it. No bodies, no tokens, no names of people.

A crash leaves one sentence on the screen and in the log the places in the code, without messages and without values.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from .paths import private_folder

LIMIT = 512 * 1024
"""Bytes per file; the one before is kept too."""
QUIET = ("httpx", "httpcore", "asyncio", "uvicorn")

log = logging.getLogger("tui")


class _PrivateFile(RotatingFileHandler):
    """Files that only their owner reads (0600), rotated ones included."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.fdopen(os.open(self.baseFilename, flags, 0o600), "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A full disk is no reason to write over the screen."""


def start(file: Path) -> Callable[[], None]:
    """Starts logging into `file`; what it returns stops that again. Raises CacheError for an unusable folder."""
    private_folder(file.parent)
    handler = _PrivateFile(file, maxBytes=LIMIT, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)

    def stop() -> None:
        root.removeHandler(handler)
        handler.close()

    return stop


def places(error: BaseException) -> str:
    """Where it happened, down to the cause: kinds of errors and lines of code, neither messages nor values."""
    chain: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = "".join(traceback.format_tb(one.__traceback__))
        chain.append(f"{frames}{type(one).__module__}.{type(one).__qualname__}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\nof\n".join(chain)


def crashed(error: BaseException) -> None:
    log.critical("crash\n%s", places(error))


def guard(sentence: str) -> None:
    """From here on nobody sees a traceback: `sentence` goes to stderr, the places into the log."""

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        crashed(error)
        sys.stderr.write(sentence + "\n")

    def thread_hook(happened: threading.ExceptHookArgs) -> None:
        if happened.exc_value is not None:
            crashed(happened.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook
