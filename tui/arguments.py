"""The command line as words: which commands and options there are, and what is said about a wrong one."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from . import __version__
from .present.language import N_, _
from .settings import LANGUAGES

PROGRAM = "samspill"
USAGE_ERROR = 2
MOST_MINUTES = 7 * 24 * 60

EXPORTS = ("partners", "hours", "goals", "agreements", "changes", "minutes")
_FORMS_SAID = {
    "csv": N_("for a spreadsheet"),
    "json": N_("for programs"),
    "ics": N_("for a calendar (office hours)"),
    "md": N_("as Markdown (minutes)"),
    "html": N_("as a page to print (minutes)"),
}

_ARGPARSE_SAYS = (
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ignored explicit argument %r"),
    N_("not allowed with argument %s"),
)
"""The sentences of argparse that can be met here. It has no hook to say them in a language chosen at run time."""

_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sr]")


def parser() -> argparse.ArgumentParser:
    """The whole command line, in the language that is in use now."""
    root = _Parser(prog=PROGRAM, description=_("Partners, office hours and agreement goals, with a local copy."))
    options = _options(root, first=True)
    options.add_argument("--offline", action="store_true", help=_("do not use the network"))
    options.add_argument("--no-store", action="store_true", help=_("keep nothing of what is fetched on this machine"))
    options.add_argument(
        "--version", action="version", version=f"{PROGRAM} {__version__}", help=_("show the version and exit")
    )
    commands = root.add_subparsers(
        title=_("commands, without one the app opens"), dest="command", metavar=_("COMMAND"), parser_class=_Parser
    )
    _demo(commands)
    _serve(commands)
    _sync(commands)
    _status(commands)
    _hours(commands)
    _changes(commands)
    _today(commands)
    _export(commands)
    _report(commands)
    _cache(commands)
    _privacy(commands)
    _wipe(commands)
    _config(commands)
    _keys(commands)
    return root


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Says everything in the chosen language, and says one sentence where argparse prints its usage first."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, "add_help": False, "allow_abbrev": False, **given})

    def error(self, message: str) -> NoReturn:
        said = _("{program}: {message}. See {program} --help.")
        sys.stderr.write(said.format(program=self.prog, message=_translated(message)) + "\n")
        raise SystemExit(USAGE_ERROR)


def _translated(message: str) -> str:
    for said in _ARGPARSE_SAYS:
        found = re.fullmatch(_pattern(said), message, re.DOTALL)
        if found:
            return _filled(_(said), found)
    return message


def _filled(said: str, found: re.Match[str]) -> str:
    """A translation with the words of the original in its places, by name or in order."""
    words = iter(found.groups())
    return _PLACEHOLDER.sub(lambda one: _translated(found[one[1]] if one[1] else next(words)), said)


def _pattern(said: str) -> str:
    """`argument %(name)s: %(message)s` as a regular expression with those groups."""
    pattern, end = "", 0
    for one in _PLACEHOLDER.finditer(said):
        pattern += re.escape(said[end : one.start()]) + (f"(?P<{one[1]}>.+?)" if one[1] else "(.+?)")
        end = one.end()
    return pattern + re.escape(said[end:])


def _options(command: argparse.ArgumentParser, *, first: bool = False) -> argparse._ArgumentGroup:
    """Help, profile and language stand before or after the command's name alike."""
    group = command.add_argument_group(_("options"))
    absent = None if first else argparse.SUPPRESS
    group.add_argument("-h", "--help", action="help", help=_("show this help and exit"))
    group.add_argument("--profile", metavar=_("NAME"), default=absent, help=_("which configured source to use"))
    group.add_argument("--lang", choices=LANGUAGES, default=absent, help=_("language of the screen"))
    return group


def _add(commands: Any, name: str, said: str, also: Sequence[str] = ()) -> _Parser:
    """`also` are names that work and are not shown: argparse would print them all beside the first."""
    added = commands.add_parser(name, help=said, description=said)
    for other in also:
        commands.choices[other] = added
    assert isinstance(added, _Parser)  # noqa: S101 - as parser_class says
    return added


def _demo(commands: Any) -> None:
    command = _add(commands, "demo", _("open the app on sample data, served on this machine"))
    group = _options(command)
    group.add_argument(
        "--scale", type=_count, metavar=_("N"), help=_("add so many made-up partners to the sample data")
    )
    group.add_argument(
        "--fresh",
        "--anew",
        action="store_true",
        help=_("erase what the demo has kept, your notes in it too, and begin anew"),
    )


def _serve(commands: Any) -> None:
    command = _add(commands, "serve", _("serve a folder of data files as an HSDS 3 API"))
    command.add_argument_group(_("arguments")).add_argument("folder", type=Path, metavar=_("FOLDER"))
    group = _options(command)
    group.add_argument(
        "--host", metavar=_("HOST"), default="127.0.0.1", help=_("address to listen on (this machine only)")
    )
    group.add_argument(
        "--port", type=_port, metavar=_("PORT"), default=8750, help=_("port to listen on, 0 for a free one")
    )
    group.add_argument("--token-file", type=Path, metavar=_("FILE"), help=_("require the token in this file"))
    group.add_argument("--scale", type=_count, help=argparse.SUPPRESS)
    group.add_argument("--until-stdin-closes", action="store_true", help=argparse.SUPPRESS)
    group.add_argument("--at-every-request", action="store_true", help=argparse.SUPPRESS)


