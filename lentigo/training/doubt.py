"""What `lentigo evaluate` says about a bundle's doubts: abstention, prediction sets, outliers, stability, heat maps."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.training import attention, metrics, outliers, stability
from lentigo.training.answers import Answers
from lentigo.training.conformal import coverage_and_size
from lentigo.training.damage import prove
from lentigo.training.data import label_indices
from lentigo.training.intervals import bootstrap, with_intervals
from lentigo.training.manifest import Row
from lentigo.training.progress import progress_bar
from lentigo.training.selective import curve_points, selective
from lentigo.training.uncertainty import Scene, calibrated, judge_outliers
from lentigo.vision.class_maps import evidence, read_heat_map

STABILITY_PICTURES = 600


def report_doubt(
    folder: Path,
    content: dict[str, Any],
    scene: Scene,
    rows: Sequence[Row],
    answers: Answers,
    *,
    masks: Path | None,
    replicates: int,
) -> dict[str, Any]:
    """Judge what a bundle says about its own answers.

    Args:
        folder: The bundle.
        content: Content of its `bundle.json`.
        scene: The data set and the network.
        rows: The pictures of one split.
        answers: The network's answers on them.
        masks: Folder of lesion masks, or None.
        replicates: Bootstrap replicates.

    Returns:
        Parts of `metrics.json`: `selective`, `prediction_sets`, `out_of_distribution`, `stability`, `heat_maps`,
        `quality`; without those for which the bundle or the data set has nothing.
    """
    shares, labels = calibrated(content, answers), label_indices(rows, content["classes"])
    found: dict[str, Any] = {
        "selective": {
            **with_intervals(rows, lambda index: selective(shares[index], labels[index]), replicates),
            "curve": curve_points(shares, labels),
        }
    }
    conformal, strangers = content["conformal"], content["out_of_distribution"]
    if conformal:
        thresholds = conformal["thresholds"]

        def sets(index: npt.NDArray[np.int64]) -> dict[str, float | None]:
            return coverage_and_size(shares[index], labels[index], thresholds, content["classes"])

        stated = {"stated_coverage": conformal["coverage"]}
        found["prediction_sets"] = stated | with_intervals(rows, sets, replicates)
    if strangers:
        kinds = [outliers.kind_of(row) for row in rows]
        others = scene.strangers(rows[0].split)
        path = folder / strangers["file"]
        judged = judge_outliers(path, strangers["threshold"], kinds, answers, others)
        _add_intervals(judged, path, strangers["threshold"], rows, answers, others, replicates)
        found["out_of_distribution"] = judged
    found["stability"] = _stability(scene, rows, shares, content, replicates)
    if masks is not None and (part := _heat_maps(rows, answers, shares, content, masks, replicates)):
        found["heat_maps"] = part
    val, _ = scene.real("val", content["classes"])
    scene.console.log("damaging val pictures to try the findings about quality")
    found["quality"] = {"split": "val", **prove(val, scene.asker, content["classes"])}
    return found


def _add_intervals(
    judged: dict[str, Any],
    path: Path,
    threshold: float,
    rows: Sequence[Row],
    answers: Answers,
    others: dict[str, Answers],
    replicates: int,
) -> None:
    """Give the figures of `judge_outliers` their intervals: real pictures by group, each other picture for itself."""
    real = outliers.score_all(path, answers)

    def lost(index: npt.NDArray[np.int64]) -> dict[str, float | None]:
        return {"real": float((real[index] >= threshold).mean())}

    interval = bootstrap([row.group for row in rows], lost, replicates, seed=1).get("real", {})
    judged["real_turned_away"] = {"value": judged["real_turned_away"], **interval}
    for name, other in others.items():
        strange = outliers.score_all(path, other)
        scores = np.concatenate([real, strange])
        is_other = np.arange(len(scores)) >= len(real)
        groups = [f"real {row.group}" for row in rows] + [f"other {number}" for number in range(len(strange))]

        def measure(
            index: npt.NDArray[np.int64],
            scores: npt.NDArray[np.float32] = scores,
            is_other: npt.NDArray[np.bool_] = is_other,
        ) -> dict[str, float | None]:
            here, there = scores[index], is_other[index]
            return {
                "auroc": metrics.auroc(here, there),
                "turned_away": float((here[there] >= threshold).mean()) if there.any() else None,
            }

        found = bootstrap(groups, measure, replicates, seed=1)
        for key in ("auroc", "turned_away"):
            judged["sets"][name][key] = {"value": judged["sets"][name][key], **found.get(key, {})}


def _stability(
    scene: Scene,
    rows: Sequence[Row],
    shares: npt.NDArray[np.float64],
    content: dict[str, Any],
    replicates: int,
) -> dict[str, Any]:
    chosen = np.sort(np.random.default_rng(1).permutation(len(rows))[:STABILITY_PICTURES])
    some = [rows[number] for number in chosen]
    answer = shares[chosen].argmax(axis=1)
    key = "\n".join(f"{row.path}" for row in some)
    changed: dict[str, npt.NDArray[np.int64]] = {}
    with progress_bar(scene.console, "stability", len(some) * len(stability.CHANGES)) as advance:
        for name, change in stability.CHANGES.items():

            def squares(change: stability.Change = change) -> Any:
                return stability.changed_squares(some, change)

            answers = scene.asker.kept(f"{name}\n{key}", squares, advance)
            changed[name] = calibrated(content, answers).argmax(axis=1)

    def measure(index: npt.NDArray[np.int64]) -> dict[str, float | None]:
        return stability.same_share(answer[index], {name: found[index] for name, found in changed.items()})

    return {"images": len(some), **with_intervals(some, measure, replicates)}


def _heat_maps(
    rows: Sequence[Row],
    answers: Answers,
    shares: npt.NDArray[np.float64],
    content: dict[str, Any],
    masks: Path,
    replicates: int,
) -> dict[str, Any] | None:
    part = read_heat_map(content.get("heat_map"))
    against = content["classes"].index(part.against) if part.against in content["classes"] else None
    marked = attention.masked_rows(rows, masks)
    shown = [
        evidence(
            answers.class_maps[number], int(shares[number].argmax()), against,
            at_corner=part.at_corner, spread=part.spread,
        )
        for number in marked
    ]  # fmt: skip
    numbers, table = attention.compare(
        shown, [attention.read_mask(masks / f"{rows[number].image_id}.png") for number in marked]
    )
    if not numbers:
        return None
    seen = [rows[marked[number]] for number in numbers]
    return {"images": len(seen), **with_intervals(seen, lambda index: attention.summary(table[index]), replicates)}
