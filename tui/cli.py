"""The command `samspill`: what it is asked to do, done, and an exit code that says how it went."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from . import __version__
from .call import Call, made_setup, say, settled
from .config import read
from .domain.errors import BadConfig, ConfigFault, NoDemo, SamspillError
from .exits import Exit, exit_code
from .opening import language_asked_for, opening
from .paths import locate
from .present import language
from .present.errors import sentence
from .present.language import _
from .settings import DEMO, Profile
from .token_source import unusable
from .ui.terminal.ascii import ERRORS as CLOSEST
from .ui.terminal.facts import encoding

if TYPE_CHECKING:
    from .call import Given
    from .glance import Glance
    from .rounds import Rounds
    from .ui.terminal.held import HeldTerminal
    from .wiring import Setup


def main(words: list[str] | None = None, glance: Glance | None = None) -> int:
    """Runs one command line and returns the exit code; no fault of the user's ends in a traceback.

    `glance`: what the terminal was taken for already.
    """
    words = sys.argv[1:] if words is None else words
    try:
        with ExitStack() as ends:
            held = None if glance is None else _held(ends, glance)
            return _run(words, held)
    except SamspillError as error:
        say(sentence(error))
        return exit_code(error)
    except KeyboardInterrupt:
        return Exit.CANCELLED
    except BrokenPipeError:  # `samspill status | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.WHOLE


def _run(words: list[str], held: HeldTerminal | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            named = encoding(os.environ, stream.encoding) if stream.isatty() else stream.encoding
            stream.reconfigure(encoding=named, errors=CLOSEST)  # where a letter is missing, the one nearest to it
    paths = locate(os.environ)
    settings, faults = read(paths.config_file, required=paths.config_named)
    language.use(language.choose(language_asked_for(words) or settings.language, os.environ))
    given = opening(words) or _parsed(words)
    call = Call(given=given, paths=paths, settings=settings, faults=faults, words=tuple(words), held=held)
    return _command(given.command)(call)


def _command(name: str | None) -> Callable[[Call], int]:
    if name in _COMMANDS:
        return _COMMANDS[name]
    from .telling import TELLING

    return TELLING[str(name)]


def _parsed(words: list[str]) -> Given:
    from .arguments import parser

    return parser().parse_args(words)


def _app(call: Call) -> int:
    name, profile = call.chosen()
    if not _full_screen():
        say(_("This is no terminal the app can draw on; here is the status instead."))
        from .telling import print_status

        with ExitStack() as ends:
            print_status(call, settled(call, ends, name), name, profile)
        return Exit.WHOLE
    with ExitStack() as ends:
        held = call.held or _held(ends)
        from .on_screen import open_app

        return open_app(made_setup(call, ends), name, profile, held)


def _demo(call: Call) -> int:
    from . import wiring

    if call.given.scale:
        say(_("Starting the example service ..."))
    if call.given.fresh:
        say(_("The demo begins anew: what it had kept on this machine, your notes in it too, is erased."))
    with ExitStack() as ends:
        if _full_screen():
            held = _held(ends)
            from .on_screen import open_demo

            return open_demo(made_setup(call, ends), held, call.given.scale, fresh=call.given.fresh)
        ends.enter_context(wiring.logged(call.paths))
        setup = made_setup(call, ends)
        say(_("This is no terminal the app can draw on; here is what the demo fetches instead."))
        setup = wiring.settle(setup, DEMO)
        profile = wiring.demo_profile(setup, call.given.scale, fresh=call.given.fresh)
        code = _rounds(setup, DEMO, profile, call.given).once()
        from .telling import print_status

        print_status(call, setup, DEMO, profile)
        return code


def _sync(call: Call) -> int:
    if call.given.offline:
        say(_("A sync needs the network; leave out --offline."))
        return Exit.USAGE
    name, profile = call.chosen()
    if profile is None:
        raise BadConfig(call.paths.config_file, ConfigFault.NO_SOURCE)
    given = call.given
    from . import wiring

    with wiring.logged(call.paths), ExitStack() as ends:
        setup = settled(call, ends, name)
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
        say(told)
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
        say(str(error))
        return Exit.USAGE


def _announce(url: str) -> None:
    print(_("Serving at {url}").format(url=url), flush=True)  # noqa: T201


def _config(call: Call) -> int:
    return {"init": _config_init, "check": _config_check, "path": _config_path}[call.given.action](call)


def _config_init(call: Call) -> int:
    from .first_config import write_config

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
        say(sentence(fault))
    if faults:
        return Exit.USAGE
    words = _("{file} is in order.") if file.exists() else _("There is no {file}; the defaults hold.")
    print(words.format(file=file))  # noqa: T201
    return Exit.WHOLE


def _config_path(call: Call) -> int:
    print(call.paths.config_file)  # noqa: T201
    return Exit.WHOLE


_COMMANDS: dict[str | None, Callable[[Call], int]] = {
    None: _app,
    "demo": _demo,
    "serve": _serve,
    "sync": _sync,
    "cache": _cache,
    "privacy": _privacy,
    "wipe": _wipe,
    "config": _config,
}


def _held(ends: ExitStack, glance: Glance | None = None) -> HeldTerminal:
    """The terminal, taken before a key can be lost; given back with `ends`, whatever happens in between."""
    from .ui.terminal.held import HeldTerminal

    gc.disable()  # nothing of what is loaded now will be garbage; the app enables it once it is there
    ends.callback(gc.enable)
    held = HeldTerminal(sys.stdin.fileno(), sys.stdout.fileno(), glance)
    ends.callback(held.give_back)
    return held


def _full_screen() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in {"dumb", ""}
