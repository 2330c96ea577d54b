"""Pictures for training: decoded once, kept as bytes on disk, sampled by class and source, changed on the fly."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.training.augment import Augmentation, augment, mix_pairs
from lentigo.training.manifest import Row
from lentigo.vision.preprocess import to_square

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
PREFETCH = 3  # batches made ahead: enough to hide the making, few enough to stay small


def label_indices(rows: Sequence[Row], classes: Sequence[str]) -> npt.NDArray[np.int64]:
    """Number the labels of rows.

    Args:
        rows: Rows whose labels are all among the classes.
        classes: Class names in the order of the outputs.

    Returns:
        Class numbers, shape (rows,).
    """
    number = {name: index for index, name in enumerate(classes)}
    return np.array([number[row.label] for row in rows], np.int64)


def decoded(rows: Sequence[Row], size: int, cache: Path, advance: Callable[[int], None] | None = None) -> Pixels:
    """Decode pictures once and keep them as one array on disk.

    Args:
        rows: The pictures, in the order of the result.
        size: Side in pixels that `to_square` makes.
        cache: Folder for the arrays; the name holds the hash of the list of files and of their sizes.
        advance: Called with the number of pictures newly decoded.

    Returns:
        RGB, shape (rows, size, size, 3), read-only and mapped from disk.
    """
    listing = "\n".join(f"{row.path} {row.path.stat().st_size}" for row in rows)
    key = hashlib.sha256(listing.encode()).hexdigest()[:16]
    target = cache / f"{key}-{size}.npy"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        # A killed run must not leave half an array under the final name.
        partial = cache / f"{key}-{size}.{os.getpid()}.part"
        shape = (len(rows), size, size, 3)
        pixels = np.lib.format.open_memmap(partial, mode="w+", dtype=np.uint8, shape=shape)

        def fill(index: int) -> None:
            with Image.open(rows[index].path) as picture:
                pixels[index] = to_square(picture, size)

        with ThreadPoolExecutor(2) as pool:
            for _ in pool.map(fill, range(len(rows))):
                if advance:
                    advance(1)
        pixels.flush()
        del pixels
        partial.replace(target)
    array: Pixels = np.load(target, mmap_mode="r")
    return array


def sampling_weights(rows: Sequence[Row], power: float, source_weights: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """Say how likely each picture is to be drawn.

    Args:
        rows: Training rows.
        power: A class is drawn in proportion to count^(1 - power): 0 leaves the imbalance, 1 removes it.
        source_weights: Factor for the pictures of a source, such as 2 for photographs; 1 where not named.

    Returns:
        Probabilities that sum to 1, shape (rows,).
    """
    count = Counter(row.label for row in rows)
    weights = np.array([count[row.label] ** -power * source_weights.get(row.source, 1.0) for row in rows])
    total: float = weights.sum()
    return weights / total


@dataclass(frozen=True)
class BatchPlan:
    """All that decides which batches a stage of training sees.

    Attributes:
        size: Side of the training pictures in pixels.
        batch: Pictures in a batch.
        mixup_alpha: Parameter of mixup; 0 switches it off.
        mixup_share: Share of the batches that are blended.
        label_smoothing: Probability that is spread over all classes.
        augmentation: How far pictures are changed.
        seed: Seed of everything random.
    """

    size: int
    batch: int
    mixup_alpha: float
    mixup_share: float
    label_smoothing: float
    augmentation: Augmentation
    seed: int


class Batches:
    """Training batches, each a pure function of its number, so that a resumed run sees what it would have seen."""

    def __init__(
        self,
        pictures: Pixels,
        labels: npt.NDArray[np.int64],
        weights: npt.NDArray[np.float64],
        classes: int,
        plan: BatchPlan,
    ) -> None:
        """Keep the pictures and the plan.

        Args:
            pictures: RGB, shape (rows, side, side, 3).
            labels: Class numbers, shape (rows,).
            weights: Probability of each row, shape (rows,).
            classes: Number of classes.
            plan: What the batches look like.
        """
        self._pictures, self._labels = pictures, labels
        self._edges = np.cumsum(weights)
        self._classes, self._plan = classes, plan

    def make(self, step: int) -> tuple[Floats, Floats]:
        """Make one batch.

        Args:
            step: Number of the batch.

        Returns:
            RGB pictures 0-255, shape (batch, size, size, 3), and class probabilities, shape (batch, classes).
        """
        plan = self._plan
        rng = np.random.default_rng([plan.seed, plan.size, step])
        # Systematic sampling: one draw in each of `batch` equal slices, so that batches differ less in their classes.
        points = (np.arange(plan.batch) + rng.random(plan.batch)) / plan.batch * self._edges[-1]
        # Shuffled, since manifests are sorted by source: an engine that splits a batch must get like parts.
        rows = rng.permutation(np.minimum(np.searchsorted(self._edges, points), len(self._edges) - 1))
        pictures = np.stack([augment(self._pictures[row], plan.size, plan.augmentation, rng) for row in rows])
        targets = np.full((plan.batch, self._classes), plan.label_smoothing / self._classes, np.float32)
        targets[np.arange(plan.batch), self._labels[rows]] += 1 - plan.label_smoothing
        values = pictures.astype(np.float32)
        if plan.mixup_alpha > 0 and rng.random() < plan.mixup_share:
            return mix_pairs(values, targets, plan.mixup_alpha, rng)
        return values, targets

    def stream(self, first: int) -> Generator[tuple[Floats, Floats], None, None]:
        """Make batches without end, a few ahead in another thread.

        Args:
            first: Number of the first batch.

        Yields:
            What `make` returns, for first, first + 1, and so on.
        """
        with ThreadPoolExecutor(1) as pool:
            ahead: list[Future[tuple[Floats, Floats]]] = []
            step = first
            try:
                while True:
                    while len(ahead) < PREFETCH:
                        ahead.append(pool.submit(self.make, step))
                        step += 1
                    yield ahead.pop(0).result()
            finally:
                for future in ahead:
                    future.cancel()
