"""Phase 1: the last layer fitted on features of the frozen base, which are computed once."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lentigo.training.recipe import Head

Floats = npt.NDArray[np.float32]


def fit_head(
    features: Floats,
    labels: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64],
    classes: int,
    settings: Head,
    advance: Callable[[int], None] | None = None,
    start: tuple[Floats, Floats] | None = None,
) -> tuple[Floats, Floats]:
    """Fit a softmax regression by full-batch gradient descent with Nesterov momentum.

    Features are standardised for the fit and the scaling is folded into the result, so that one step size suits all.

    Args:
        features: Pooled features, shape (rows, 2048).
        labels: Class numbers, shape (rows,).
        weights: Weight of each row, summing to 1, shape (rows,).
        classes: Number of classes.
        settings: Steps, step size and penalty.
        advance: Called with 1 after each step.
        start: Kernel and bias of a layer that knows these classes already. The fit begins there, and the penalty is on
            the distance from it instead of from zero, so that a few new pictures do not undo what many old ones taught
            (L2-SP: Li, Grandvalet and Davoine 2018, arXiv:1802.01483).

    Returns:
        Kernel of shape (2048, classes) and bias of shape (classes,) for a dense layer.
    """
    mean = features.mean(axis=0)
    scale = features.std(axis=0) + 1e-3
    # Dividing by the root of the width keeps the curvature, and so the step size, independent of it.
    inputs = (features - mean) / scale / np.float32(np.sqrt(features.shape[1]))
    wanted = np.zeros((len(labels), classes), np.float32)
    wanted[np.arange(len(labels)), labels] = 1
    row_weights = weights.astype(np.float32)[:, None]
    home = np.zeros((features.shape[1], classes), np.float32)
    bias = np.zeros(classes, np.float32)
    if start is not None:
        home = start[0] * scale[:, None] * np.float32(np.sqrt(features.shape[1]))
        bias = start[1] + mean @ start[0]
    kernel = home.copy()
    speed, bias_speed = np.zeros_like(kernel), np.zeros_like(bias)
    for step in range(settings.steps):
        rate = np.float32(settings.learning_rate * 0.5 * (1 + np.cos(np.pi * step / settings.steps)))
        ahead, bias_ahead = kernel + np.float32(0.9) * speed, bias + np.float32(0.9) * bias_speed
        error = (softmax(inputs @ ahead + bias_ahead) - wanted) * row_weights
        gradient = inputs.T @ error + np.float32(settings.weight_decay) * (ahead - home)
        speed = np.float32(0.9) * speed - rate * gradient
        # The bias curves more than any direction of the features, so it takes smaller steps.
        bias_speed = np.float32(0.9) * bias_speed - np.float32(0.2) * rate * error.sum(axis=0)
        kernel, bias = kernel + speed, bias + bias_speed
        if advance:
            advance(1)
    kernel = kernel / (scale[:, None] * np.float32(np.sqrt(features.shape[1])))
    return kernel.astype(np.float32), (bias - mean @ kernel).astype(np.float32)


def softmax(logits: npt.NDArray[np.floating]) -> Floats:
    """Turn logits into probabilities.

    Args:
        logits: Shape (rows, classes).

    Returns:
        Same shape, each row summing to 1.
    """
    exponents = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = (exponents / exponents.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result
