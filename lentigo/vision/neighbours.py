"""The training pictures most like the one at hand: a small index that travels with the bundle.

A picture's pooled features, minus their mean over the training pictures, projected on their first principal directions
and scaled to length 1, are compared by cosine. The index keeps them as signed bytes.
"""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.problems import BadConfiguration
from lentigo.vision.assessment import Neighbour
from lentigo.vision.bundle import Bundle

COUNT = 5
_CANDIDATES = 64
"""Looked at for `COUNT` different lesions, since one lesion may have several pictures."""
_ARRAYS = ("mean", "components", "vectors", "ids", "groups", "labels", "sources", "licences", "offsets")


class Neighbours:
    """An index of training pictures.

    Args:
        path: The npz file: `mean` (features,), `components` (features, k), `vectors` int8 (n, k), `ids` bytes (n,),
            `groups` (n,), `labels`, `sources` and `licences` (n,) as numbers into `label_names`, `source_names` and
            `licence_names`; `thumbnails` bytes and `offsets` (n + 1,) into them, equal where there is none.

    Raises:
        BadConfiguration: The file is not such an index.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with np.load(path, allow_pickle=False) as file:
                found: dict[str, npt.NDArray[Any]] = {name: file[name] for name in _ARRAYS}
                names = {kind: [str(name) for name in file[f"{kind}_names"]] for kind in ("label", "source", "licence")}
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BadConfiguration(f"{path} is not an index of training pictures: {error}") from error
        self._mean = found["mean"].astype(np.float32)
        self._components = found["components"].astype(np.float32)
        self._vectors = found["vectors"].astype(np.float32) / 127.0
        self._ids = found["ids"].astype(str).tolist()
        self._groups = found["groups"].tolist()
        self._offsets = found["offsets"]
        self._labels = [names["label"][index] for index in found["labels"]]
        self._sources = [names["source"][index] for index in found["sources"]]
        self._licences = [names["licence"][index] for index in found["licences"]]
        self._number = {name: index for index, name in enumerate(self._ids)}

    def __len__(self) -> int:
        return len(self._ids)

    def nearest(self, features: npt.NDArray[np.floating], count: int = COUNT) -> tuple[Neighbour, ...]:
        """Find the most similar training pictures, each of another lesion or patient.

        Args:
            features: Pooled features of the picture, shape (features,).
            count: How many at most.

        Returns:
            Most similar first.
        """
        vector = projected(features[None].astype(np.float32), self._mean, self._components)[0]
        # Not `@`: the threads of BLAS wait for one another in a loop, which on busy cores costs far more than the work.
        likeness = np.einsum("ij,j->i", self._vectors, vector)
        some = min(len(likeness), max(_CANDIDATES, count))
        order = np.argpartition(-likeness, some - 1)[:some]
        order = order[np.argsort(-likeness[order], kind="stable")]
        chosen: dict[int, int] = {}
        for index in order.tolist():
            chosen.setdefault(self._groups[index], index)
            if len(chosen) == count:
                break
        return tuple(self._neighbour(index, float(likeness[index])) for index in chosen.values())

    def thumbnail(self, name: str) -> bytes | None:
        """Give the small picture of a training picture.

        Args:
            name: Its id.

        Returns:
            A WebP file, or None where there is none or its licence does not allow to show it.
        """
        index = self._number.get(name)
        if index is None or self._offsets[index] == self._offsets[index + 1]:
            return None
        # Read when asked for: most of the file is thumbnails, and few are ever looked at.
        with np.load(self._path, allow_pickle=False) as file:
            return bytes(file["thumbnails"][self._offsets[index] : self._offsets[index + 1]].tobytes())

    def _neighbour(self, index: int, similarity: float) -> Neighbour:
        return Neighbour(
            id=self._ids[index],
            label=self._labels[index],
            similarity=min(1.0, max(-1.0, similarity)),
            source=self._sources[index],
            licence=self._licences[index],
            has_thumbnail=bool(self._offsets[index] < self._offsets[index + 1]),
        )


def projected(
    features: npt.NDArray[np.float32], mean: npt.NDArray[np.float32], components: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Bring features into the space in which they are compared.

    Args:
        features: Shape (n, features).
        mean: Shape (features,).
        components: Shape (features, k).

    Returns:
        Shape (n, k), each row of length 1.
    """
    vectors = (features - mean) @ components
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: npt.NDArray[np.float32] = vectors / np.maximum(length, 1e-9)
    return result


def open_neighbours(bundle: Bundle) -> Neighbours | None:
    """Open the index of a bundle.

    Args:
        bundle: The model bundle.

    Returns:
        The index, or None where the bundle has none.

    Raises:
        BadConfiguration: The bundle names a file that is missing or no index.
    """
    if bundle.nearest is None:
        return None
    return Neighbours(bundle.folder / str(bundle.nearest.get("file", "")))
