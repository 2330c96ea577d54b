"""Folders on a disk: closed to others, and still there after a power cut."""

import os
from pathlib import Path


def make_private_folders(folder: Path) -> list[Path]:
    """Make what is missing of the way to a folder, mode 0700.

    Returns:
        The folders that gained an entry, which must reach the disk as well.
    """
    if folder.is_dir():
        return []
    above = make_private_folders(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)
    return [folder.parent, *above]


def bring_to_disk(*folders: Path) -> None:
    """Wait until the entries of folders are on the disk: a file's own fsync does not promise that its name is."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
