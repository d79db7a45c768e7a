"""Where Samspill keeps what: configuration, local copies, state and log, each in the user's own folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from . import glance
from .domain.errors import CacheForeign, CacheReadOnly
from .domain.values import dataclass

APP = "samspill"
SERVED = "served"
HOME_VARIABLE = "SAMSPILL_HOME"
CONFIG_VARIABLE = "SAMSPILL_CONFIG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Absolute places; nothing is created before it is needed."""

    config_file: Path
    cache_dir: Path
    """Local copies: disposable, a sync brings them back."""
    data_dir: Path
    """What cannot be fetched again."""
    state_dir: Path
    log_dir: Path
    config_named: bool = False
    """Somebody asked for this very configuration file, so that its absence is a fault."""
    kept: bool = True
    """False: local copies are in memory and gone when the program ends."""
    instead_of: Path | None = None
    """Where they would be kept, if that could be written."""

    def cache_file(self, profile: str) -> Path:
        return self.cache_dir / profile / "cache.db"

    def glance_file(self, profile: str) -> Path:
        """The first screen of the next start."""
        return self.cache_dir / profile / glance.NAME

    def served_folder(self, profile: str) -> Path:
        """What the demo's server reads."""
        return self.cache_dir / profile / SERVED

    def book_file(self, profile: str) -> Path:
        """Marks, notes, reviews and history."""
        return self.data_dir / profile / "book.db"

    def state_file(self, profile: str) -> Path:
        return self.state_dir / profile / "state.toml"

    @property
    def log_file(self) -> Path:
        return self.log_dir / "samspill.log"


def locate(environ: Mapping[str, str]) -> Paths:
    """The folders of this user on this system.

    `SAMSPILL_HOME` puts everything into one folder, `SAMSPILL_CONFIG` names the configuration file.
    """
    home, named = environ.get(HOME_VARIABLE), environ.get(CONFIG_VARIABLE)
    if home:
        root = _absolute(home)
        config, cache, data, state, log = (root, root / "cache", root / "data", root / "state", root / "log")
    else:
        from platformdirs import PlatformDirs

        user = PlatformDirs(APP, appauthor=False)
        config, cache, data = user.user_config_path, user.user_cache_path, user.user_data_path
        state, log = user.user_state_path, user.user_log_path
    return Paths(
        config_file=_absolute(named) if named else config / "config.toml",
        cache_dir=cache,
        data_dir=data,
        state_dir=state,
        log_dir=log,
        config_named=bool(named),
    )


def private_folder(path: Path) -> Path:
    """Makes the folder if need be, closed to everybody else (0700), and closes one of ours that stands open.

    Raises CacheForeign where it belongs to another user or is no folder, CacheReadOnly where it cannot be made.
    """
    try:
        make_missing(path)
        found = path.stat()
        if not stat.S_ISDIR(found.st_mode):
            raise CacheForeign(path, "not a folder")
        if found.st_uid != os.getuid():
            raise CacheForeign(path, "owned by another user")
        if stat.S_IMODE(found.st_mode) != 0o700:
            path.chmod(0o700)
    except (FileExistsError, NotADirectoryError) as error:
        raise CacheForeign(path, "not a folder") from error
    except OSError as error:
        raise CacheReadOnly(path) from error
    return path


def make_missing(folder: Path) -> None:
    """Makes the folder and those above it that are missing, 0700 each; what is there already stays as it is."""
    if not folder.exists():
        make_missing(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _absolute(name: str) -> Path:
    return Path(name).expanduser().absolute()
