"""A person marks, notes and closes reviews while a sync carries changes over, and both are killed at any moment.

    python -m tests.campaigns.book_kills --seed 1 --count 1000

Each step is acknowledged over a pipe once the program has said that it is done. After every death the book is opened
and compared with what was acknowledged. Prints what was done and exits with 1 when something was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from tests.campaigns.book_model import Line, Model, check_structure
from tests.campaigns.invariants import Violation
from tests.storage.book.shelf import Shelf, agreement_of, language_cafe, partner_of
from tests.sync.fakes import partner
from tui.domain.freshness import Collection
from tui.domain.identity import agreement_subject, goal_subject, partner_subject
from tui.domain.periods import Stage
from tui.storage.book.book import Book
from tui.storage.reader import Reader

PARTNERS = 6
ERA = 60
"""Deaths of one book; then all begins again with an empty one."""
LONGEST = 0.06
"""Seconds a writer lives at most."""
CAFE = agreement_of(language_cafe())
SUBJECTS = [
    partner_subject(partner_of(partner("p0"))),
    agreement_subject(CAFE),
    goal_subject(CAFE.goals[0], CAFE),
]

Steps = Iterator[tuple[str, list[str], Callable[[], object]]]


@dataclass
class Figures:
    """What a campaign did."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        found = [f"{name:14}{count:8}" for name, count in sorted(self.counts.items())]
        return [*found, f"{'violations':14}{len(self.violations):8}"]


class Person:
    """One who does things at random, and says before and after each what it is."""

    def __init__(self, shelf: Shelf, seed: int, pipe: int) -> None:
        self._shelf, self._random, self._pipe = shelf, random.Random(seed), pipe
        self._texts = (f"{seed}-{number}" for number in range(10**9))

    def run(self) -> None:
        with self._shelf.book() as book:
            while True:
                deed, words, do = self._choose(book)
                self._say(["begin", deed, words])
                do()
                batch = book.rows("SELECT seq FROM mark WHERE batch = (SELECT max(id) FROM undo)")
                self._say(["done", deed, [seq for (seq,) in batch] if deed.startswith("mark") else words])

    def _say(self, line: Line) -> None:
        os.write(self._pipe, json.dumps(line).encode() + b"\n")

    def _choose(self, book: Book) -> tuple[str, list[str], Callable[[], object]]:
        return self._random.choice([*self._deeds(book)])

    def _deeds(self, book: Book) -> Steps:
        text, subject = next(self._texts), self._random.choice(SUBJECTS)
        yield "note", [text], lambda: book.note(SUBJECTS[0], text)
        yield "raise", [text], lambda: book.raise_point(SUBJECTS[0], text, subject)
        yield "ask", [text], lambda: book.ask(subject, text)
        stage = self._random.choice([Stage.SEEN, Stage.DONE])
        yield "stage", ["a", stage.value], lambda: book.set_stage(CAFE, stage, book.period())
        yield "close", [text], lambda: book.close_review(text, [CAFE])
        for note in book.notes()[:1]:
            yield "change", [note.text, text], partial(book.change_note, note, text)
            yield "remove", [note.text], partial(book.remove_note, note)
        for point in book.points()[:1]:
            yield "tick", [point.text, text], partial(book.tick, point, text)
        if book.last_step() is not None:
            yield "undo", [], book.undo
        rows = book.changes()
        open_ = book.next_unreviewed()
        if open_ is not None:
            yield "mark", [str(open_.seq)], lambda: book.mark(open_)
            yield "mark", [str(open_.seq)], lambda: book.mark(open_)
            yield "mark all", [], lambda: book.mark_all(rows)


def sync_forever(shelf: Shelf, seed: int, _: int) -> None:
    """Another instance: what the source changes is made visible here and carried over."""
    choice = random.Random(seed)
    for number in range(10**9):
        key = f"p{choice.randrange(PARTNERS)}"
        shelf.change(Collection.PARTNERS, partner(key, f"{key} {seed} {number}"))


