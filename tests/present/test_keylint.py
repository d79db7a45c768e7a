"""The table `[keys]`: what it may say, and what is wrong with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.config import read
from tui.domain.errors import ConfigFault
from tui.present import keyboard, keylint, keymap
from tui.present.commands import BY_ID, COMMANDS, PANES, Command, Scope, together
from tui.present.errors import sentence
from tui.present.keyboard import named
from tui.present.keymap import Keymap


def configured(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


# -- the command table itself ---------------------------------------------------------------------------------


def test_no_two_commands_are_on_one_key_at_the_same_time() -> None:
    assert [(one.id, other.id, key) for one, other, key in keylint.clashes(Keymap())] == []


def test_every_key_of_the_table_can_be_sent() -> None:
    keys = [key for one in COMMANDS for key in one.keys if one.id != "suspend"]  # Ctrl+Z is sent, and means that
    assert [key for key in keys if named(keyboard.label(key)) != key] == []


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(COMMANDS)


def test_nothing_is_on_escape_or_a_function_key_alone() -> None:
    weak = {"escape", *(f"f{number}" for number in range(1, 13))}
    assert [one.id for one in COMMANDS if one.keys and set(one.keys) <= weak] == []


def test_scopes_of_different_panes_do_not_meet_and_all_others_do() -> None:
    assert not together(Scope.HOURS, Scope.SYNC)
    assert together(Scope.HOURS, Scope.LISTS)
    assert together(Scope.EVERYWHERE, Scope.SYNC)
    assert all(together(scope, scope) for scope in Scope)
    assert set(PANES) <= set(Scope)


def test_without_letters_the_keys_that_lead_to_everything_are_there() -> None:
    keymap = Keymap(letters=False)
    assert keymap.keys(BY_ID["palette"]) == ("ctrl+p",)
    for needed in ("help", "row.down", "row.up", "page.down", "page.up", "row.first", "row.last", "open", "back"):
        assert keymap.keys(BY_ID[needed]), needed
    assert not any(keyboard.is_sign(key) for one in COMMANDS for key in keymap.keys(one))


# -- what a configuration says --------------------------------------------------------------------------------


def keys_of(keymap: Keymap, name: str) -> tuple[str, ...]:
    command: Command = BY_ID[name]
    return keymap.keys(command)


def test_a_key_a_list_and_none(tmp_path: Path) -> None:
    text = '[keys]\n"row.down" = "K"\nhelp = ["F1", "?", "F1"]\nsync.all = []\n'
    settings, faults = read(configured(tmp_path, text))
    assert faults == ()
    assert keys_of(settings.keys, "row.down") == ("K",)
    assert keys_of(settings.keys, "help") == ("f1", "question_mark")
    assert keys_of(settings.keys, "sync.all") == ()
    assert keys_of(settings.keys, "row.up") == BY_ID["row.up"].keys


def test_keys_may_change_places(tmp_path: Path) -> None:
    text = '[keys]\n"row.down" = ["k", "down"]\n"row.up" = ["j", "up"]\n'
    settings, faults = read(configured(tmp_path, text))
    assert faults == ()
    assert keys_of(settings.keys, "row.up") == ("j", "up")


def test_a_pane_has_a_general_key_to_itself_where_the_table_says_so() -> None:
    taken = [(one.id, general, key) for one in COMMANDS if (general := one.instead_of) for key in one.keys]
    assert [one for one in taken if one[2] in BY_ID[one[1]].keys] == [
        ("hours.date", "row.first", "g"),
        ("hours.day.next", "open", "right"),
    ]
    assert all(one.scope in PANES and BY_ID[one.instead_of].keys for one in COMMANDS if one.instead_of)
    first, there = BY_ID["row.first"], Scope.HOURS
    assert keymap.keys_in(first, there) == ("home",)
    assert keymap.keys_in(first, Scope.GOALS) == keymap.keys_in(first, None) == ("g", "home")
    assert keymap.keys_label(BY_ID["open"], there) == "Enter"


def test_a_configuration_puts_no_general_key_on_a_command_of_one_pane(tmp_path: Path) -> None:
    text = '[keys]\n"hours.date" = "G"\n"row.first" = "K"\n"hours.view" = "K"\n'
    _settings, faults = read(configured(tmp_path, text))
    assert [(one.line, one.expected) for one in faults] == [(2, "row.last"), (4, "row.first")]


def test_what_a_pane_took_is_general_again_where_it_is_rebound(tmp_path: Path) -> None:
    settings, faults = read(configured(tmp_path, '[keys]\n"hours.date" = "K"\n'))
    assert faults == ()
    keymap.use(settings.keys)
    try:
        assert keymap.keys_in(BY_ID["row.first"], Scope.HOURS) == ("g", "home")
    finally:
        keymap.use(Keymap())


def test_two_panes_may_have_the_same_key(tmp_path: Path) -> None:
    _settings, faults = read(configured(tmp_path, '[keys]\n"today" = "c"\n'))
    assert faults == ()


FAULTS = [
    ('"row.dwn" = "n"', 2, ConfigFault.NO_COMMAND, "there is no command row.dwn. Did you mean row.down?"),
    ('gibberish = "n"', 2, ConfigFault.NO_COMMAND, "there is no command gibberish. samspill keys lists"),
    ('help = "R"', 2, ConfigFault.TAKEN, "help cannot be on R, which sync.all is on already."),
    ('today = "R"', 2, ConfigFault.TAKEN, "today cannot be on R, which sync.all is on already."),
    ('help = "K"\n"row.up" = "K"', 3, ConfigFault.TAKEN, "row.up cannot be on K, which help is on already."),
    ('"row.up" = "K"\nhelp = "K"', 3, ConfigFault.TAKEN, "help cannot be on K, which row.up is on already."),
    ('help = "Ctrl+S"', 2, ConfigFault.UNSENDABLE, "help cannot be on Ctrl+S: the terminal uses it"),
    ('help = ["F1",\n "Alt+x"]', 3, ConfigFault.UNSENDABLE, "help cannot be on Alt+x: "),
    ('back = "Esc"', 2, ConfigFault.UNSENDABLE, "back cannot be on Esc: it comes late"),
    ("help = 1", 2, ConfigFault.WRONG_TYPE, "keys.help is of the wrong kind. Use "),
    ('help = ["F1", 2]', 2, ConfigFault.WRONG_TYPE, "keys.help is of the wrong kind. Use "),
    ("palette = []", 2, ConfigFault.NO_KEY_LEFT, "palette would be on no key"),
    ('palette = ":"\n[ui]\nletter_keys = false', 2, ConfigFault.NO_KEY_LEFT, "palette would be on no key"),
]


@pytest.mark.parametrize(("text", "line", "fault", "said"), FAULTS, ids=[one[0].split("\n")[-1] for one in FAULTS])
def test_a_fault_is_told_with_its_line_and_leaves_the_key_as_it_was(
    text: str, line: int, fault: ConfigFault, said: str, tmp_path: Path
) -> None:
    settings, faults = read(configured(tmp_path, f"[keys]\n{text}\n"))
    (found,) = faults
    assert (found.fault, found.line) == (fault, line)
    assert f"line {line}: {said}" in sentence(found)
    assert keys_of(settings.keys, "palette")


def test_keys_that_are_no_table(tmp_path: Path) -> None:
    settings, faults = read(configured(tmp_path, 'keys = "n"\n'))
    assert [one.fault for one in faults] == [ConfigFault.WRONG_TYPE]
    assert settings.keys == Keymap()
