"""Reading the files of a policy: at most so many bytes, of plain files only, so that nothing read comes to no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from ccpolicy.limits import Limit


class TooLong(Exception):
    """A file holds more than it may."""


def bounded(path: Path, limit: Limit) -> bytes:
    """The bytes of a file. Raises TooLong, and OSError for what cannot be read, which a pipe or a device counts as."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "not a plain file")
    if found.st_size > limit.most:
        raise TooLong
    with path.open("rb") as file:
        data = file.read(limit.most + 1)
    if len(data) > limit.most:
        raise TooLong
    return data


def inside(path: Path, folder: Path) -> bool:
    """Whether a path that is there leads to a place in a folder, whatever links stand on the way."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # too long, no name at all, links in a circle
        return False


def is_plain(path: Path) -> bool:
    """Whether there is a plain file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def why(error: OSError) -> str:
    """Why a file cannot be read, in words."""
    return (error.strerror or os.strerror(error.errno or errno.EIO)).lower()
