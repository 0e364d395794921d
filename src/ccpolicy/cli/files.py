"""Files written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from ccpolicy.errors import UsageError


def write_whole(path: Path, text: str) -> None:
    """The file with this text, or as it was before: never half of it. Raises UsageError where it cannot be written."""
    path = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise UsageError(why_not(path, error)) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~umask())
        os.replace(name, path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise UsageError(why_not(path, error)) from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def why_not(path: Path, error: OSError) -> str:
    """What to tell of something that could not be written."""
    return f"{os.path.relpath(path)} cannot be written: {(error.strerror or 'unknown').lower()}"


def umask() -> int:
    """The permissions that new files of this process do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
