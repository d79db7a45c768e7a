"""The program run as its users run it: as a process, in a folder of its own, in English."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tui" / "server" / "sample"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the developer's own configuration, language or session."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LD_LIBRARY_PATH") if key in os.environ}
    ours = {"SAMSPILL_HOME": str(home), "LC_ALL": "en_GB.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return {**kept, **ours, **more}


def run(home: Path, *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "tui", *words], env=environment(home, **more), input=stdin,
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def started(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", *words], env=environment(home),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def serving(home: Path, folder: Path = SAMPLE, *words: str) -> Iterator[str]:
    """The address of `samspill serve FOLDER` on a free port, until it is left."""
    with started(home, "serve", str(folder), "--port", "0", "--until-stdin-closes", *words) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        yield found[0]


def configured(home: Path, url: str, more: str = "") -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    path = home / "config.toml"
    path.write_text(f'[profiles.test]\nurl = "{url}"\n{more}', encoding="utf-8")
    path.chmod(0o600)
