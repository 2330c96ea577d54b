"""Fitting the score that tells skin from everything else, and the limit from which on a picture is turned away."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.training.answers import Answers
from lentigo.training.manifest import Row
from lentigo.training.neighbours import principal_directions
from lentigo.vision.outliers import Outliers, Space

Floats = npt.NDArray[np.float32]
FILE = "outliers.npz"
DIRECTIONS = 96
SHRINKAGE = 0.1
"""Share of the isotropic part in the covariance (Ledoit and Wolf 2004, with a fixed intensity)."""
PENALTY = 0.01
"""Inverse strength of the regularisation (C of scikit-learn), chosen on val with `DIRECTIONS`: AUROC 0.997 against
Caltech; a small network or a kernel machine on the same numbers gained nothing, distance or energy alone lost."""
TURNED_AWAY = 0.03
"""Share of the real pictures of any one kind that may be turned away on val."""
AT_LEAST = 3
"""Pictures of a kind that may be turned away however few there are: of 28 faces, 3 are lost by chance one time in
twenty at that share."""
_FACE = "face_"


def kind_of(row: Row) -> str:
    """Name the kind of real picture whose losses are looked at apart.

    Args:
        row: A picture of the classes.

    Returns:
        The source; faces apart from other photographs of normal skin.
    """
    return f"{row.source} faces" if row.path.name.startswith(_FACE) else row.source


def fit_outliers(
    real: Answers, labels: npt.NDArray[np.int64], kinds: Sequence[str], others: Sequence[Answers], path: Path
) -> None:
    """Fit the score on train pictures and write it.

    A logistic regression of real pictures against other things. Each kind of real picture weighs the same, else the few
    photographs would be given up for the many dermoscopy pictures; so does each set of other things.

    Args:
        real: Answers on train pictures of the classes.
        labels: Their class numbers, shape (rows,).
        kinds: Kind of each, from `kind_of`.
        others: Answers on sets of other things.
        path: The npz file to write.
    """
    from sklearn.linear_model import LogisticRegression

    space = fit_space(real, labels, others)
    parts = [space.describe(real.features, real.logits), *(space.describe(o.features, o.logits) for o in others)]
    inputs = np.concatenate(parts)
    other = np.concatenate([np.full(len(part), number > 0) for number, part in enumerate(parts)])
    names = np.array([*kinds, *(f"other {number}" for number, part in enumerate(parts[1:]) for _ in part)])
    weights = np.zeros(len(names))
    for side in (False, True):
        sets = np.unique(names[other == side])
        for name in sets:
            weights[names == name] = len(names) / 2 / len(sets) / (names == name).sum()
    mean = (inputs * weights[:, None]).sum(axis=0) / weights.sum()
    scale = np.sqrt(((inputs - mean) ** 2 * weights[:, None]).sum(axis=0) / weights.sum()) + 1e-6
    model = LogisticRegression(C=PENALTY, max_iter=2000).fit((inputs - mean) / scale, other, sample_weight=weights)
    slope = model.coef_[0] / scale
    arrays = {name: np.asarray(value, np.float16) for name, value in asdict(space).items()}
    np.savez_compressed(
        path,
        allow_pickle=False,
        weights=slope.astype(np.float32),
        bias=np.float32(model.intercept_[0] - mean @ slope),
        **arrays,
    )


def fit_space(real: Answers, labels: npt.NDArray[np.int64], others: Sequence[Answers]) -> Space:
    """Describe where the train pictures lie.

    Args:
        real: Answers on train pictures of the classes.
        labels: Their class numbers, shape (rows,).
        others: Answers on sets of other things, which lend half of the directions.

    Returns:
        The space, rounded to what the file holds.
    """
    unit = _unit(real.features)
    mean = _rounded(unit.mean(axis=0))
    inside = principal_directions(unit - mean, DIRECTIONS // 2)
    strange = (np.concatenate([_unit(answers.features) for answers in others]) - mean).astype(np.float32)
    left_over = (strange - strange @ inside @ inside.T).astype(np.float32)
    outside = principal_directions(left_over, DIRECTIONS - inside.shape[1])
    components = _rounded(np.linalg.qr(np.concatenate([inside, outside], axis=1))[0])
    places = (unit - mean) @ components
    present = np.unique(labels)
    class_means = np.stack([places[labels == number].mean(axis=0) for number in present])
    within = places - class_means[np.searchsorted(present, labels)]
    covariance = within.T @ within / len(within)
    size = len(covariance)
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.trace(covariance) / size * np.eye(size)
    values, vectors = np.linalg.eigh(covariance)
    return Space(mean, components, _rounded(class_means), _rounded(vectors / np.sqrt(values)))


def fit_threshold(scores: Floats, kinds: Sequence[str], share: float = TURNED_AWAY) -> float:
    """Find the lowest limit at which no kind of real picture loses more than its share on val.

    Args:
        scores: Of val pictures of the classes, shape (rows,).
        kinds: Kind of each.
        share: Share of each kind that may be turned away.

    Returns:
        The limit.
    """
    limits = []
    for kind in sorted(set(kinds)):
        ordered = np.sort(scores[np.array(kinds) == kind])[::-1]
        limits.append(float(ordered[min(len(ordered) - 1, max(AT_LEAST, int(share * len(ordered))))]))
    # Just above the last picture that must stay.
    return float(np.nextafter(np.float32(max(limits)), np.float32(np.inf)))


def turned_away(scores: Floats, kinds: Sequence[str], threshold: float) -> dict[str, dict[str, Any]]:
    """Count what a limit turns away.

    Args:
        scores: Shape (rows,).
        kinds: Kind of each.
        threshold: The limit.

    Returns:
        `n` and `turned_away`, a share, by kind.
    """
    return {
        kind: {"n": kinds.count(kind), "turned_away": float((scores[np.array(kinds) == kind] >= threshold).mean())}
        for kind in sorted(set(kinds))
    }


def _unit(features: npt.NDArray[np.floating]) -> Floats:
    values = features.astype(np.float32)
    unit: Floats = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)
    return unit


def _rounded(values: npt.NDArray[np.floating]) -> Floats:
    """Round to half precision, as the file keeps it, so that what is fitted on top fits what is read back."""
    return values.astype(np.float16).astype(np.float32)


def score_all(path: Path, answers: Answers) -> Floats:
    """Score pictures with a written score.

    Args:
        path: The npz file.
        answers: Answers on the pictures.

    Returns:
        Shape (n,).
    """
    return Outliers(path, 0.0).scores(answers.features, answers.logits)
