"""The two-phase fit: the head on a frozen base, then the upper layers, in stages that can be stopped at any moment."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console

from lentigo.training import metrics
from lentigo.training.checkpoint import Progress as Reached
from lentigo.training.checkpoint import load_checkpoint, replace_file, save_checkpoint, save_json
from lentigo.training.data import Batches, BatchPlan, decoded, label_indices, sampling_weights
from lentigo.training.engine import EVALUATION_BATCH, Engine, KerasEngine, keras_features
from lentigo.training.head import fit_head, softmax
from lentigo.training.manifest import Row
from lentigo.training.model import LOGITS, build_model, freeze, save_half
from lentigo.training.progress import progress_bar
from lentigo.training.recipe import Head, Recipe, Stage
from lentigo.training.schedule import learning_rate, share_done

CHECKPOINT_SECONDS = 240.0
FIRST_WEIGHTS = "stage0.weights.h5"
"""File in a run's folder that phase 1 leaves: from then on weights are taken from the folder."""
DECODED_LIMIT = 256  # side in pixels of most pictures of the public sets: decoding larger adds nothing


@dataclass(frozen=True)
class Job:
    """What is to be trained, on what, and where the result goes.

    Attributes:
        recipe: How.
        classes: Class names in the order of the outputs.
        train: Training rows.
        val: Validation rows; may be empty.
        weights: Where the base's weights come from, as `build_model` takes it.
        engine: ``keras`` or ``torch``.
        run: Folder of the run.
        cache: Folder of decoded pictures.
        known: Whether the weights' own last layer is for these classes in this order; phase 1 then starts from it.
    """

    recipe: Recipe
    classes: tuple[str, ...]
    train: Sequence[Row]
    val: Sequence[Row]
    weights: str
    engine: str
    run: Path
    cache: Path
    known: bool = False


