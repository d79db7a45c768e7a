"""Everything Samspill has on this machine, and its removal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .domain.values import dataclass
from .glance import NAME as GLANCE
from .paths import SERVED, Paths
from .settings import Settings
from .storage.wipe import files_of, wipe_copy, wipe_database
from .sync.lock import SyncLock

LOCKS = {"sync.lock", "write.lock"}
"""They hold nothing, and a lock file that is removed excludes nobody: these stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What a wipe takes."""

    copies: tuple[Path, ...]
    """Databases of local copies."""
    rest: tuple[Path, ...]
    """Other files: where somebody was and what is in sight there, what the demo serves, the log."""
    own: tuple[Path, ...] = ()
    """What somebody wrote here and nobody else has."""
    settings: tuple[Path, ...] = ()
    """Configuration and token files."""

    @property
    def files(self) -> tuple[Path, ...]:
        beside = (one for copy in self.copies for one in files_of(copy))
        return (*beside, *self.rest, *self.own, *self.settings)


def find(
    paths: Paths, settings: Settings, profile: str | None = None, *, everything: bool, configuration: bool
) -> Belongings:
    """What there is of one profile, or of all of them where none is named. The log is of all.

    `everything`: what was written here too; `configuration`: the configuration file and the token files it names.
    """
    wanted = profile or "*"
    copies = sorted({one.with_name("cache.db") for one in paths.cache_dir.glob(f"{wanted}/cache.db*")})
    rest = [
        *sorted(paths.state_dir.glob(f"{wanted}/state.toml")),
        *sorted(paths.cache_dir.glob(f"{wanted}/{GLANCE}")),
        *sorted(paths.cache_dir.glob(f"{wanted}/{SERVED}/*")),
    ]
    if profile is None:
        rest += sorted(one for one in paths.log_dir.glob("*.log*") if one.is_file())
    kept = [paths.config_file, *_token_files(settings, profile)]
    own = _written(paths, wanted, alone=profile is not None) if everything else []
    return Belongings(
        copies=tuple(copies),
        rest=tuple(rest),
        own=tuple(one for one in own if one not in {*rest, *kept}),
        settings=tuple(one for one in kept if configuration and one.is_file()),
    )


def _written(paths: Paths, wanted: str, *, alone: bool) -> list[Path]:
    """What is in the data folder, which on some systems is the folder of configuration, state and log too."""
    drafts = paths.state_dir.glob(f"{wanted}/drafts/**/*")  # where the data folder could not be written
    found = [*paths.data_dir.glob(f"{wanted}/**/*"), *drafts, *([] if alone else paths.data_dir.glob("*.db*"))]
    apart = (paths.log_dir, paths.cache_dir)
    return sorted(
        one
        for one in set(found)
        if one.is_file() and one.name not in LOCKS and not any(one.is_relative_to(each) for each in apart)
    )


def _token_files(settings: Settings, profile: str | None) -> Iterator[Path]:
    for name, one in settings.profiles.items():
        if one.token_file is not None and profile in {None, name}:
            yield one.token_file


def remove(found: Belongings) -> tuple[Path, ...]:
    """Erase it all; returns the databases that were emptied and stay, because another Samspill has them open.

    Raises Busy while another is syncing, before anything of that copy is touched, and CacheError.
    """
    stay = [one for one in found.copies if not _wipe(one)]
    databases = [one for one in found.own if one.suffix == ".db"]
    stay += [one for one in databases if not wipe_database(one)]
    for one in (*found.rest, *found.own, *found.settings):
        if not any(one.parent == left.parent and one.name.startswith(left.name) for left in stay):
            with suppress(FileNotFoundError):
                one.unlink()
    return tuple(stay)


def _wipe(copy: Path) -> bool:
    lock = SyncLock(copy.parent)
    busy = lock.take()
    if busy is not None:
        raise busy
    try:
        return wipe_copy(copy)
    finally:
        lock.release()
