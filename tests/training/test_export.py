"""An int8 model that departs from Keras is not shipped."""

import numpy as np
import pytest

from lentigo.training.export import ExportError, compare, refuse_drift

LABELS = np.repeat([0, 1, 2], [60, 40, 4])
RIGHT = np.eye(3, dtype=np.float32)[LABELS]


def with_errors(rows: list[int], answer: int) -> np.ndarray:
    changed = RIGHT.copy()
    changed[rows] = np.eye(3, dtype=np.float32)[answer]
    return changed


def test_small_classes_do_not_count_in_the_mean_recall() -> None:
    check = compare(RIGHT, with_errors([100, 101, 102], 0), LABELS)
    assert check["mean_recall_keras"] == check["mean_recall_int8"] == 1
    assert check["same_class"] == pytest.approx(101 / 104)


def test_other_answers_are_refused_by_how_many_they_are() -> None:
    refuse_drift(compare(RIGHT, with_errors([0], 1), LABELS))
    with pytest.raises(ExportError, match=r"at least 98% of val. Received: 97\.12%"):
        refuse_drift(compare(RIGHT, with_errors([0, 1, 2], 1), LABELS))


def test_a_moved_recall_is_refused_even_when_most_answers_are_the_same() -> None:
    check = {"same_class": 0.99, "mean_recall_keras": 0.7, "mean_recall_int8": 0.68}
    with pytest.raises(ExportError, match=r"Received: 0\.0200 apart"):
        refuse_drift(check)
