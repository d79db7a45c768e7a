"""A local copy of the bundled sample, synced once from the real server, and the app opened on it."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.running import SAMPLE
from tui.api.client import Client
from tui.api.source import Source
from tui.domain.freshness import Collection
from tui.present import language
from tui.present.dates import local_date
from tui.server.runner import FolderServer
from tui.settings import Settings
from tui.storage.book.book import Book
from tui.storage.reader import Reader
from tui.storage.retention import Erased
from tui.sync.engine import Syncer
from tui.sync.events import Event, Finished
from tui.ui.app import SamspillApp
from tui.ui.screens.choose import ChooseCommand
from tui.ui.services import Services
from tui.ui.state import ScreenState, save

SYNCED = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
"""Monday 23 November 2026, 08:03 on the train."""


def sync_into(
    cache: Path, url: str, at: datetime, *, book: Book | None = None, fingerprint: str | None = None
) -> Finished:
    """A real sync. With the fingerprint of another address what is there counts as fetched from here."""
    cache.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Client(url) as client:
        syncer = Syncer(cache=cache, source=Source(client), clock=lambda: at, fingerprint=fingerprint or url, book=book)
        return syncer.run(lambda event: None, threading.Event())


@dataclass
class Changing:
    """The sample in a folder of its own, served to be changed, and where it is synced to."""

    folder: Path
    url: str
    cache: Path
    book: Path
    fingerprint: str

    def edit(self, file: str, *changes: tuple[str, str]) -> None:
        """Each text must be there, and is replaced where it first stands."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    def cut(self, file: str, start: str, end: str) -> None:
        """What stands from the one line to the other is not there any more."""
        head, _start, rest = (self.folder / file).read_text(encoding="utf-8").partition(start)
        _gone, found, tail = rest.partition(end)
        assert found
        (self.folder / file).write_text(head + end + tail, encoding="utf-8")

    def sync(self, at: datetime) -> None:
        with closing(Book(self.book, lambda: at)) as book:
            assert sync_into(self.cache, self.url, at, book=book, fingerprint=self.fingerprint).whole


@pytest.fixture
def changing(server: str, cache: Path, tmp_path: Path) -> Iterator[Changing]:
    """The source of `services`, with a book that what is changed arrives in."""
    folder = tmp_path / "source"
    shutil.copytree(SAMPLE, folder)
    running = FolderServer(folder, check_every=0)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield Changing(folder, running.url, cache, tmp_path / "data" / "nordland" / "book.db", server)
    running.stop()
    thread.join()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the bundled sample, served for real."""
    running = FolderServer(SAMPLE)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield running.url
    running.stop()
    thread.join()


@pytest.fixture(scope="session")
def synced(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("synced", numbered=False) / "copy" / "cache.db"
    assert sync_into(cache, server, SYNCED).whole
    return cache


@pytest.fixture
def cache(synced: Path, tmp_path: Path) -> Path:
    """A copy of the local copy, to do anything with."""
    shutil.copytree(synced.parent, tmp_path / "cache")
    return tmp_path / "cache" / "cache.db"


@pytest.fixture
def services(cache: Path, tmp_path: Path) -> Iterator[Services]:
    """Opened offline on the sample, at eight in the morning."""

    def nowhere(
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        only: Collection | None = None,
        *,
        full: bool = False,
    ) -> Finished:
        raise AssertionError("nothing is synced here")

    def unused(*_words: str) -> Services:
        raise AssertionError("not in this test")

    (tmp_path / "taken").mkdir()
    reader = Reader.open(cache)
    reader.size = lambda: 421_888  # type: ignore[method-assign] # differs with the version of SQLite
    book = Book(tmp_path / "data" / "nordland" / "book.db", lambda: NOW)
    yield Services(
        profile="nordland",
        url="https://api.example",
        reader=reader,
        book=book,
        clock=lambda: NOW,
        expire=Erased,
        sync=nowhere,
        offline=True,
        automatic=True,
        hold_off=timedelta(hours=1),
        state_file=tmp_path / "state.toml",
        kept=True,
        instead_of=None,
        language="en",
        settings=Settings(),
        config_file=tmp_path / "config.toml",
        version="0",
        greet=lambda _address: None,
        connect=unused,
        start_demo=unused,
        export_folder=lambda: tmp_path / "taken",
        open_reader=lambda: Reader.open(cache),
        open_book=lambda: Book(tmp_path / "data" / "nordland" / "book.db", lambda: NOW),
    )
    reader.close()
    book.close()


@asynccontextmanager
async def opened(
    services: Services, *, size: tuple[int, int] = (80, 24), lang: str = "en", pane: str | None = "partners"
) -> AsyncIterator[tuple[SamspillApp, Pilot[None]]]:
    """The app, mounted and at rest; in `pane`, where nothing else is remembered of an earlier time."""
    language.use(lang)
    if pane is not None and not services.state_file.exists():
        save(services.state_file, ScreenState(pane=pane, day=local_date(services.clock()).isoformat()))
    app = SamspillApp(replace(services, language=lang))
    async with app.run_test(size=size) as pilot:
        await rest(pilot)
        yield app, pilot


async def rest(pilot: Pilot[None]) -> None:
    """Until the card has caught up with the cursor and nothing is left to paint."""
    await pilot.pause()
    app = pilot.app
    assert isinstance(app, SamspillApp)
    while following(app):  # noqa: ASYNC110 - a timer of the app, no event
        await asyncio.sleep(0.01)
    await pilot.pause()


def following(app: SamspillApp) -> bool:
    """Something on the screen has yet to catch up with the keys."""
    if isinstance(app.screen, ChooseCommand):
        return app.screen.following
    return app.main is not None and app.is_running and (app.main.pane.following or not app.main.whole)


def screen_text(app: SamspillApp) -> str:
    """What is on the screen, as lines of text."""
    width, height = app.size
    lines = [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
    assert len(lines) == height
    assert all(len(line) <= width for line in lines)
    return "\n".join(lines) + "\n"


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await rest(pilot)