def _sync(commands: Any) -> None:
    command = _add(commands, "sync", _("bring the local copy up to date"))
    group = _options(command)
    group.add_argument("--full", action="store_true", help=_("read everything, not only what changed"))
    group.add_argument("--json", action="store_true", help=_("as JSON"))
    either = group.add_mutually_exclusive_group()  # nobody looks at what a later round would believe
    either.add_argument(
        "--accept-deletes", action="store_true", help=_("believe a source that lost more than half of its records")
    )
    either.add_argument(
        "--watch", type=_minutes, metavar=_("MINUTES"), help=_("go on doing so every so many minutes, until Ctrl+C")
    )


def _status(commands: Any) -> None:
    command = _add(commands, "status", _("show what the local copy holds and how old it is"))
    _options(command).add_argument("--json", action="store_true", help=_("as JSON"))


def _hours(commands: Any) -> None:
    command = _add(commands, "hours", _("list the office hours of the coming days, or of a week"), also=("kontortid",))
    group = _options(command)
    group.add_argument("--week", "--uke", metavar=_("WEEK"), help=_("only this week: its number, or a date in it"))
    either = group.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help=_("as JSON"))
    either.add_argument("--csv", action="store_true", help=_("as CSV, for a spreadsheet"))


def _changes(commands: Any) -> None:
    said = _("list what became different at the source since the last review")
    group = _options(_add(commands, "changes", said, also=("endringer", "endringar")))
    group.add_argument(
        "--since", "--siden", "--sidan", metavar=_("DATE|NAME"), help=_("since a date, or since a review of that name")
    )
    either = group.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help=_("as JSON"))
    either.add_argument("--csv", action="store_true", help=_("as CSV, for a spreadsheet"))


def _today(commands: Any) -> None:
    command = _add(commands, "today", _("say what the day holds, from the local copy"), also=("i-dag",))
    group = _options(command)
    group.add_argument("--json", action="store_true", help=_("as JSON"))
    group.add_argument("--all", action="store_true", help=_("also what is not mine ([mine] in the configuration)"))


def _export(commands: Any) -> None:
    command = _add(commands, "export", _("write a file to take along: a list, a calendar, the minutes of a meeting"))
    arguments = command.add_argument_group(_("arguments"))
    arguments.add_argument("what", choices=EXPORTS, metavar=_("WHAT"), help=", ".join(EXPORTS))
    group = _options(command)
    either = group.add_mutually_exclusive_group()
    for form in ("csv", "json", "ics", "md", "html"):
        either.add_argument(f"--{form}", dest="form", action="store_const", const=form, help=_(_FORMS_SAID[form]))
    group.add_argument("--partner", metavar=_("ID"), help=_("of the minutes: the id of the partner"))
    group.add_argument("--notes", action="store_true", help=_("of the minutes: with my notes"))
    group.add_argument("--output", type=Path, metavar=_("FILE"), help=_("a new file; left out: to the terminal"))


def _report(commands: Any) -> None:
    command = _add(commands, "report", _("write the report of a review of agreements"), also=("rapport",))
    group = _options(command)
    group.add_argument("--agreement", "--avtale", metavar=_("ID"), help=_("only this agreement"))
    group.add_argument("--period", metavar=_("PERIOD"), help=_("another period than it is now: T2-2026, K1-2026, 2026"))
    group.add_argument("--without-notes", action="store_true", help=_("leave out what I wrote myself"))
    either = group.add_mutually_exclusive_group()
    either.add_argument("--html", action="store_true", help=_("as a page to print"))
    either.add_argument("--md", action="store_true", help=_("as Markdown, which it is anyway"))


def _cache(commands: Any) -> None:
    _actions(_add(commands, "cache", _("check or find the local copy")), (
        ("verify", _("read the whole local copy and say whether it is sound")),
        ("path", _("say where the local copy is")),
    ))  # fmt: skip


def _privacy(commands: Any) -> None:
    command = _add(commands, "privacy", _("say what is stored on this machine and when it is erased"))
    _options(command).add_argument("--json", action="store_true", help=_("as JSON"))


def _wipe(commands: Any) -> None:
    group = _options(_add(commands, "wipe", _("erase local copies, the log and where you were")))
    group.add_argument("--all", action="store_true", help=_("also notes and reviews, which no sync brings back"))
    group.add_argument("--config", action="store_true", help=_("also the configuration and the token files it names"))
    group.add_argument("--yes", action="store_true", help=_("do not ask"))


def _config(commands: Any) -> None:
    _actions(_add(commands, "config", _("create, check or find the configuration file")), (
        ("init", _("create the configuration file from the example")),
        ("check", _("find every fault in the configuration file")),
        ("path", _("say where the configuration file is")),
    ))  # fmt: skip


def _keys(commands: Any) -> None:
    command = _add(commands, "keys", _("show the keys of the app, as they are set up"), also=("taster", "tastar"))
    _options(command).add_argument("--json", action="store_true", help=_("as JSON"))


def _actions(command: _Parser, actions: Iterable[tuple[str, str]]) -> None:
    _options(command)
    inner = command.add_subparsers(
        title=_("commands"), dest="action", metavar=_("COMMAND"), required=True, parser_class=_Parser
    )
    for name, said in actions:
        _options(_add(inner, name, said))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(_("a port is a number from 0 to 65535"))
    return int(text)


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST_MINUTES):
        raise argparse.ArgumentTypeError(_("a number of minutes from 1 to 10080 is needed"))
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and 1 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(_("a number from 1 to 1000000 is needed"))
    return int(text)
