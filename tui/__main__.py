"""`samspill`, and `python -m tui`: the first screen, where one was kept, and then the program."""

from __future__ import annotations

import sys

from .glance import take_a_glance


def main() -> int:
    """Runs the command line of this process and returns its exit code."""
    glance = take_a_glance(sys.argv[1:])
    try:
        from .cli import main as run
    except BaseException:
        if glance is not None:
            glance.give_back()
        raise
    return run(glance=glance)


if __name__ == "__main__":
    raise SystemExit(main())
