"""The whole corpus; `python -m tests.hostile.corpus FOLDER` writes it into a folder, for other programs to be tried."""

import re
import sys
from pathlib import Path

from tests.hostile.bombs import bombs
from tests.hostile.broken import broken
from tests.hostile.made import Hostile


def corpus() -> list[Hostile]:
    """Every hostile file, in the order in which they are sent."""
    return [*bombs(), *broken()]


def main(folder: Path) -> None:
    """Write every file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, hostile in enumerate(corpus(), start=1):
        name = re.sub(r"[^a-z0-9]+", "-", hostile.name.lower()).strip("-")
        (folder / f"{number:03}-{name}").write_bytes(hostile.make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
