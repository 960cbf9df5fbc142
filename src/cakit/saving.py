"""Files written wholly or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from cakit.catalog.csvfile import printable
from cakit.errors import CakitError


def save_whole(files: Mapping[Path, bytes]) -> None:
    """Write files (path → content) beside their places, and put them there once all are complete.

    A file that is there is replaced, unless it is write-protected. `CakitError` when one cannot be
    written (no such folder, no room, no right): the older files are kept.
    """
    fresh: dict[Path, Path] = {}
    target = Path()
    try:
        for target, content in files.items():
            mode = target.stat().st_mode if target.exists() else None
            if mode is not None and not stat.S_ISREG(mode):
                raise IsADirectoryError(0, "what is there is no file")
            if mode is not None and not mode & 0o222:
                raise PermissionError(0, "the file there is write-protected")
            fresh[target] = target.parent / f".new-{secrets.token_hex(8)}"
            with fresh[target].open("xb") as out:  # as any new file, by the user's umask
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            if mode is not None:
                fresh[target].chmod(stat.S_IMODE(mode))
        for target, made in fresh.items():
            made.replace(target)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        where = printable(target, 200)
        raise CakitError(f"{where} was not written: {why}; nothing was changed") from error
    finally:
        for made in fresh.values():
            with contextlib.suppress(OSError):
                made.unlink(missing_ok=True)
