"""The command `samspill`: what it is asked to do, done, and an exit code that says how it went."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from . import __version__
from .config import DEMO, Profile, Settings, read
from .domain.errors import BadConfig, ConfigFault, NoDemo, SamspillError
from .domain.values import dataclass
from .exits import Exit, exit_code
from .opening import language_asked_for, opening
from .paths import Paths, locate
from .present import language
from .present.errors import sentence
from .present.language import _
from .token_source import take, unusable
from .ui.terminal.ascii import ERRORS as CLOSEST
from .ui.terminal.facts import encoding

if TYPE_CHECKING:
    import argparse
    from types import SimpleNamespace

    from .rounds import Rounds
    from .storage.book.book import Book
    from .storage.reader import Reader
    from .ui.terminal.raw import HeldTerminal
    from .wiring import Setup

    Given = argparse.Namespace | SimpleNamespace
    """The words of a command line, taken apart."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the program: what was asked, and what was found before anything was done."""

    given: Given
    paths: Paths
    settings: Settings
    faults: tuple[BadConfig, ...]

    def chosen(self) -> tuple[str, Profile | None]:
        """The profile this call is about. Raises BadConfig, the first fault of the file before anything else.

        Kept offline, faults are only told: reading the local copy needs no more than the name of a profile.
        """
        if self.faults and self.given.profile != DEMO:
            if not self.given.offline:
                raise self.faults[0]
            for fault in self.faults:
                _say(sentence(fault))
        return self.settings.chosen(self.given.profile, self.paths.config_file)


def main(words: list[str] | None = None) -> int:
    """Runs one command line and returns the exit code; no fault of the user's ends in a traceback."""
    words = sys.argv[1:] if words is None else words
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            named = encoding(os.environ, stream.encoding) if stream.isatty() else stream.encoding
            stream.reconfigure(encoding=named, errors=CLOSEST)  # where a letter is missing, the one nearest to it
    paths = locate(os.environ)
    settings, faults = read(paths.config_file, required=paths.config_named)
    language.use(language.choose(language_asked_for(words) or settings.language, os.environ))
    given = opening(words) or _parsed(words)
    call = Call(given=given, paths=paths, settings=settings, faults=faults)
    try:
        return _COMMANDS[given.command](call)
    except SamspillError as error:
        _say(sentence(error))
        return exit_code(error)
    except KeyboardInterrupt:
        return Exit.CANCELLED
    except BrokenPipeError:  # `samspill status | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.WHOLE


def _parsed(words: list[str]) -> Given:
    from .arguments import parser

    return parser().parse_args(words)


def _app(call: Call) -> int:
    name, profile = call.chosen()
    if not _full_screen():
        _say(_("This is no terminal the app can draw on; here is the status instead."))
        with ExitStack() as ends:
            _print_status(call, _settled(call, ends, name), name, profile)
        return Exit.WHOLE
    with ExitStack() as ends:
        held = _held(ends)
        from . import wiring

        return wiring.open_app(_setup(call, ends), name, profile, held)


def _demo(call: Call) -> int:
    from . import wiring

    if call.given.scale:
        _say(_("Starting the example service ..."))
    if call.given.fresh:
        _say(_("The demo begins anew: what it had kept on this machine, your notes in it too, is erased."))
    with ExitStack() as ends:
        if _full_screen():
            held = _held(ends)
            return wiring.open_demo(_setup(call, ends), held, call.given.scale, fresh=call.given.fresh)
        ends.enter_context(wiring.logged(call.paths))
        setup = _setup(call, ends)
        _say(_("This is no terminal the app can draw on; here is what the demo fetches instead."))
        setup = wiring.settle(setup, DEMO)
        profile = wiring.demo_profile(setup, call.given.scale, fresh=call.given.fresh)
        code = _rounds(setup, DEMO, profile, call.given).once()
        _print_status(call, setup, DEMO, profile)
        return code


def _sync(call: Call) -> int:
    if call.given.offline:
        _say(_("A sync needs the network; leave out --offline."))
        return Exit.USAGE
    name, profile = call.chosen()
    if profile is None:
        raise BadConfig(call.paths.config_file, ConfigFault.NO_SOURCE)
    given = call.given
    from . import wiring

    with wiring.logged(call.paths), ExitStack() as ends:
        setup = _settled(call, ends, name)
        rounds = _rounds(setup, name, profile, given)
        code = rounds.watch(given.watch, full=given.full) if given.watch else rounds.once(full=given.full)
        lost = code is Exit.WHOLE and setup.paths.instead_of is not None
        return Exit.LOCAL_COPY if lost else code  # whoever started it, a timer say, is to know that nothing came of it


def _rounds(setup: Setup, name: str, profile: Profile, given: Given) -> Rounds:
    from . import wiring
    from .rounds import Rounds

    return Rounds(
        run=wiring.sync_round(setup, name, profile, accept_deletes=getattr(given, "accept_deletes", False)),
        profile=name,
        url=profile.url,
        version=__version__,
        clock=wiring.clock,
        bars=sys.stderr.isatty() and os.environ.get("TERM") != "dumb",
        as_json=getattr(given, "json", False),
    )


