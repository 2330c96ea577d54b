"""A bundle of a model that was trained elsewhere, without the data that would be needed to calibrate it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from lentigo.conditions import condition
from lentigo.training.bundle import commit_of, sha256_of, write_bundle_json
from lentigo.training.export import ExportError, ExportPlan, plain_definition, replace_folder, training_config
from lentigo.training.head import softmax
from lentigo.training.model import save_half
from lentigo.training.not_skin import made_up
from lentigo.training.openvino_graph import openvino_model
from lentigo.training.predict import keras_model, load_keras, openvino_predictor
from lentigo.training.progress import progress_bar
from lentigo.training.quantise import compress, save_openvino

_PICTURES, _SEED = 32, 4
LARGEST_CHANGE = 0.02
"""Mean change of a probability, on made-up pictures, from which on the served graph is not the Keras model any more."""
NOTE = (
    "Exported without a data set. Its probabilities are those of the network as it is: not calibrated. It has no "
    "thresholds, so every answer is uncertain and its risk not assessed. It has no prediction sets, cannot tell what "
    "is not skin, and has no nearest cases. `lentigo export --manifest` with pictures whose diagnosis is known gives "
    "it all of that; `lentigo evaluate` tells how good it is."
)
LICENCE_TEXT = """Model weights that were trained elsewhere and exported without their data.

Nothing is known here about the pictures they were trained on, nor about what their licences allow. Ask whoever trained
them before you share them. The source code of Lentigo is under the MIT licence and not affected.
"""


def export_alone(plan: ExportPlan, console: Console) -> dict[str, Any]:
    """Make a bundle of an h5 alone.

    Args:
        plan: What and how; of it `h5`, `classes`, `out` and `version` are used.
        console: Where to show progress.

    Returns:
        The content of `bundle.json`.

    Raises:
        ModelError: If the h5 is not a ResNet50 classifier with these classes, or a class is no known condition.
        ExportError: If the plan cannot lead anywhere, or the served graph answers differently from Keras.
    """
    plan.refuse_if_in_vain()
    keras_classifier = load_keras(plan.h5, len(plan.classes))
    reference = keras_model(keras_classifier, plan.classes)
    work = plan.out.with_name(f".{plan.out.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        save_openvino(compress(openvino_model(keras_classifier)), work / "model.xml")
        served = openvino_predictor(str(work / "model.xml"))
        squares = list(made_up(_PICTURES, _SEED))
        changes = []
        with progress_bar(console, "served graph against Keras", len(squares)) as advance:
            for square in squares:
                pair = softmax(np.concatenate([reference.logits(square[None]), served(square[None])]))
                changes.append(float(np.abs(pair[0] - pair[1]).mean()))
                advance(1)
        check = {"made_up_pictures": len(squares), "mean_change_of_probability": float(np.mean(changes))}
        if check["mean_change_of_probability"] > LARGEST_CHANGE:
            raise ExportError(
                f"Expected probabilities within {LARGEST_CHANGE} of Keras on made-up pictures. Received: "
                f"{check['mean_change_of_probability']:.4f} apart"
            )
        save_half(plain_definition(keras_classifier, len(plan.classes)), work / "model_resnet50.h5")
        content = _describe(plan, check, work)
        replace_folder(work, plan.out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    console.print(f"[yellow]{NOTE}[/yellow]", highlight=False)
    return content


def _describe(plan: ExportPlan, check: dict[str, Any], folder: Path) -> dict[str, Any]:
    return write_bundle_json(
        folder,
        classes=plan.classes,
        malignant=tuple(name for name in plan.classes if condition(name).nature == "malignant"),
        calibration={"temperature": 1.0, "bias": []},
        thresholds=None,
        provenance={
            **training_config(plan.h5),
            "note": NOTE,
            "source_h5_sha256": sha256_of(plan.h5),
            "commit": commit_of(Path(__file__).parent),
            "quantisation": {"method": "NNCF int8 weights", "exact": ["all"], **check},
        },
        version=plan.version or datetime.now(UTC).strftime("%Y.%m.%d"),
        licence=("", LICENCE_TEXT),
    )