class Trainer:
    """A training in a run folder; made anew on the same folder, it goes on where it was killed."""

    def __init__(self, job: Job, console: Console) -> None:
        """Look at the run folder.

        Args:
            job: What to train.
            console: Where to show progress.
        """
        self._job, self._console = job, console
        self._labels = label_indices(job.train, job.classes)
        self._checkpoint = job.run / "checkpoint.npz"
        self._history_file = job.run / "history.json"
        self._history: list[dict[str, Any]] = []
        job.run.mkdir(parents=True, exist_ok=True)

    def run(self) -> Path:
        """Train to the end.

        Returns:
            The trained `model_resnet50.h5`.
        """
        job = self._job
        reached = load_checkpoint(self._checkpoint)
        if self._history_file.is_file():
            self._history = _read_history(self._history_file)
        first = reached[0].stage if reached else 0
        start = self._stage_file(first)
        model = build_model(len(job.classes), "none" if start.is_file() else job.weights)
        if start.is_file():
            model.load_weights(start)
        else:
            self._fit_head(model, job.recipe.head, phase=1)
            self._save_start(model, 0)
        for number, stage in enumerate(job.recipe.stages):
            if number < first:
                continue
            resumed = reached if reached and reached[0].stage == number else None
            self._run_stage(model, number, stage, resumed)
            self._save_start(model, number + 1)
            save_checkpoint(self._checkpoint, Reached(stage=number + 1), {})
        if job.recipe.closing is not None:
            self._fit_head(model, job.recipe.closing, phase=3)
        target = job.run / "model_resnet50.h5"
        freeze(model, "none")  # what was frozen here concerns nobody who loads the file
        save_half(model, target)
        return target

    def _fit_head(self, model: Any, head: Head, phase: int) -> None:
        job = self._job
        pictures = self._decode(job.train, head.size, "decode")
        compute = self._feature_function(model)
        parts = []
        with progress_bar(self._console, f"phase {phase}: features", len(pictures)) as advance:
            for at in range(0, len(pictures), EVALUATION_BATCH):
                parts.append(compute(pictures[at : at + EVALUATION_BATCH]))
                advance(len(parts[-1]))
        power = job.recipe.sampling_power if head.sampling_power is None else head.sampling_power
        weights = sampling_weights(job.train, power, job.recipe.source_weights)
        start = tuple(model.get_layer(LOGITS).get_weights()) if job.known else None
        with progress_bar(self._console, f"phase {phase}: head", head.steps) as advance:
            features = np.concatenate(parts)
            kernel, bias = fit_head(features, self._labels, weights, len(job.classes), head, advance, start)
        model.get_layer(LOGITS).set_weights([kernel, bias])
        if job.val:
            val = self._decode(job.val, job.recipe.validation_size, "decode val")
            batches = (val[at : at + EVALUATION_BATCH] for at in range(0, len(val), EVALUATION_BATCH))
            self._record({"phase": phase, **self._judge(np.concatenate([compute(b) @ kernel + bias for b in batches]))})

    def _run_stage(
        self, model: Any, number: int, stage: Stage, resumed: tuple[Reached, dict[str, npt.NDArray[Any]]] | None
    ) -> None:
        job = self._job
        # Large enough that the closest crop is not enlarged: a network must not see blurred pictures only.
        side = min(DECODED_LIMIT, round(stage.size / stage.augmentation.scale_min))
        pictures = self._decode(job.train, side, "decode")
        freeze(model, stage.freeze)
        engine = self._make_engine(model, stage)
        reached = Reached(stage=number)
        if resumed:
            reached, state = resumed
            if state:
                engine.restore(state)
                self._console.log(f"Resumed: stage {number + 1}, step {reached.step}")
        weights = sampling_weights(job.train, job.recipe.sampling_power, job.recipe.source_weights)
        plan = BatchPlan(
            stage.size,
            stage.batch,
            stage.mixup_alpha,
            stage.mixup_share,
            stage.label_smoothing,
            stage.augmentation,
            job.recipe.seed + 1000 * number,
        )
        stream = Batches(pictures, self._labels, weights, len(job.classes), plan).stream(reached.step)
        saved, epoch, losses = time.monotonic(), reached.images // len(pictures), []
        with progress_bar(self._console, f"phase 2: stage {number + 1}, {stage.size} px", 1000) as advance:
            shown = 0
            while (done := share_done(stage, reached.images, reached.seconds, len(pictures))) < 1:
                began = time.monotonic()
                rate = learning_rate(stage, done)
                losses.append(engine.train_step(*next(stream), rate))
                reached.step += 1
                reached.images += stage.batch
                reached.seconds += time.monotonic() - began
                advance(int(1000 * min(1.0, done)) - shown)
                shown = int(1000 * min(1.0, done))
                if reached.images // len(pictures) > epoch:
                    epoch = reached.images // len(pictures)
                    over = share_done(stage, reached.images, reached.seconds, len(pictures)) >= 1
                    look = over or epoch % job.recipe.validate_every == 0
                    self._end_epoch(model, engine, reached, rate, losses, look=look)
                    losses = []
                if time.monotonic() - saved > CHECKPOINT_SECONDS:
                    save_checkpoint(self._checkpoint, reached, engine.state())
                    saved = time.monotonic()
        stream.close()
        if losses:
            self._end_epoch(model, engine, reached, 0.0, losses, look=True)
        engine.finish()

    def _end_epoch(
        self, model: Any, engine: Engine, reached: Reached, rate: float, losses: list[float], *, look: bool
    ) -> None:
        entry: dict[str, Any] = {
            "phase": 2,
            **asdict(reached),
            "images_per_second": round(reached.images / max(reached.seconds, 1e-9), 2),
            "learning_rate": rate,
            "train_loss": float(np.mean(losses)),
        }
        state = {key: np.array(value) for key, value in engine.state().items()}
        save_checkpoint(self._checkpoint, reached, state)
        if look and self._job.val:
            pictures = self._decode(self._job.val, self._job.recipe.validation_size, "decode val")
            batches = (pictures[at : at + EVALUATION_BATCH] for at in range(0, len(pictures), EVALUATION_BATCH))
            entry |= self._judge(np.concatenate([engine.logits(np.array(batch)) for batch in batches]))
        self._record(entry)
        # The average so far, for whoever wants to try it while the training goes on.
        engine.finish()
        save_half(model, self._job.run / "latest.h5")
        engine.restore(state)

    def _judge(self, logits: npt.NDArray[np.float32]) -> dict[str, Any]:
        labels = label_indices(self._job.val, self._job.classes)
        probabilities = softmax(logits)
        predicted = probabilities.argmax(axis=1)
        return {
            "val_log_loss": metrics.log_loss(probabilities, labels),
            "val_accuracy": float((predicted == labels).mean()),
            "val_balanced_accuracy": metrics.balanced_accuracy(labels, predicted, len(self._job.classes)),
            "val_macro_auroc": metrics.macro_auroc(probabilities, labels),
            "val_recall": metrics.recalls(labels, predicted, len(self._job.classes)),
        }

    def _make_engine(self, model: Any, stage: Stage) -> Engine:
        if self._job.engine == "torch":
            from lentigo.training.torch_engine import TorchEngine

            return TorchEngine(model, stage)
        return KerasEngine(model, stage)

    def _feature_function(self, model: Any) -> Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.float32]]:
        if self._job.engine == "torch":
            from lentigo.training.torch_engine import twin_features

            features: Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.float32]] = twin_features(model)
            return features
        return keras_features(model)

    def _decode(self, rows: Sequence[Row], size: int, text: str) -> npt.NDArray[np.uint8]:
        with progress_bar(self._console, f"{text} at {size} px", len(rows)) as advance:
            return decoded(rows, size, self._job.cache, advance)

    def _record(self, entry: dict[str, Any]) -> None:
        self._history.append(entry)
        save_json(self._history_file, self._history)
        shown = {key: round(value, 4) if isinstance(value, float) else value for key, value in entry.items()}
        if "val_recall" in entry:
            shown["val_recall"] = [value and round(value, 2) for value in entry["val_recall"]]
        self._console.log(shown)

    def _stage_file(self, number: int) -> Path:
        return self._job.run / f"stage{number}.weights.h5"

    def _save_start(self, model: Any, number: int) -> None:
        part = self._job.run / "part.weights.h5"
        model.save_weights(part)
        replace_file(part, self._stage_file(number))


def _read_history(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return entries
