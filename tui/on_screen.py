"""The app on a terminal: opened, run until it is left, and what the next start will show first kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from . import glance
from .domain.errors import CacheError, SamspillError
from .settings import Profile
from .wiring import Setup, demo, equipped, logged, settle, sight

if TYPE_CHECKING:
    from .glance import Frame
    from .ui.first.start import Shown
    from .ui.services import Services, Sight
    from .ui.terminal.held import HeldTerminal


def open_app(setup: Setup, name: str, profile: Profile | None, held: HeldTerminal) -> int:
    """The app on a profile, until it is left. Its first frame is on the screen before most of it is loaded.

    What the next start will show first is kept when all is closed.
    """
    from .ui.first.start import show

    with ExitStack() as opened:
        with _told_when_it_fails(setup):
            setup = settle(setup, name)
            seen = sight(replace(setup, ends=opened), name, profile)
            first = show(seen, held)
        setup.ends.enter_context(logged(setup.paths))
        code = run_app(setup, equipped(setup, seen, name, profile), held, first)
        size = held.size
        frames = _drawn_ahead(setup, seen, size)
    if size is not None and frames:  # nothing has the files open any more that they were made of
        _keep_glance(setup, name, size, frames)
    return code


def _drawn_ahead(setup: Setup, seen: Sight, size: tuple[int, int] | None) -> list[Frame]:
    """What the next start on such a screen begins with, where it can be known."""
    from .ui.first.later import frames

    if size is None or not setup.paths.kept or glance.folder_of(setup.environ) != str(setup.paths.cache_dir):
        return []
    try:
        return list(frames(seen, size))
    except CacheError:
        return []


def _keep_glance(setup: Setup, name: str, size: tuple[int, int], frames: list[Frame]) -> None:
    paths = setup.paths
    databases = (paths.cache_file(name), paths.book_file(name))
    made_of = (
        paths.config_file,
        paths.state_file(name),
        *(one.with_name(one.name + more) for one in databases for more in ("", "-wal")),
    )
    glance.keep(str(paths.glance_file(name)), setup.words, setup.environ, size, map(str, made_of), frames)


def open_demo(setup: Setup, held: HeldTerminal, scale: int | None = None, *, fresh: bool = False) -> int:
    """The app on the demo, which is started first and ends with it. Raises SamspillError."""
    from .ui.first.start import show

    setup.ends.enter_context(logged(setup.paths))
    opened = demo(setup, scale, fresh=fresh)
    return run_app(setup, opened, held, show(opened, held))


def run_app(setup: Setup, opened: Services, held: HeldTerminal, first: Shown | None) -> int:
    """The app, until it is left; keys that only move are answered before. Returns what the program exits with.

    Raises what it crashed of.
    """
    if not setup.on(setup.settings.ui.animations):
        os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when Textual is imported
    if first is not None:
        first.meanwhile(_load_app)
    from .ui.app import SamspillApp

    app = SamspillApp(opened, held, first)
    app.run(mouse=setup.on(setup.settings.ui.mouse))
    if app._exception is not None:
        raise app._exception
    return app.return_code or 0


def _load_app() -> None:
    """Textual, and every screen: most of the time a start takes."""
    from .ui import app  # noqa: F401 - only loaded


@contextmanager
def _told_when_it_fails(setup: Setup) -> Iterator[None]:
    """The log is not started before the first frame, unless there is something to be noted."""
    try:
        yield
    except SamspillError:
        raise
    except BaseException:
        setup.ends.enter_context(logged(setup.paths))
        raise
