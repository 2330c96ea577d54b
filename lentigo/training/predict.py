"""Running a trained model, h5 or bundle, over the rows of a manifest, exactly as it is served."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.conditions import slugs
from lentigo.training.head import softmax
from lentigo.training.manifest import Row
from lentigo.training.model import SIZE, ModelError, class_names, preprocess
from lentigo.vision.bundle import load_bundle
from lentigo.vision.preprocess import to_square

BATCH = 16
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Calibration:
    """How logits become probabilities: softmax(logits / temperature + bias).

    Attributes:
        temperature: Above 1 makes the model less sure.
        bias: One number a class, added after the division.
    """

    temperature: float = 1.0
    bias: tuple[float, ...] = ()

    def probabilities(self, logits: npt.NDArray[np.floating]) -> Floats:
        """Apply the calibration.

        Args:
            logits: Shape (rows, classes).

        Returns:
            Same shape, each row summing to 1.
        """
        bias = np.array(self.bias) if self.bias else 0.0
        return softmax(logits / self.temperature + bias)


@dataclass(frozen=True)
class Model:
    """A trained model ready to run.

    Attributes:
        classes: Class names in the order of the outputs.
        logits: Function from RGB pictures, shape (batch, 224, 224, 3), u8, to logits, shape (batch, classes).
        calibration: How its logits become probabilities.
        bundle: Content of `bundle.json`, or None for an h5.
    """

    classes: tuple[str, ...]
    logits: Callable[[npt.NDArray[np.uint8]], Floats]
    calibration: Calibration
    bundle: dict[str, Any] | None = None


def open_model(path: Path, classes: Sequence[str]) -> Model:
    """Open an h5 file or a bundle.

    Args:
        path: A `model_resnet50.h5`, or the folder of a bundle, which brings its own classes.
        classes: Class names in the order of the outputs of an h5.

    Returns:
        The model.

    Raises:
        ModelError: If it is neither, or these are not its classes.
        BadConfiguration: If a file of the bundle is not the one it was made with.
    """
    if path.is_dir() and (path / "bundle.json").is_file():
        return _open_bundle(path)
    if path.suffix == ".h5" and path.is_file():
        refuse_other_classes(path, classes)
        return keras_model(load_keras(path, len(classes)), classes)
    raise ModelError(f"Expected an .h5 file or the folder of a bundle. Received: {path}")


def refuse_other_classes(h5: Path, classes: Sequence[str]) -> None:
    """Compare a list of classes with what the run or the bundle around an h5 says: the file itself has only numbers.

    Args:
        h5: A Keras model.
        classes: Class names in the order of its outputs, as they were given.

    Raises:
        ModelError: If they are others, or stand in another order.
    """
    for name in ("config.json", "bundle.json"):
        try:
            trained = json.loads((h5.parent / name).read_text(encoding="utf-8"))["classes"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        # What others write beside their models may have the same name and mean something else.
        if not isinstance(trained, list) or not all(one in slugs() for one in trained):
            continue
        if list(classes) != trained:
            raise ModelError(
                f'Expected the classes of {h5.name} in their order, --classes "{",".join(trained)}", as {name} beside '
                f"it says. Received: {', '.join(classes)}"
            )


def load_keras(path: Path, classes: int) -> Any:
    """Load a whole Keras model, or weights alone of the network that `lentigo train` makes.

    Args:
        path: The h5 file.
        classes: Number of outputs, needed for weights alone.

    Returns:
        The Keras model.

    Raises:
        ModelError: If the file cannot be read as either.
    """
    import h5py
    import keras

    from lentigo.training.model import build_model

    try:
        with h5py.File(path) as file:
            whole = "model_config" in file.attrs
        if whole:
            return keras.models.load_model(path, compile=False)
        model = build_model(classes)
        model.load_weights(path)
    except (OSError, ValueError, TypeError, KeyError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"Expected a Keras ResNet50 classifier in {path.name}. Received: {first}") from error
    return model


def keras_model(model: Any, classes: Sequence[str]) -> Model:
    """Wrap a Keras classifier.

    Args:
        model: Keras model with the preprocessing of `keras.applications.resnet50` outside.
        classes: Class names in the order of the outputs.

    Returns:
        The model, uncalibrated; its logits are the logarithm of its probabilities where it ends in a softmax.
    """
    names = class_names(classes, int(model.output_shape[-1]))

    def logits(pictures: npt.NDArray[np.uint8]) -> Floats:
        values = np.asarray(model.predict_on_batch(preprocess(pictures)), np.float32)
        is_distribution = (values >= 0).all() and np.allclose(values.sum(axis=1), 1, atol=1e-3)
        result: Floats = np.log(np.clip(values, 1e-12, 1)) if is_distribution else values
        return result

    return Model(names, logits, Calibration())


def openvino_predictor(model: Any) -> Callable[[npt.NDArray[np.uint8]], Floats]:
    """Compile an OpenVINO model as serving does.

    Args:
        model: `openvino.Model`, or the path of its XML file.

    Returns:
        Function from pictures to logits.
    """
    import openvino

    compiled = openvino.Core().compile_model(model, "CPU", {"PERFORMANCE_HINT": "LATENCY"})

    def logits(pictures: npt.NDArray[np.uint8]) -> Floats:
        return np.array(compiled({"image": pictures})["logits"], np.float32)

    return logits


def _open_bundle(folder: Path) -> Model:
    load_bundle(folder)
    content: dict[str, Any] = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    calibration = content["calibration"]
    return Model(
        tuple(content["classes"]),
        openvino_predictor(str(folder / "model.xml")),
        Calibration(float(calibration["temperature"]), tuple(calibration["bias"])),
        content,
    )


def run_rows(model: Model, rows: Sequence[Row], advance: Callable[[int], None] | None = None) -> Floats:
    """Run a model over pictures, decoded by the rule of serving.

    Args:
        model: The model.
        rows: The pictures.
        advance: Called with the number of pictures newly done.

    Returns:
        Logits, shape (rows, classes).
    """
    parts = []
    for at in range(0, len(rows), BATCH):
        batch = np.stack([read_square(row.path) for row in rows[at : at + BATCH]])
        parts.append(model.logits(batch))
        if advance:
            advance(len(batch))
    return np.concatenate(parts)


def read_square(path: Path) -> npt.NDArray[np.uint8]:
    """Read a picture as the network sees it.

    Args:
        path: The picture.

    Returns:
        RGB, shape (224, 224, 3), 0-255.
    """
    with Image.open(path) as picture:
        return to_square(picture, SIZE)
