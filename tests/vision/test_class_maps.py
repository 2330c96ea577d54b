"""Heat maps whose cells lay their evidence on all that they looked at."""

import numpy as np
import pytest
from pydantic import ValidationError

from lentigo.vision.class_maps import HeatMap, evidence

RING = np.zeros((2, 7, 7), np.float32)
RING[0, 2:6, 2:6] = 3.0
RING[0, 3:5, 3:5] = 0.0
"""Evidence on the border of a lesion in the middle, seen from outside, and none within, as ResNet50 gives it."""


@pytest.mark.parametrize("at_corner", [True, False])
def test_evidence_that_is_spread_is_neither_made_nor_lost(at_corner: bool) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        maps = rng.uniform(0, 2, (2, 7, 7)).astype(np.float32)
        shown = evidence(maps, 0, None, at_corner=at_corner, spread=1.25)
        # The largest value is scaled to 1, so the sum tells by how much.
        assert shown.max() == 1
        top = maps[0].sum() / shown.sum()
        again = evidence(maps * 2, 0, None, at_corner=at_corner, spread=1.25)
        assert (2 * maps[0]).sum() / again.sum() == pytest.approx(2 * top, rel=1e-5)
        mixed = evidence(np.stack([maps.sum(0), maps[1]]), 0, 1, at_corner=at_corner, spread=1.25)
        assert mixed == pytest.approx(shown, abs=1e-5)


def test_a_ring_of_evidence_shows_what_it_encloses() -> None:
    hollow = evidence(RING, 0, None, at_corner=False)
    filled = evidence(RING, 0, None, at_corner=False, spread=1.5)
    assert (hollow[3:5, 3:5] == 0).all()
    assert np.argwhere(filled == 1).tolist()[0] in ([3, 3], [3, 4], [4, 3], [4, 4])
    assert filled[0, 0] < 0.3


def test_a_lesion_to_one_side_is_shown_there() -> None:
    maps = np.zeros((2, 7, 7), np.float32)
    maps[0, 5, 1] = 1
    for at_corner in (True, False):
        row, column = np.argwhere(evidence(maps, 0, None, at_corner=at_corner, spread=1.5) == 1)[0]
        assert row in (4, 5)
        assert column in (0, 1)


def test_what_speaks_against_an_answer_takes_from_the_evidence_around_it() -> None:
    maps = np.zeros((2, 7, 7), np.float32)
    maps[0] -= 1
    assert (evidence(maps, 0, None, at_corner=True, spread=1.0) == 0).all()
    maps[0, 2, 2] = 20
    shown = evidence(maps, 0, None, at_corner=True, spread=1.0)
    assert shown.max() == 1
    assert shown[6, 6] == 0


def test_a_spread_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationError, match="spread"):
        HeatMap(spread=-1)
