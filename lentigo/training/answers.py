"""What the served network says about the pictures of a manifest, computed once and kept on disk."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lentigo.training.checkpoint import replace_file
from lentigo.training.manifest import Row
from lentigo.training.predict import BATCH, read_square
from lentigo.vision.engine import Engine

Floats = npt.NDArray[np.float32]
Squares = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Answers:
    """The network's answers on n pictures.

    Attributes:
        logits: Shape (n, classes).
        features: Pooled features, shape (n, 2048).
        class_maps: Shape (n, classes, 7, 7), in half precision.
    """

    logits: Floats
    features: Floats
    class_maps: npt.NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.logits)

    def take(self, index: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> "Answers":
        """Keep some of the pictures.

        Args:
            index: Their numbers, or a mask.
        """
        return Answers(*(getattr(self, field.name)[index] for field in fields(self)))


def ask(engine: Engine, squares: Iterable[Squares], advance: Callable[[int], None] | None = None) -> Answers:
    """Run the network over squares, batch by batch.

    Args:
        engine: The compiled network.
        squares: RGB, each of shape (224, 224, 3), 0-255.
        advance: Called with the number of squares newly done.
    """
    parts: list[Answers] = []
    waiting: list[Squares] = []

    def flush() -> None:
        if waiting:
            found = engine.run(np.stack(waiting))
            parts.append(Answers(found.logits, found.features, found.class_maps.astype(np.float16)))
            if advance:
                advance(len(waiting))
            waiting.clear()

    for square in squares:
        waiting.append(square)
        if len(waiting) == BATCH:
            flush()
    flush()
    return Answers(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Answers)))


class Asker:
    """Asks one network and remembers the answers by what was asked.

    Args:
        engine: The compiled network.
        identity: Hash of the network's weights.
        cache: Folder for the answers, or None to keep nothing.
    """

    def __init__(self, engine: Engine, identity: str, cache: Path | None) -> None:
        self.engine = engine
        self._identity, self._cache = identity, cache

    def rows(self, rows: Sequence[Row], advance: Callable[[int], None] | None = None) -> Answers:
        """Ask about pictures of a manifest, decoded by the rule of serving.

        Args:
            rows: The pictures.
            advance: Called with the number of pictures newly done.
        """
        listing = "\n".join(f"{row.path} {row.path.stat().st_size}" for row in rows)
        return self.kept(listing, lambda: (read_square(row.path) for row in rows), advance)

    def kept(
        self, key: str, squares: Callable[[], Iterable[Squares]], advance: Callable[[int], None] | None = None
    ) -> Answers:
        """Ask about squares, or take the answers from the last time.

        Args:
            key: Names the squares: the same key, the same squares.
            squares: Makes them.
            advance: Called with the number of squares newly done.
        """
        if self._cache is None:
            return ask(self.engine, squares(), advance)
        digest = hashlib.sha256(f"{self._identity}\n{key}".encode()).hexdigest()[:16]
        path = self._cache / f"answers-{digest}.npz"
        if path.is_file():
            with np.load(path) as file:
                return Answers(*(file[field.name] for field in fields(Answers)))
        answers = ask(self.engine, squares(), advance)
        self._cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez(file, **{field.name: getattr(answers, field.name) for field in fields(Answers)})
        replace_file(part, path)
        return answers
