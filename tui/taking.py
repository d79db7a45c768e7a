"""`samspill export`: a file to take along, or the same to the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from .domain.errors import CannotWrite
from .exits import Exit
from .plain.export.everything import FORMS, of_all, of_partner
from .plain.export.file import write_new
from .present.language import _
from .storage.book.book import Book
from .storage.reader import Reader


def take(given: Any, opened: Callable[[ExitStack], tuple[Reader, Book]]) -> Exit:
    """Writes what is asked for. `opened` opens copy and book for as long as it takes.

    Raises NoSuchPartner, CannotWrite and CacheError.
    """
    forms = FORMS[given.what]
    form = given.form or forms[0]
    if form not in forms:
        return _refused(_("{what} can be had as: {forms}").format(what=given.what, forms=", ".join(forms)))
    if (given.what == "minutes") != (given.partner is not None):
        return _refused(_("The minutes need --partner with the id of a partner; nothing else does."))
    now = datetime.now(UTC)
    with ExitStack() as ends:
        reader, book = opened(ends)
        if given.what == "minutes":
            content = of_partner(given.partner, form, reader, book, now, notes=given.notes)
        else:
            content = of_all(given.what, form, reader, book, now)
    if given.output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return Exit.WHOLE
    try:
        write_new(given.output, content)
    except FileExistsError:
        raise CannotWrite(given.output, _("there is a file of that name already")) from None
    sys.stderr.write(_("Written: {path}").format(path=given.output) + "\n")
    return Exit.WHOLE


def _refused(words: str) -> Exit:
    sys.stderr.write(words + "\n")
    return Exit.USAGE
