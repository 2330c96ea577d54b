"""The command `lentigo` as a shell sees it."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("arguments", ["--version", "--help", "admin model list"])
def test_a_full_disk_under_the_output_is_one_sentence(arguments: str, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lentigo", *arguments.split()],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "lentigo: No space left on device\n")
