"""The commands about what is kept on this machine: `samspill privacy` says it, `samspill wipe` erases it."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import datetime

from .belongings import Belongings, find, remove
from .domain.errors import CacheError
from .exits import Exit
from .paths import Paths
from .plain.privacy import Copy, Inventory, document, lines
from .present.language import _
from .present.numbers import size
from .settings import Settings
from .storage.reader import Reader
from .storage.wipe import files_of

YES = {"j", "ja", "y", "yes"}


def privacy(paths: Paths, settings: Settings, profile: str | None, now: datetime, *, as_json: bool) -> Exit:
    """Says what is stored where, since when, from which service, and when it goes. Opens nothing for writing."""
    inventory = Inventory(
        persons=settings.persons,
        copies=tuple(_copies(paths, settings, profile, now)),
        others=find(paths, settings, profile, everything=True, configuration=True).files,
        now=now,
    )
    if as_json:
        print(json.dumps(document(inventory), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print("\n".join(lines(inventory)))  # noqa: T201
    return Exit.WHOLE


def _copies(paths: Paths, settings: Settings, profile: str | None, now: datetime) -> list[Copy]:
    found = []
    for file in find(paths, settings, profile, everything=False, configuration=False).copies:
        name = file.parent.name
        source = settings.profiles.get(name)
        url = source.url if source else None
        weight = sum(one.stat().st_size for one in files_of(file))
        try:
            with closing(Reader.open(file)) as reader:
                found.append(
                    Copy(profile=name, url=url, file=file, size=weight, held=reader.held(now), states=reader.states())
                )
        except CacheError as error:
            found.append(Copy(profile=name, url=url, file=file, size=weight, error=error))
    return found


def wipe(
    paths: Paths, settings: Settings, profile: str | None, *, everything: bool, configuration: bool, asked: bool
) -> Exit:
    """Shows what goes, asks unless it was `asked` for already, and erases it. Raises Busy and CacheError."""
    found = find(paths, settings, profile, everything=everything, configuration=configuration)
    if not found.files:
        print(_("There is nothing to erase."))  # noqa: T201
        return Exit.WHOLE
    print("\n".join(_shown(found)))  # noqa: T201
    if not asked and not _confirmed():
        print(_("Nothing was erased."))  # noqa: T201
        return Exit.CANCELLED
    stay = remove(found)
    for one in stay:
        print(_("{file} was emptied. The empty file stays, because another Samspill has it open.").format(file=one))  # noqa: T201
    print(_("It is erased. On a disk that is not encrypted, somebody with the right tools may still find traces."))  # noqa: T201
    return Exit.WHOLE


def _shown(found: Belongings) -> list[str]:
    said = [_("This is erased:")]
    said += [f"  {one} ({size(one.stat().st_size)})" for one in found.files]
    if found.own:
        said.append(_("Notes and reviews are among it. They were written here, and no sync brings them back."))
    if found.copies:
        said.append(_("A sync brings the local copy back."))
    return said


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        sys.stderr.write(_("Nobody is there to ask; say --yes.") + "\n")
        return False
    print(_("Erase it? (yes/no)"), end=" ", flush=True)  # noqa: T201
    return sys.stdin.readline().strip().casefold() in YES
