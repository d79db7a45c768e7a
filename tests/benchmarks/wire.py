"""A pty whose output is only timed, not emulated: on few cores an emulator would compete with what is measured."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

CPUCLOCK_SCHED = 2
"""With the number of a process it makes a clock: the time it computed, in all of its threads, ended ones too."""
PATIENCE = 60.0
"""Seconds after which something is taken never to come."""


class Wire:
    """A program at the far end of a line. Times are seconds since just before it was started."""

    def __init__(self, program: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> None:
        self.chunks: list[tuple[float, bytes]] = []
        ready, start = os.pipe()
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.read(ready, 1)  # until the size is set
            os.execvpe(program[0], list(program), dict(env))  # noqa: S606
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.monotonic()
        os.write(start, b"x")
        os.close(ready)
        os.close(start)

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    @property
    def sent(self) -> bytes:
        return b"".join(chunk for _when, chunk in self.chunks)

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds; empty when nothing does, or the program ended."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            chunk = os.read(self.fd, 65536)
        except OSError:
            return b""
        self.chunks.append((time.monotonic() - self.started, chunk))
        return chunk

    def until(self, pattern: bytes, after: int = 0) -> float:
        """When the pattern was complete in what was sent, from the byte `after` on."""
        wanted, deadline = re.compile(pattern, re.DOTALL), time.monotonic() + PATIENCE
        while not wanted.search(self.sent, after):
            if time.monotonic() > deadline:
                raise AssertionError(f"{pattern!r} never came after {self.sent[-500:]!r}")
            self.read(0.5)
        return self.chunks[-1][0]

    def quiet(self, seconds: float = 0.3) -> int:
        """Read until nothing comes for so long; the bytes that came."""
        count = 0
        while chunk := self.read(seconds):
            count += len(chunk)
        return count

    def key(self, key: bytes) -> tuple[float, int]:
        """Milliseconds from a key to the first output, and the bytes of everything it brings."""
        pressed = time.monotonic()
        os.write(self.fd, key)
        deadline = pressed + PATIENCE
        while not (first := self.read(0.5)):
            if time.monotonic() > deadline:
                raise AssertionError(f"no answer to {key!r}")
        took = (self.chunks[-1][0] + self.started - pressed) * 1000
        return took, len(first) + self.quiet()

    def worked(self) -> float:
        """Milliseconds of processor time so far, which other work on the machine hardly changes (Linux only)."""
        return time.clock_gettime(~self.pid << 3 | CPUCLOCK_SCHED) * 1000

    def memory(self) -> tuple[float, float]:
        """Peak resident and proportional set size, in MB; the first one is the most there ever was (Linux only)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        pss = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        return peak / 1024, pss / 1024
