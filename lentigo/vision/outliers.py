"""Telling skin from everything else, by the features and logits of the same forward pass.

What a picture is described by, for a linear score fitted on train pictures against other things:

- its normalised pooled features in the principal directions of the train pictures (a linear probe: outlier exposure,
  Hendrycks, Mazeika and Dietterich 2019, arXiv:1812.04606);
- the logarithm of its Mahalanobis distance to the nearest class mean (Lee et al. 2018, arXiv:1807.03888);
- the logarithm of what those directions leave over (the residual of ViM: Wang et al. 2022, arXiv:2203.10807);
- the free energy of its logits (Liu et al. 2020, arXiv:2010.03759) and the logarithm of its features' length.
"""

import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from lentigo.problems import BadConfiguration
from lentigo.vision.assessment import Finding
from lentigo.vision.bundle import Bundle

Floats = npt.NDArray[np.float32]
CODE = "not_skin"
MESSAGE = (
    "This does not look like a picture of skin, or is unlike every picture that the model has learned from. Take a "
    "picture of the spot itself, close and sharp, with nothing else in the frame."
)
_TINY = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Where the train pictures lie.

    Attributes:
        mean: Mean of their normalised features, shape (features,).
        components: Principal directions, shape (features, k).
        class_means: Mean of each class in those directions, shape (classes, k).
        whitening: Turns a difference into one of unit covariance, shape (k, k).
    """

    mean: Floats
    components: Floats
    class_means: Floats
    whitening: Floats

    def describe(self, features: npt.NDArray[np.floating], logits: npt.NDArray[np.floating]) -> Floats:
        """Describe pictures by numbers of which a linear score is made.

        Args:
            features: Pooled features, shape (n, features).
            logits: Shape (n, classes).

        Returns:
            Shape (n, k + 4).
        """
        length = np.linalg.norm(features.astype(np.float32), axis=1, keepdims=True)
        centred = features.astype(np.float32) / np.maximum(length, _TINY) - self.mean
        places = centred @ self.components
        left_over = np.maximum((centred**2).sum(axis=1) - (places**2).sum(axis=1), _TINY)
        white = places @ self.whitening
        distances = ((white[:, None] - (self.class_means @ self.whitening)[None]) ** 2).sum(axis=2)
        top = logits.max(axis=1)
        energy = -(top + np.log(np.exp(logits - top[:, None]).sum(axis=1)))
        extras = (np.log(distances.min(axis=1) + _TINY), np.log(left_over), energy, np.log(length[:, 0] + _TINY))
        return np.concatenate([places, np.stack(extras, axis=1)], axis=1).astype(np.float32)


class _Part(BaseModel):
    """The `out_of_distribution` part of `bundle.json`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    file: str
    threshold: float


class Outliers:
    """Scores pictures by how little they look like what the model was trained on.

    Args:
        path: The npz file: the arrays of `Space`, `weights` of shape (k + 4,) and `bias`.
        threshold: Score from which on a picture is turned away.

    Raises:
        BadConfiguration: The file is not that.
    """

    def __init__(self, path: Path, threshold: float) -> None:
        try:
            with np.load(path, allow_pickle=False) as file:
                self._space = Space(*(file[field.name].astype(np.float32) for field in fields(Space)))
                self._weights, self._bias = file["weights"].astype(np.float32), float(file["bias"])
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BadConfiguration(f"{path} is no score of outliers: {error}") from error
        self.threshold = threshold

    def scores(self, features: npt.NDArray[np.floating], logits: npt.NDArray[np.floating]) -> Floats:
        """Score pictures.

        Args:
            features: Pooled features, shape (n, features).
            logits: Shape (n, classes).

        Returns:
            Shape (n,); the larger, the less like skin.
        """
        found: Floats = self._space.describe(features, logits) @ self._weights + self._bias
        return found

    def finding(self, score: float) -> Finding | None:
        """Say what a score means.

        Args:
            score: From `scores`.

        Returns:
            The finding that turns the picture away, or None.
        """
        # A score that is no number must not pass for skin.
        if score < self.threshold:
            return None
        return Finding(code=CODE, message=MESSAGE, value=round(score, 4), limit=round(self.threshold, 4), stops=True)


def open_outliers(bundle: Bundle) -> Outliers | None:
    """Open the score of a bundle.

    Args:
        bundle: The model bundle.

    Returns:
        The score, or None where the bundle has none.

    Raises:
        BadConfiguration: The bundle's part or its file is not what it should be.
    """
    if bundle.out_of_distribution is None:
        return None
    try:
        part = _Part.model_validate(bundle.out_of_distribution)
    except ValidationError as error:
        raise BadConfiguration(
            f"{bundle.folder / 'bundle.json'}: out_of_distribution cannot be used: {error.errors()[0]['msg']}"
        ) from error
    return Outliers(bundle.folder / part.file, part.threshold)
