"""Puts the parts of every layer together, and loads each only where it is used."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .config import load
from .domain.errors import BadConfig, CacheError, CacheReadOnly, ConfigFault, SamspillError
from .domain.freshness import Collection
from .domain.periods import PeriodLength
from .domain.persons import Persons
from .domain.values import dataclass
from .paths import Paths, private_folder
from .present.language import _
from .settings import DEMO, Choice, Profile, Settings
from .storage.reader import Reader
from .storage.refuge import duplicate, in_memory, writable
from .storage.retention import enforce
from .token_source import Token, resolve

if TYPE_CHECKING:
    from .storage.book.book import Book
    from .sync.events import Event, Finished
    from .ui.services import Services, Sight, SyncRound

DEMO_HOLD_OFF = timedelta(seconds=10)
"""The demo's server is on this machine: ask it at once and often, so that its end is noticed."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What one run of the program was started with."""

    paths: Paths
    settings: Settings
    environ: Mapping[str, str]
    language: str
    language_asked: bool = False
    """On the command line."""
    token: Token | None = None
    """The one of the environment; never sent to the demo server."""
    offline: bool = False
    store: bool = True
    """False: nothing that is fetched is written to a disk."""
    words: tuple[str, ...] = ()
    """The command line."""
    ends: ExitStack = field(default_factory=ExitStack)
    """What is to be ended with the program, in reverse order."""

    def on(self, choice: Choice) -> bool:
        """`auto` is off over SSH: every mouse report and every frame crosses the network."""
        return choice == "on" or (choice == "auto" and "SSH_CONNECTION" not in self.environ)


def clock() -> datetime:
    return datetime.now(UTC)


def settle(setup: Setup, profile: str) -> Setup:
    """The same with the place where the local copy of a profile is worked on: the only one to decide that.

    It is the folder of the user, or where that cannot be written, or nothing is to be kept (`store`), a folder in
    memory that begins with what can be read there and ends with the program. Raises CacheError.
    """
    paths = setup.paths
    file = paths.cache_file(profile)
    if not paths.kept or (setup.store and writable(file)):
        return setup
    try:
        folder = in_memory(setup.environ, setup.ends)
    except OSError as error:
        raise CacheReadOnly(file.parent) from error
    paths = replace(paths, cache_dir=folder / "cache", kept=False, instead_of=file.parent if setup.store else None)
    if not setup.store:
        paths = replace(paths, state_dir=folder / "state")
    duplicate(file, paths.cache_file(profile))
    return replace(setup, paths=paths)


def open_reader(paths: Paths, profile: str, persons: Persons) -> Reader:
    """The local copy of a profile, read only, without what may not be kept any longer. Raises CacheError."""
    file = paths.cache_file(profile)
    enforce(file, persons=persons, now=clock())
    return Reader.open(file)


def open_book(setup: Setup, profile: str, at: Callable[[], datetime] = clock) -> Book:
    """The book of a profile, for the thread that calls; never raises."""
    from .storage.book.book import Book

    return Book(setup.paths.book_file(profile), at, length=PeriodLength(setup.settings.review.period))


def sync_round(
    setup: Setup, name: str, profile: Profile, *, accept_deletes: bool = False, at: Callable[[], datetime] = clock
) -> SyncRound:
    """A sync of this profile that loads httpx and asks for the token only once it runs, in the thread that runs it.

    `at` is the clock it believes.
    """

    def run(
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        only: Collection | None = None,
        *,
        full: bool = False,
    ) -> Finished:
        from .api.client import Client
        from .api.source import Source
        from .sync.engine import Syncer

        token = None if name == DEMO else resolve(profile, setup.environ, setup.token, name=name)
        private_folder(setup.paths.cache_dir)
        cache = private_folder(setup.paths.cache_file(name).parent) / setup.paths.cache_file(name).name
        with (
            Client(profile.url, token=token.reveal() if token else None, auth=profile.auth) as client,
            closing(open_book(setup, name, at)) as book,
        ):
            syncer = Syncer(
                cache=cache,
                source=Source(client),
                clock=at,
                fingerprint=fingerprint(name, profile),
                persons=setup.settings.persons,
                book=book if setup.store else None,  # the history of changes is made of what is fetched
            )
            finished = syncer.run(
                on_event,
                cancelled,
                full=full,
                only=frozenset({only}) if only else None,
                accept_deletes=accept_deletes or name == DEMO,  # it may have been larger the last time
            )
        _note(name, finished)
        return finished

    return run


def fingerprint(name: str, profile: Profile) -> str:
    """Tells one source from another, so that a profile given a new address does not mix both in one local copy."""
    import hashlib

    return hashlib.sha256((DEMO if name == DEMO else profile.url).encode()).hexdigest()[:32]


def sight(setup: Setup, name: str, profile: Profile | None) -> Sight:
    """What is needed to show one profile, in a setup that is settled. Raises CacheError."""
    from .ui.services import Sight

    reader = open_reader(setup.paths, name, setup.settings.persons)
    setup.ends.callback(reader.close)
    book = open_book(setup, name)
    setup.ends.callback(book.close)
    return Sight(
        profile=name,
        url=profile.url if profile else None,
        reader=reader,
        book=book,
        clock=clock,
        offline=setup.offline,
        state_file=setup.paths.state_file(name),
        kept=setup.paths.kept,
        language=setup.language,
        language_asked=setup.language_asked,
        settings=setup.settings,
        environ=setup.environ,
    )


def services(setup: Setup, name: str, profile: Profile | None) -> Services:
    """Everything the screens need for one profile; without one there is nothing to sync from. Raises CacheError."""
    setup = settle(setup, name)
    return equipped(setup, sight(setup, name, profile), name, profile)


