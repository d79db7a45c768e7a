"""The commands that read the local copy out: what the screens show, as lines, as JSON and as CSV."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from . import __version__
from .call import Call, opened, say, settled
from .exits import Exit
from .present.errors import sentence

if TYPE_CHECKING:
    from .settings import Profile
    from .wiring import Setup


def _status(call: Call) -> int:
    name, profile = call.chosen()
    with ExitStack() as ends:
        failed = print_status(call, settled(call, ends, name), name, profile)
    return Exit.PARTLY if failed else Exit.WHOLE


def print_status(call: Call, setup: Setup, name: str, profile: Profile | None) -> bool:
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
    from .plain.today import document, lines
    from .present.dates import local_date
    from .settings import Mine
    from .storage.day import DayReader
    from .wiring import clock

    mine, now = Mine() if call.given.all else call.settings.mine, clock()
    with ExitStack() as ends:
        day = DayReader(*opened(call, ends)).read(
            now, local_date(now), partners=mine.partners, municipalities=mine.municipalities
        )
    told = json.dumps(document(day), ensure_ascii=False, indent=2) if call.given.json else "\n".join(lines(day))
    print(told)  # noqa: T201
    return Exit.PARTLY if any(one.error for one in day.states) else Exit.WHOLE


def _export(call: Call) -> int:
    from .taking import take

    return take(call.given, lambda ends: opened(call, ends))


def _hours(call: Call) -> int:
    """The office hours pane as text."""
    from . import wiring
    from .plain.hours import document, lines, stretch, table

    given, now = call.given, wiring.clock()
    name, _profile = call.chosen()
    with ExitStack() as ends:
        reader = wiring.open_reader(settled(call, ends, name).paths, name, call.settings.persons)
        ends.callback(reader.close)
        asked = stretch(reader, given.week, now)
    if isinstance(asked, str):
        say(asked)
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
        setup = settled(call, ends, name)
        reader = wiring.open_reader(setup.paths, name, call.settings.persons)
        ends.callback(reader.close)
        book = wiring.open_book(setup, name)
        ends.callback(book.close)
        catch_up(reader, book)
        told = listed(book, reader.states(), given.since, wiring.clock())
        if book.trouble is not None:
            raise book.trouble
        if isinstance(told, str):
            say(told)
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
        setup = settled(call, ends, name)
        reader = wiring.open_reader(setup.paths, name, call.settings.persons)
        ends.callback(reader.close)
        book = wiring.open_book(setup, name)
        ends.callback(book.close)
        return report(reader, book, wiring.clock(), call.given)


def _keys(call: Call) -> int:
    from .plain.keys import document, lines

    keys = call.settings.keys
    if call.given.json:
        faults: list[dict[str, object]] = [{"line": one.line, "sentence": sentence(one)} for one in call.faults]
        print(json.dumps(document(keys, faults), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print("\n".join(lines(keys)))  # noqa: T201
    for fault in call.faults:
        say(sentence(fault))
    return Exit.USAGE if call.faults else Exit.WHOLE


TELLING: dict[str, Callable[[Call], int]] = {
    "status": _status,
    **dict.fromkeys(("today", "i-dag"), _today),
    "export": _export,
    **dict.fromkeys(("hours", "kontortid"), _hours),
    **dict.fromkeys(("changes", "endringer", "endringar"), _changes),
    **dict.fromkeys(("report", "rapport"), _report),
    **dict.fromkeys(("keys", "taster", "tastar"), _keys),
}
"""Command, and its names in Norwegian -> what it does; returns the exit code."""