def start(work: Callable[[int], None], log: Path) -> tuple[int, int]:
    """Do something in a process of its own that tells over a pipe: its number, and the end to read."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        _in_child(work, theirs, log)
    os.close(theirs)
    return child, ours


def _in_child(work: Callable[[int], None], pipe: int, log: Path) -> NoReturn:
    try:
        work(pipe)
    except BaseException:  # noqa: BLE001 - whatever it is, it is told, and then the process ends
        with log.open("a", encoding="utf-8") as file:
            file.write(traceback.format_exc())
    finally:
        os._exit(4)


class Campaign:
    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed, self.random = folder, seed, random.Random(seed)
        self.figures = Figures()

    def run(self, count: int) -> Figures:
        counts = self.figures.counts
        while counts["deaths"] < count and not self.figures.violations:
            counts["books"] += 1
            self._era(Shelf(self.folder / f"book{counts['books']}"), count)
        return self.figures

    def _era(self, shelf: Shelf, count: int) -> None:
        shelf.load(Collection.PARTNERS, *(partner(f"p{number}") for number in range(PARTNERS)))
        shelf.load(Collection.AGREEMENTS, language_cafe(parties=("p0",)))
        model = Model()
        for _ in range(ERA):
            try:
                self._round(shelf, model)
            except Violation as violation:
                where = f"seed {self.seed}, death {self.figures.counts['deaths']} of {shelf.folder.name}"
                self.figures.violations.append(f"{where}: {violation}")
            if self.figures.violations or self.figures.counts["deaths"] >= count:
                break
        self.figures.counts["undone"] += model.taken_back

    def _round(self, shelf: Shelf, model: Model) -> None:
        log = shelf.folder / "log"
        person = Person(shelf, self.random.randrange(10**9), -1)
        seed = self.random.randrange(10**9)

        def write(pipe: int) -> None:
            person._pipe = pipe
            person.run()

        children = [start(write, log)]
        if self.random.random() < 0.5:
            children.append(start(lambda pipe: sync_forever(shelf, seed, pipe), log))
        lines = self._killed(children)
        if log.exists():
            raise Violation(f"a writer ended by itself: {log.read_text('utf-8')[-2000:]}")
        self.figures.counts["acknowledged"] += sum(line[0] == "done" for line in lines)
        model.read(lines)
        self.figures.counts["in between"] += model.pending is not None
        with shelf.book() as book:
            model.compare(book)
            check_structure(book)
            self.figures.counts["in the history"] = max(
                self.figures.counts["in the history"], book.number("SELECT count(*) FROM history")
            )
        self._check_carried(shelf)

    def _killed(self, children: list[tuple[int, int]]) -> list[Line]:
        """End each at some moment; what the first one told."""
        moment = time.monotonic() + self.random.random() * LONGEST
        told: list[bytes] = []
        while (left := moment - time.monotonic()) > 0:
            ready, _, _ = select.select([children[0][1]], [], [], left)
            if ready:
                told.append(os.read(children[0][1], 65536))
                if not told[-1]:
                    break
        for child, _ in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.figures.counts["deaths"] += 1
        while more := os.read(children[0][1], 65536):
            told.append(more)
        for _, pipe in children:
            os.close(pipe)
        whole: list[Any] = [json.loads(line) for line in b"".join(told).split(b"\n")[:-1]]
        return whole

    def _check_carried(self, shelf: Shelf) -> None:
        """After another carrying over the history is the journal, line by line."""
        shelf.carry()
        with closing(Reader.open(shelf.copy)) as reader, shelf.book() as book:
            journal = [one.seq for one in reader.changes_after(0, 10**6)]
            history = [origin for (origin,) in book.rows("SELECT origin FROM history ORDER BY seq")]
            if journal != history:
                raise Violation(f"the journal has {len(journal)} lines, the history {len(history)}")


def campaign(folder: Path, *, seed: int, count: int) -> Figures:
    return Campaign(folder, seed).run(count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000, help="deaths")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = campaign(Path(folder), seed=given.seed, count=given.count)
    lines = [f"seed {given.seed}, {time.monotonic() - began:.0f} s", *figures.lines(), *figures.violations]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if figures.violations else 0


if __name__ == "__main__":
    sys.exit(main())
