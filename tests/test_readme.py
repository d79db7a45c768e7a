"""README.md says what the program does, in commands that work."""

from __future__ import annotations

import re
import shlex
from argparse import _SubParsersAction
from configparser import ConfigParser
from pathlib import Path

import pytest

from tui.arguments import parser
from tui.exits import Exit

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TRY = "python3 -m venv .venv && .venv/bin/python -m pip install --quiet '.[server]' && .venv/bin/samspill demo"
TESTS = "python3 -m venv .venv && .venv/bin/python -m pip install --quiet -e '.[dev]' && .venv/bin/python -m pytest -q"


def shell_lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def samspill_calls() -> list[list[str]]:
    """Every `samspill ...` of a shell block, and of the running text."""
    words = [shlex.split(line, comments=True) for line in shell_lines() if line.startswith("samspill")]
    inline = [shlex.split(call) for call in re.findall(r"`(samspill(?: [^`]*)?)`", README)]
    return words + inline


def between(name: str) -> str:
    found = re.search(rf"^<!-- {name}: begin -->$(.*?)^<!-- {name}: end -->$", README, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


@pytest.mark.parametrize("call", samspill_calls(), ids=" ".join)
def test_every_command_is_one(call: list[str]) -> None:
    given = call[1:]
    if given == ["--version"]:
        with pytest.raises(SystemExit) as caught:
            parser().parse_args(given)
        assert caught.value.code == 0
    else:
        parser().parse_args([*given, "path"] if given == ["config"] else given)


def test_every_command_of_the_program_is_there() -> None:
    shown = {tuple(word for word in call[1:] if not word.startswith("-"))[:1] for call in samspill_calls()}
    (commands,) = (one for one in parser()._actions if isinstance(one, _SubParsersAction))
    assert {(one.dest,) for one in commands._choices_actions} <= shown


def code_of(kind: str, holding: str) -> str:
    (found,) = (
        one for one in re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL) if holding in one
    )
    return str(found)


def test_the_systemd_units_start_what_there_is_and_know_its_exit_codes() -> None:
    service, timer = ConfigParser(interpolation=None), ConfigParser(interpolation=None)
    for unit in (service, timer):
        unit.optionxform = str  # type: ignore[assignment,method-assign]
    service.read_string(code_of("ini", "[Service]"))
    timer.read_string(code_of("ini", "[Timer]"))
    program, *words = shlex.split(service["Service"]["ExecStart"])
    assert program.endswith("/samspill")
    given = parser().parse_args(words)
    assert (given.command, given.watch, given.accept_deletes) == ("sync", None, False)
    assert service["Service"]["Type"] == "oneshot"
    assert {Exit(int(code)) for code in service["Service"]["SuccessExitStatus"].split()} == {Exit.PARTLY, Exit.OFFLINE}
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_the_cron_line_is_five_fields_and_a_command_of_ours() -> None:
    (line,) = code_of("cron", "samspill").splitlines()
    *when, program, word, _out, _err = line.split()
    assert len(when) == 5
    assert all(re.fullmatch(r"\*|\d+", field) for field in when)
    assert program.endswith("/samspill")
    assert parser().parse_args([word]).command == "sync"


@pytest.mark.parametrize(("name", "line"), [("try", TRY), ("tests", TESTS)])
def test_the_two_one_liners_stand_alone_between_their_marks(name: str, line: str) -> None:
    assert between(name).strip() == f"```sh\n{line}\n```"


def test_the_exit_codes_are_the_programs_own() -> None:
    table = between_headings("Commands and exit codes")
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == sorted(Exit)


def between_headings(title: str) -> str:
    return README.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_every_file_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