def equipped(setup: Setup, seen: Sight, name: str, profile: Profile | None) -> Services:
    """The same with all that can be done with it. Raises CacheError."""
    from .sync.carry import catch_up
    from .ui.services import Services

    if setup.store:
        catch_up(seen.reader, seen.book)
    return Services(
        **{one.name: getattr(seen, one.name) for one in fields(seen)},
        expire=lambda: enforce(setup.paths.cache_file(name), persons=setup.settings.persons, now=clock()),
        sync=sync_round(setup, name, profile) if profile else _nowhere,
        automatic=setup.settings.sync.automatic,
        hold_off=DEMO_HOLD_OFF if name == DEMO else setup.settings.sync.hold_off,
        instead_of=setup.paths.instead_of,
        config_file=setup.paths.config_file,
        version=__version__,
        greet=greet,
        connect=lambda address: connect(setup, address),
        start_demo=lambda: demo(setup),
        export_folder=lambda: export_folder(setup.settings),
        open_reader=lambda: Reader.open(setup.paths.cache_file(name)),
        open_book=lambda: open_book(setup, name),
        address_of=_addresses(profile),
        log_file=setup.paths.log_file,
    )


def export_folder(settings: Settings) -> Path:
    """Where files to take along go: as configured, else the documents folder, where there is one, else here."""
    from platformdirs import user_documents_path

    if settings.export_folder is not None:
        return settings.export_folder
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.cwd()


def _addresses(profile: Profile | None) -> Callable[[Collection, str], str | None]:
    def address(collection: Collection, source_id: str) -> str | None:
        from .api.endpoints import record_address

        return record_address(profile.url, collection, source_id) if profile else None

    return address


def greet(address: str) -> None:
    """Whether a service answers at the address a person typed. Raises BadConfig and SyncError."""
    from .api.greeting import greet as ask
    from .first_config import completed

    ask(completed(address))


def connect(setup: Setup, address: str) -> Services:
    """Writes the first configuration with this address and opens it. Raises BadConfig, also where there is a file."""
    from .first_config import completed, write_config

    write_config(setup.paths, completed(address))
    settings = load(setup.paths.config_file)
    name, profile = settings.chosen(None, setup.paths.config_file)
    return services(replace(setup, settings=settings), name, profile)


def demo(setup: Setup, scale: int | None = None, *, fresh: bool = False) -> Services:
    """Starts the demo server, which ends with the program, and opens its profile. Raises SamspillError."""
    setup = settle(setup, DEMO)
    return services(setup, DEMO, demo_profile(setup, scale, fresh=fresh))


def demo_profile(setup: Setup, scale: int | None = None, *, fresh: bool = False) -> Profile:
    """Starts the demo server, which ends with the program, on a setup that is settled. Raises SamspillError.

    The first time, and where it is to be `fresh`, the demo is given its past before: what it has kept goes then. Where
    nothing is to be kept it has none.
    """
    from .demo import start
    from .story.compose import Served
    from .story.tell import serve_now, tell

    served = Served(setup.paths.served_folder(DEMO))

    def started() -> str:
        return start(setup.ends, served.folder, setup.paths.log_dir, scale)

    def synced(url: str, at: Callable[[], datetime]) -> bool:
        run = sync_round(setup, DEMO, Profile(url=url), at=at)
        return run(lambda _event: None, threading.Event()).whole

    begins = setup.store and (fresh or not (scale or setup.paths.book_file(DEMO).exists()))
    if fresh or begins:
        _forget_demo(setup, everything=fresh)
    if not begins:
        serve_now(served, clock, __version__)
        return Profile(url=started())
    url = tell(
        served, clock, __version__,
        start=started, sync=synced, open_book=lambda at: open_book(setup, DEMO, at),
        copy=setup.paths.cache_file(DEMO),
    )  # fmt: skip
    return Profile(url=url)


def _forget_demo(setup: Setup, *, everything: bool) -> None:
    """Without `everything` only its copy, where nobody has written anything. Raises Busy and CacheError."""
    from .belongings import find, remove

    found = find(setup.paths, setup.settings, DEMO, everything=everything, configuration=False)
    remove(found if everything else replace(found, rest=()))


@contextmanager
def logged(paths: Paths) -> Iterator[None]:
    """Writes the log while it lasts. Where there is no place for one, everything else still works."""
    from . import applog

    stop: Callable[[], None] = lambda: None  # noqa: E731
    with suppress(CacheError):
        stop = applog.start(paths.log_file)
    applog.guard(_("Something unexpected happened; where is noted in {file}.").format(file=paths.log_file))
    try:
        yield
    except (SamspillError, KeyboardInterrupt, SystemExit):
        stop()
        raise
    else:
        stop()  # but not when something unexpected passes here: it is still to be noted


def _nowhere(
    on_event: Callable[[Event], None],  # noqa: ARG001 - as SyncRound says
    cancelled: threading.Event,  # noqa: ARG001
    only: Collection | None = None,  # noqa: ARG001
    *,
    full: bool = False,  # noqa: ARG001
) -> Finished:
    raise BadConfig(None, ConfigFault.NO_SOURCE)


def _note(profile: str, finished: Finished) -> None:
    """How a round went, into the log: kinds of errors, never what they say."""
    import logging

    errors = [finished.error, *(getattr(one, "error", None) for one in finished.outcomes)]
    kinds = ", ".join(type(error).__name__ for error in errors if error) or "whole"
    logging.getLogger(__name__).info("sync %s: %s", profile, kinds)
