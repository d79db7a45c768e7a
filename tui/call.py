"""One call of the program: what was asked, and the parts every command begins with."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from .domain.errors import BadConfig
from .domain.values import dataclass
from .paths import Paths
from .present import language
from .present.errors import sentence
from .settings import DEMO, Profile, Settings
from .token_source import take

if TYPE_CHECKING:
    import argparse
    from types import SimpleNamespace

    from .storage.book.book import Book
    from .storage.reader import Reader
    from .ui.terminal.held import HeldTerminal
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
    words: tuple[str, ...] = ()
    """The command line as it was."""
    held: HeldTerminal | None = None
    """The terminal, where it was taken already."""

    def chosen(self) -> tuple[str, Profile | None]:
        """The profile this call is about. Raises BadConfig, the first fault of the file before anything else.

        Kept offline, faults are only told: reading the local copy needs no more than the name of a profile.
        """
        if self.faults and self.given.profile != DEMO:
            if not self.given.offline:
                raise self.faults[0]
            for fault in self.faults:
                say(sentence(fault))
        return self.settings.chosen(self.given.profile, self.paths.config_file)


def made_setup(call: Call, ends: ExitStack) -> Setup:
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
        words=call.words,
        ends=ends,
    )


def settled(call: Call, ends: ExitStack, profile: str) -> Setup:
    """The setup with a place for the local copy; where that is none to keep it in, it is said."""
    from .present.retention import not_kept
    from .wiring import settle

    setup = settle(made_setup(call, ends), profile)
    if not setup.paths.kept:
        say(not_kept(setup.paths.instead_of))
    return setup


def opened(call: Call, ends: ExitStack) -> tuple[Reader, Book]:
    """The local copy and the book of the profile that is asked for."""
    from .wiring import open_book, open_reader

    name, _profile = call.chosen()
    setup = settled(call, ends, name)
    reader = ends.enter_context(closing(open_reader(setup.paths, name, call.settings.persons)))
    return reader, ends.enter_context(closing(open_book(setup, name)))


def say(words: str) -> None:
    sys.stderr.write(words + "\n")
