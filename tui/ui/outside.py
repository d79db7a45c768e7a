"""The program a person prefers to write in, while the app steps aside."""

from __future__ import annotations

import asyncio
import shlex
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

_PASSED_BY = (signal.SIGINT, signal.SIGQUIT) if hasattr(signal, "SIGQUIT") else (signal.SIGINT,)
"""Keys send these to all who share the terminal; they are meant for the editor."""


def editor(environ: Mapping[str, str]) -> list[str]:
    """The command of `$VISUAL`, else of `$EDITOR`; empty where neither says one."""
    for name in ("VISUAL", "EDITOR"):
        try:
            found = shlex.split(environ.get(name, ""))
        except ValueError:  # a quotation mark without its fellow
            continue
        if found:
            return found
    return []


async def edited(app: App[Any], command: list[str], file: Path) -> int | None:
    """Has the terminal to itself until it ends; what it ended with, None where it could not be started."""
    loop = asyncio.get_running_loop()
    try:
        with app.suspend():
            for one in _PASSED_BY:
                loop.add_signal_handler(one, lambda: None)
            try:
                process = await asyncio.create_subprocess_exec(*command, str(file))
                return await process.wait()
            except OSError:
                return None
            finally:
                for one in _PASSED_BY:
                    loop.remove_signal_handler(one)
    except SuspendNotSupported:
        return None
