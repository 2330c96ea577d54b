"""Phase 1: the last layer is fitted on features, from nothing or from a layer that knows the classes already."""

import numpy as np
import pytest

from lentigo.training.head import fit_head, softmax
from lentigo.training.recipe import Head

RNG = np.random.default_rng(11)
FEATURES = (RNG.normal(size=(300, 20)) * RNG.uniform(0.1, 3, 20) + RNG.uniform(0, 2, 20)).astype(np.float32)
KERNEL = RNG.normal(size=(20, 3)).astype(np.float32)
LABELS = (FEATURES @ KERNEL).argmax(axis=1)
WEIGHTS = np.full(300, 1 / 300)


def test_a_layer_from_nothing_learns_what_can_be_told_apart() -> None:
    kernel, bias = fit_head(FEATURES, LABELS, WEIGHTS, 3, Head(steps=300, weight_decay=1e-4))
    assert ((FEATURES @ kernel + bias).argmax(axis=1) == LABELS).mean() > 0.95


def test_without_a_step_a_layer_stays_what_it_was() -> None:
    start = (KERNEL, np.array([0.1, -0.2, 0.3], np.float32))
    kernel, bias = fit_head(FEATURES, LABELS, WEIGHTS, 3, Head(steps=0), start=start)
    assert kernel == pytest.approx(start[0], rel=1e-4)
    assert FEATURES @ kernel + bias == pytest.approx(FEATURES @ start[0] + start[1], abs=1e-3)


def test_a_known_layer_is_moved_by_new_pictures_and_held_by_the_penalty() -> None:
    start = (KERNEL, np.zeros(3, np.float32))
    new = (LABELS + 1) % 3

    def loss(layer: tuple[np.ndarray, np.ndarray]) -> float:
        shares = softmax(FEATURES @ layer[0] + layer[1])
        return float(-np.log(shares[np.arange(300), new] + 1e-9).mean())

    free = fit_head(FEATURES, new, WEIGHTS, 3, Head(steps=60, weight_decay=0.0), start=start)
    held = fit_head(FEATURES, new, WEIGHTS, 3, Head(steps=60, weight_decay=0.1), start=start)
    assert loss(free) < loss(held) < loss(start)
    assert np.abs(held[0] - KERNEL).mean() < np.abs(free[0] - KERNEL).mean()
