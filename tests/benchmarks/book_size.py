"""How long the book takes to answer with 100 lines of history, and with 100 000.

    python -m tests.benchmarks.book_size

Prints the median of several runs for both, and the ratio. Both are measured in one run; nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.storage.book.shelf import Shelf
from tests.sync.fakes import NOW, partner
from tui.domain.freshness import Collection
from tui.domain.identity import partner_subject
from tui.domain.partner import Partner
from tui.domain.review import RecordRef, Window
from tui.storage import codec, journal
from tui.storage.book.book import Book
from tui.storage.cache import Cache
from tui.storage.moments import to_micros

SIZES = (100, 100_000)
RUNS = 15
PARTNER = Partner(id="p0", name="Brua")


def filled(shelf: Shelf, lines: int) -> None:
    """So many partners changed their names since the first sync; the history is carried over as in real life."""
    shelf.load(Collection.PARTNERS, partner("p0"))
    with closing(Cache.open(shelf.copy)) as cache, cache.transaction() as connection:
        for number in range(lines):
            before, after = (
                codec.encode([Partner(id=f"p{number % 5000}", name=f"Partner {number} {step}")]) for step in "ab"
            )
            journal.write(
                connection, Collection.PARTNERS, f"p{number % 5000}", before, after, at=to_micros(NOW) or 0,
                modified=None,
            )  # fmt: skip
    began = time.perf_counter()
    shelf.carry()
    sys.stdout.write(f"{lines:7} lines carried over in {time.perf_counter() - began:.2f} s\n")


def questions(book: Book) -> dict[str, Callable[[], object]]:
    """What the screens ask and do."""
    shown = [f"p{number}" for number in range(20)]
    refs = [RecordRef.partner(one) for one in shown]
    unreviewed, one_partner = Window(unreviewed=True), Window(partner="p1")
    return {
        "the list, first page": lambda: (changes := book.changes()).window(0, 20) and changes.topics,
        "the list, last page": lambda: (changes := book.changes()).window(len(changes) - 20, 20),
        "not looked at, first page": lambda: book.changes(unreviewed).window(0, 20),
        "not looked at, last page": lambda: (changes := book.changes(unreviewed)).window(len(changes) - 20, 20),
        "of one partner": lambda: book.changes(one_partner).window(0, 20),
        "the count of the tab": book.unreviewed,
        "marks of 20 rows": lambda: (book.unreviewed_records(refs), book.unreviewed_partners(shown)),
        "partners not looked at": book.unreviewed_partners,
        "next not looked at": lambda: book.next_unreviewed(50),
        "gone": book.gone,
        "mark": lambda: (found := book.next_unreviewed()) and book.mark(found),
        "undo": book.undo,
        "note": lambda: book.note(partner_subject(PARTNER), "et notat"),
        "close a review": lambda: (book.close_review("T3", []), book.undo()),
    }


def median(question: Callable[[], object]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        question()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def main() -> int:
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            shelf = Shelf(Path(folder) / str(size))
            filled(shelf, size)

            def open_it(shelf: Shelf = shelf) -> None:
                with shelf.book() as book:
                    book.changes().window(0, 20)

            found.setdefault("open the file and the list", []).append(median(open_it))
            with shelf.book() as book:
                for name, question in questions(book).items():
                    found.setdefault(name, []).append(median(question))
                began = time.perf_counter()
                marked = book.mark_all(book.changes())
                sys.stdout.write(f"{marked:7} marked at once in {time.perf_counter() - began:.2f} s\n")
    sys.stdout.write(f"{'':28}{SIZES[0]:>10}{SIZES[1]:>10}  ms\n")
    for name, (small, large) in found.items():
        sys.stdout.write(f"{name:28}{small:10.2f}{large:10.2f}  x{large / small:.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
