"""Whether a folder lies on a file system that other machines share, where a write-ahead log is not safe."""

from __future__ import annotations

from pathlib import Path

SHARED = ("nfs", "cifs", "smb", "fuse", "9p", "afs", "ceph", "gfs2", "ocfs2", "lustre", "glusterfs", "vboxsf")
MOUNTS = Path("/proc/self/mountinfo")


def on_network(folder: Path) -> bool:
    """True where the folder's mount is a network or user-space file system; False where that cannot be told."""
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return kind_of(folder.resolve(), mounts).startswith(SHARED)


def kind_of(folder: Path, mounts: str) -> str:
    """File system type of the innermost mount a folder lies in (format of proc_pid_mountinfo(5))."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        columns = left.split(" ")
        if not separator or len(columns) < 5:
            continue
        point = Path(columns[4].replace("\\040", " "))
        if len(point.parts) >= best and folder.is_relative_to(point):
            best, kind = len(point.parts), right.split(" ")[0]
    return kind
