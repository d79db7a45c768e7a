"""The parts of README.md that the program makes itself: its picture and its table of keys.

SAMSPILL_ACCEPT=1 writes what the program shows now.
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tui.present.commands import COMMANDS, Scope
from tui.present.keyboard import label
from tui.server.identity import Ids
from tui.server.runner import FolderServer
from tui.storage.book.book import Book
from tui.storage.reader import Reader
from tui.story.book import Clock, Writer
from tui.story.compose import Served, compose, monday_of, namespace
from tui.story.tell import EARLIER, LATELY
from tui.ui.services import Services

from .conftest import NOW, SYNCED, opened, press, sync_into

ROOT = Path(__file__).parent.parent.parent
PICTURE = ROOT / "screenshot.svg"
README = ROOT / "README.md"
KEYS = re.compile(r"(?<=<!-- keys: begin -->\n).*?(?=<!-- keys: end -->)", re.DOTALL)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """What the demo has after its first sync, with its book, as if it had begun on the morning of `NOW`."""
    copy, written = tmp_path / "cache" / "cache.db", tmp_path / "data" / "nordland" / "book.db"
    served, clock = Served(tmp_path / "served"), Clock(NOW - EARLIER)
    then, now = compose(monday_of(NOW.date()))
    served.write(then, NOW.date(), "")
    running = FolderServer(served.folder, check_every=0)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    assert sync_into(copy, running.url, clock()).whole
    with closing(Reader.open(copy)) as reader, closing(Book(written, clock)) as book:
        Writer(book, clock, reader, Ids(namespace()), NOW - LATELY).write()
    served.write(now, NOW.date(), "")
    with closing(Book(written, lambda: SYNCED)) as book:
        assert sync_into(copy, running.url, SYNCED, book=book).whole
    running.stop()
    thread.join()
    return copy


async def test_the_picture_is_of_the_app(services: Services) -> None:
    async with opened(services, size=(120, 30), lang="nb", pane="today") as (app, pilot):
        await press(pilot, "j")
        shown = app.export_screenshot(title="samspill")
    if os.environ.get("SAMSPILL_ACCEPT"):
        PICTURE.write_text(shown, encoding="utf-8")
    assert shown == PICTURE.read_text(encoding="utf-8")


def key_table() -> str:
    """The command table, as README prints it."""
    lines = ["| keys | what | where |", "|---|---|---|"]
    for scope in Scope:
        for command in COMMANDS:
            if command.scope is scope:
                keys = " ".join(f"`{label(key)}`" for key in command.keys) or "`:`"
                lines.append(f"| {keys} | {command.title} | {scope.value.lower()} |")
    return "\n".join(lines) + "\n"


def test_the_keys_are_those_of_the_command_table() -> None:
    text = README.read_text(encoding="utf-8")
    if os.environ.get("SAMSPILL_ACCEPT"):
        text = KEYS.sub(lambda _: key_table(), text)
        README.write_text(text, encoding="utf-8")
    found = KEYS.search(text)
    assert found
    assert found[0] == key_table()
