"""Pictures are decoded once, drawn fairly, and changed alike for every class."""

from pathlib import Path

import numpy as np
import pytest

from lentigo.training.augment import Augmentation, augment, mix_pairs
from lentigo.training.data import Batches, BatchPlan, decoded, label_indices, sampling_weights
from lentigo.training.head import fit_head, softmax
from lentigo.training.manifest import parse_classes, read_manifest
from lentigo.training.recipe import Head
from tests.training.conftest import FOUR

STILL = Augmentation(1, 1, 0, 0, 0, 0, 0, 0, 0)


def make_batches(pictures: np.ndarray, labels: np.ndarray, **changes: object) -> Batches:
    settings: dict[str, object] = {
        "size": 24,
        "batch": 8,
        "mixup_alpha": 0.0,
        "mixup_share": 0.0,
        "label_smoothing": 0.1,
        "augmentation": Augmentation(),
        "seed": 1,
    }
    plan = BatchPlan(**{**settings, **changes})  # type: ignore[arg-type]
    return Batches(pictures, labels, np.full(len(labels), 1 / len(labels)), 2, plan)


def test_pictures_are_decoded_once_by_the_rule_of_serving(manifest: Path, tmp_path: Path) -> None:
    rows = read_manifest(manifest).select("val", parse_classes(FOUR))
    seen: list[int] = []
    first = decoded(rows, 48, tmp_path, seen.append)
    again = decoded(rows, 48, tmp_path, seen.append)
    assert first.shape == (16, 48, 48, 3)
    assert sum(seen) == 16
    assert np.array_equal(first, again)
    assert [path.suffix for path in tmp_path.iterdir()] == [".npy"]


def test_a_half_written_cache_is_not_taken_for_a_whole_one(manifest: Path, tmp_path: Path) -> None:
    rows = read_manifest(manifest).select("val", parse_classes(FOUR))
    (tmp_path / "anything-48.123.part").write_bytes(b"broken off")
    assert decoded(rows, 48, tmp_path).mean() > 50


def test_rare_classes_and_named_sources_are_drawn_more_often(manifest: Path) -> None:
    rows = [r for r in read_manifest(manifest).select("train", parse_classes(FOUR)) if r.label != "normal skin"]
    few = [row for row in rows if row.label != "melanoma"] + [row for row in rows if row.label == "melanoma"][:2]
    weights = sampling_weights(few, 0.5, {})
    drawn = {name: sum(w for w, r in zip(weights, few, strict=True) if r.label == name) for name in FOUR.split(",")[:2]}
    assert weights.sum() == pytest.approx(1)
    assert drawn["basal cell carcinoma"] / drawn["melanoma"] == pytest.approx((6 / 2) ** 0.5)
    photo = sampling_weights(few, 0.0, {"photo": 2.0})
    assert photo[[r.source for r in few].index("photo")] == 2 * photo[[r.source for r in few].index("scope")]


def test_a_batch_depends_on_nothing_but_its_number() -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (20, 32, 32, 3)).astype(np.uint8)
    labels = np.arange(20) % 2
    one, other = make_batches(pictures, labels), make_batches(pictures, labels)
    one.make(3)
    assert np.array_equal(one.make(7)[0], other.make(7)[0])
    assert not np.array_equal(one.make(7)[0], one.make(8)[0])
    stream = one.stream(7)
    assert np.array_equal(next(stream)[0], other.make(7)[0])
    assert np.array_equal(next(stream)[0], other.make(8)[0])
    stream.close()
    assert one.make(0)[1].sum(axis=1) == pytest.approx(np.ones(8))


def test_a_batch_does_not_follow_the_order_of_the_manifest() -> None:
    pictures = np.zeros((40, 32, 32, 3), np.uint8)
    labels = (np.arange(40) >= 20).astype(np.int64)
    drawn = [make_batches(pictures, labels).make(step)[1].argmax(axis=1) for step in range(6)]
    assert all(sorted(batch) == [0] * 4 + [1] * 4 for batch in drawn)
    # Were it sorted, an engine that halves the batch would normalise each source with statistics of its own.
    assert not any(list(batch) == sorted(batch) for batch in drawn)


def test_without_changes_a_picture_is_only_turned_and_mirrored() -> None:
    picture = np.full((40, 40, 3), (200, 100, 50), np.uint8)
    changed = augment(picture, 40, STILL, np.random.default_rng(1))
    assert np.abs(changed.astype(int) - picture).max() <= 1


def test_changes_stay_in_range_and_leave_no_empty_corners() -> None:
    picture = np.full((60, 60, 3), 180, np.uint8)
    for seed in range(30):
        changed = augment(picture, 48, Augmentation(scale_max=1.1), np.random.default_rng(seed))
        assert changed.shape == (48, 48, 3)
        assert changed.dtype == np.uint8
        assert changed.min() > 60  # black corners would be far below


def test_mixup_blends_pictures_and_targets_alike() -> None:
    rng = np.random.default_rng(2)
    targets = np.eye(4, dtype=np.float32)
    pictures = targets[:, :, None, None].repeat(3, axis=3).reshape(4, 4, 1, 3) * 255
    blended, mixed = mix_pairs(pictures, targets, 0.4, rng)
    assert blended[:, :, 0, 0] / 255 == pytest.approx(mixed)
    assert mixed.sum(axis=1) == pytest.approx(np.ones(4))


def test_the_head_learns_what_features_tell(manifest: Path) -> None:
    rows = read_manifest(manifest).select("train", parse_classes(FOUR))
    labels = label_indices(rows, parse_classes(FOUR))
    rng = np.random.default_rng(4)
    features = (rng.normal(3, 1, (len(rows), 64)) + 2 * np.eye(4).repeat(16, axis=1)[labels]).astype(np.float32)
    weights = np.full(len(rows), 1 / len(rows))
    kernel, bias = fit_head(features, labels, weights, 4, Head(steps=200))
    assert (softmax(features @ kernel + bias).argmax(axis=1) == labels).all()
