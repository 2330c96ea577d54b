"""The pictures of a model card, as SVG: learning curves, confusion, reliability, ROC, risk against coverage."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.training.selective import risk_curve

Shares = npt.NDArray[np.floating]
Labels = npt.NDArray[np.int64]
FOLDER = "plots"
_BINS = 10
_BLUE, _ORANGE, _GREY = "#2b6cb0", "#c05621", "#a0aec0"


def draw_all(
    folder: Path,
    *,
    shares: Shares,
    labels: Labels,
    classes: Sequence[str],
    malignant: npt.NDArray[np.bool_],
    history: Sequence[dict[str, Any]],
) -> list[str]:
    """Draw every plot of an evaluation.

    Args:
        folder: Where to write the SVG files.
        shares: Calibrated probabilities, shape (rows, classes).
        labels: Class numbers, shape (rows,).
        classes: Class names.
        malignant: Which classes are malignant, shape (classes,).
        history: What the training noted after each stage; empty when not known.

    Returns:
        Names of the files written.
    """
    import matplotlib

    matplotlib.use("svg")
    # The same figures give the same files, so that a second evaluation shows no difference.
    matplotlib.rcParams.update({"svg.hashsalt": "lentigo", "svg.fonttype": "none", "font.size": 9})
    folder.mkdir(parents=True, exist_ok=True)
    drawings = {
        "confusion.svg": lambda axes: _confusion(axes, shares, labels, classes),
        "reliability.svg": lambda axes: _reliability(axes, shares, labels),
        "roc.svg": lambda axes: _roc(axes, shares, labels, malignant, classes[0]),
        "risk_coverage.svg": lambda axes: _risk_coverage(axes, shares, labels),
    }
    if history:
        drawings["learning_curves.svg"] = lambda axes: _learning(axes, history)
    for name, draw in drawings.items():
        _save(folder / name, draw)
    return list(drawings)


def read_history(run: Path) -> list[dict[str, Any]]:
    """Read what a training noted.

    Args:
        run: Folder of the run.

    Returns:
        One object an evaluation; empty where there is none.
    """
    path = run / "history.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return found if isinstance(found, list) else []


def _save(path: Path, draw: Any) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4.4), layout="constrained")
    draw(figure.subplots())
    figure.savefig(path, metadata={"Date": None})


def _confusion(axes: Any, shares: Shares, labels: Labels, classes: Sequence[str]) -> None:
    count = np.zeros((len(classes), len(classes)))
    np.add.at(count, (labels, shares.argmax(axis=1)), 1)
    share = count / np.maximum(count.sum(axis=1, keepdims=True), 1)
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (row, column), value in np.ndenumerate(count):
        colour = "white" if share[row, column] > 0.5 else "black"
        axes.text(column, row, f"{int(value)}", ha="center", va="center", fontsize=7, color=colour)
    axes.set_xticks(range(len(classes)), classes, rotation=45, ha="right")
    axes.set_yticks(range(len(classes)), classes)
    axes.set(xlabel="answer", ylabel="truth", title="Pictures by truth and answer")


def _reliability(axes: Any, shares: Shares, labels: Labels) -> None:
    confidence, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    number = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    filled = [k for k in range(_BINS) if (number == k).any()]
    sure = [confidence[number == k].mean() for k in filled]
    true = [right[number == k].mean() for k in filled]
    sizes = [8 + 240 * (number == k).mean() for k in filled]
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="perfect")
    axes.plot(sure, true, color=_BLUE)
    axes.scatter(sure, true, s=sizes, color=_BLUE, label="by tenths of confidence; size: pictures")
    axes.set(xlabel="confidence", ylabel="share of right answers", title="Reliability", xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="upper left")


def _roc(axes: Any, shares: Shares, labels: Labels, malignant: npt.NDArray[np.bool_], first: str) -> None:
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="chance")
    kinds = (("malignant", malignant, _BLUE), (f"{first} alone", np.arange(len(malignant)) == 0, _ORANGE))
    for name, mine, colour in kinds:
        truth = mine[labels]
        if truth.all() or not truth.any():
            continue
        order = np.argsort(-shares[:, mine].sum(axis=1), kind="stable")
        hit, false = np.cumsum(truth[order]) / truth.sum(), np.cumsum(~truth[order]) / (~truth).sum()
        axes.plot(np.r_[0, false], np.r_[0, hit], color=colour, label=name)
    axes.set(xlabel="1 - specificity", ylabel="sensitivity", title="Receiver operating characteristic")
    axes.legend(loc="lower right")


def _risk_coverage(axes: Any, shares: Shares, labels: Labels) -> None:
    coverage, error = risk_curve(shares, labels)
    axes.plot(coverage, error, color=_BLUE)
    for limit in (0.05, 0.10):
        axes.axhline(limit, color=_GREY, linestyle="--", linewidth=0.8)
    axes.set(xlabel="share of pictures answered", ylabel="error among them", title="Risk against coverage", xlim=(0, 1))


def _learning(axes: Any, history: Sequence[dict[str, Any]]) -> None:
    for key, colour in (("val_balanced_accuracy", _BLUE), ("val_macro_auroc", _GREY), ("val_log_loss", _ORANGE)):
        values = [(number, entry[key]) for number, entry in enumerate(history, start=1) if entry.get(key) is not None]
        if values:
            label = key.removeprefix("val_").replace("_", " ")
            axes.plot(*zip(*values, strict=True), color=colour, marker="o", label=label)
    axes.set(xlabel="evaluation on val during training", title="Learning curves")
    axes.legend()