def _status(call: Call) -> int:
    name, profile = call.chosen()
    with ExitStack() as ends:
        failed = _print_status(call, _settled(call, ends, name), name, profile)
    return Exit.PARTLY if failed else Exit.WHOLE


def _print_status(call: Call, setup: Setup, name: str, profile: Profile | None) -> bool:
    """True where the last attempt failed for some collection."""
    from . import wiring
    from .plain.status import document, lines, read_status

    reader = wiring.open_reader(setup.paths, name, call.settings.persons)
    try:
        status = read_status(
            reader, version=__version__, profile=name, url=profile.url if profile else None,
            file=setup.paths.cache_file(name), now=wiring.clock(), persons=call.settings.persons,
        )  # fmt: skip
    finally:
        reader.close()
    if getattr(call.given, "json", False):
        print(json.dumps(document(status), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print("\n".join(lines(status)))  # noqa: T201
    return status.failed


def _today(call: Call) -> int:
    from .config import Mine
    from .plain.today import document, lines
    from .present.dates import local_date
    from .storage.day import DayReader
    from .wiring import clock

    mine, now = Mine() if call.given.all else call.settings.mine, clock()
    with ExitStack() as ends:
        day = DayReader(*_opened(call, ends)).read(
            now, local_date(now), partners=mine.partners, municipalities=mine.municipalities
        )
    told = json.dumps(document(day), ensure_ascii=False, indent=2) if call.given.json else "\n".join(lines(day))
    print(told)  # noqa: T201
    return Exit.PARTLY if any(one.error for one in day.states) else Exit.WHOLE


def _export(call: Call) -> int:
    from .taking import take

    return take(call.given, lambda ends: _opened(call, ends))


def _opened(call: Call, ends: ExitStack) -> tuple[Reader, Book]:
    """The local copy and the book of the profile that is asked for."""
    from .wiring import open_book, open_reader

    name, _profile = call.chosen()
    setup = _settled(call, ends, name)
    reader = ends.enter_context(closing(open_reader(setup.paths, name, call.settings.persons)))
    return reader, ends.enter_context(closing(open_book(setup, name)))


def _hours(call: Call) -> int:
    """The office hours pane as text."""
    from . import wiring
    from .plain.hours import document, lines, stretch, table

    given, now = call.given, wiring.clock()
    name, _profile = call.chosen()
    with ExitStack() as ends:
        reader = wiring.open_reader(_settled(call, ends, name).paths, name, call.settings.persons)
        ends.callback(reader.close)
        asked = stretch(reader, given.week, now)
    if isinstance(asked, str):
        _say(asked)
        return Exit.USAGE
    if given.json:
        print(json.dumps(document(asked), ensure_ascii=False, indent=2))  # noqa: T201
    elif given.csv:
        print(table(asked), end="")  # noqa: T201
    else:
        print("\n".join(lines(asked)))  # noqa: T201
    return Exit.PARTLY if asked.state.error else Exit.WHOLE


def _changes(call: Call) -> int:
    """The changes pane as text."""
    from . import wiring
    from .plain.changes import document, lines, listed, table
    from .plain.export.spreadsheet import as_csv
    from .sync.carry import catch_up

    given = call.given
    name, _profile = call.chosen()
    with ExitStack() as ends:
        setup = _settled(call, ends, name)
        reader = wiring.open_reader(setup.paths, name, call.settings.persons)
        ends.callback(reader.close)
        book = wiring.open_book(setup, name)
        ends.callback(book.close)
        catch_up(reader, book)
        told = listed(book, reader.states(), given.since, wiring.clock())
        if book.trouble is not None:
            raise book.trouble
        if isinstance(told, str):
            _say(told)
            return Exit.USAGE
        if given.json:
            print(json.dumps(document(told), ensure_ascii=False, indent=2))  # noqa: T201
        elif given.csv:
            print(as_csv(table(told)).decode(), end="")  # noqa: T201
        else:
            print("\n".join(lines(told)))  # noqa: T201
        return Exit.PARTLY if told.unchecked else Exit.WHOLE


def _report(call: Call) -> int:
    from . import wiring
    from .reporting import report

    name, _profile = call.chosen()
    with ExitStack() as ends:
        setup = _settled(call, ends, name)
        reader = wiring.open_reader(setup.paths, name, call.settings.persons)
        ends.callback(reader.close)
        book = wiring.open_book(setup, name)
        ends.callback(book.close)
        return report(reader, book, wiring.clock(), call.given)


def _cache(call: Call) -> int:
    name, _profile = call.chosen()
    file = call.paths.cache_file(name)
    if call.given.action == "path":
        print(file)  # noqa: T201
        return Exit.WHOLE
    if not file.exists():
        print(_("There is no local copy at {file} yet; samspill sync makes one.").format(file=file))  # noqa: T201
        return Exit.WHOLE
    from .plain.verification import sentences
    from .storage.verify import verify

    found = verify(file)
    told = "\n".join(sentences(file, found))
    if not found.sound:
        _say(told)
        return Exit.LOCAL_COPY
    print(told)  # noqa: T201
    return Exit.WHOLE


def _privacy(call: Call) -> int:
    from .keeping import privacy
    from .wiring import clock

    return privacy(call.paths, call.settings, call.given.profile, clock(), as_json=call.given.json)


def _wipe(call: Call) -> int:
    from .keeping import wipe

    given = call.given
    return wipe(
        call.paths, call.settings, given.profile,
        everything=given.all, configuration=given.config, asked=given.yes,
    )  # fmt: skip


def _serve(call: Call) -> int:
    from . import demo

    if not demo.installed():
        raise NoDemo(installed=False)
    from .server.faults import FolderBroken
    from .server.runner import ServeRefused, serve

    given = call.given
    try:
        return serve(
            given.folder, host=given.host, port=given.port, token_file=given.token_file, scale=given.scale or 0,
            announce=_announce, until_eof=given.until_stdin_closes, check_every=0.0 if given.at_every_request else 1.0,
        )  # fmt: skip
    except (FolderBroken, ServeRefused) as error:
        _say(str(error))
        return Exit.USAGE


def _announce(url: str) -> None:
    print(_("Serving at {url}").format(url=url), flush=True)  # noqa: T201


def _config(call: Call) -> int:
    return {"init": _config_init, "check": _config_check, "path": _config_path}[call.given.action](call)


def _config_init(call: Call) -> int:
    from .wiring import write_config

    write_config(call.paths)
    print(call.paths.config_file)  # noqa: T201
    return Exit.WHOLE


def _config_check(call: Call) -> int:
    file = call.paths.config_file
    found = (unusable(one) for one in call.settings.profiles.values())
    faults = [*call.faults, *(one for one in found if one is not None)]
    try:
        call.settings.chosen(call.given.profile, file)
    except BadConfig as unclear:
        faults.append(unclear)
    for fault in faults:
        _say(sentence(fault))
    if faults:
        return Exit.USAGE
    words = _("{file} is in order.") if file.exists() else _("There is no {file}; the defaults hold.")
    print(words.format(file=file))  # noqa: T201
    return Exit.WHOLE


def _config_path(call: Call) -> int:
    print(call.paths.config_file)  # noqa: T201
    return Exit.WHOLE


def _keys(call: Call) -> int:
    from .plain.keys import document, lines

    keys = call.settings.keys
    if call.given.json:
        faults: list[dict[str, object]] = [{"line": one.line, "sentence": sentence(one)} for one in call.faults]
        print(json.dumps(document(keys, faults), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print("\n".join(lines(keys)))  # noqa: T201
    for fault in call.faults:
        _say(sentence(fault))
    return Exit.USAGE if call.faults else Exit.WHOLE


_COMMANDS: dict[str | None, Callable[[Call], int]] = {
    None: _app,
    "demo": _demo,
    "serve": _serve,
    "sync": _sync,
    "status": _status,
    **dict.fromkeys(("today", "i-dag"), _today),
    "export": _export,
    **dict.fromkeys(("hours", "kontortid"), _hours),
    **dict.fromkeys(("changes", "endringer", "endringar"), _changes),
    **dict.fromkeys(("report", "rapport"), _report),
    "cache": _cache,
    "privacy": _privacy,
    "wipe": _wipe,
    "config": _config,
    **dict.fromkeys(("keys", "taster", "tastar"), _keys),
}


def _setup(call: Call, ends: ExitStack) -> Setup:
    from .wiring import Setup

    return Setup(
        paths=call.paths,
        settings=call.settings,
        environ=os.environ,
        language=language.current(),
        language_asked=getattr(call.given, "lang", None) is not None,
        token=take(os.environ),
        offline=call.given.offline,
        store=not call.given.no_store,
        ends=ends,
    )


def _settled(call: Call, ends: ExitStack, profile: str) -> Setup:
    """The setup with a place for the local copy; where that is none to keep it in, it is said."""
    from .present.retention import not_kept
    from .wiring import settle

    setup = settle(_setup(call, ends), profile)
    if not setup.paths.kept:
        _say(not_kept(setup.paths.instead_of))
    return setup


def _held(ends: ExitStack) -> HeldTerminal:
    """The terminal, taken before a key can be lost; given back with `ends`, whatever happens in between."""
    from .ui.terminal.raw import HeldTerminal

    gc.disable()  # nothing of what is loaded now will be garbage; the app enables it once it is there
    ends.callback(gc.enable)
    held = HeldTerminal(sys.stdin.fileno(), sys.stdout.fileno())
    ends.callback(held.give_back)
    return held


def _full_screen() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in {"dumb", ""}


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
