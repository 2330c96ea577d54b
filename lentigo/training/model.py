"""The network: Keras' ResNet50, global average pooling, one dense layer. Nothing here depends on the Keras backend."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SIZE = 224  # side in pixels that the shipped model sees
LOGITS = "logits"
# Mean of ImageNet in BGR order, which keras.applications.resnet50.preprocess_input takes off.
BGR_MEAN = (103.939, 116.779, 123.68)


class ModelError(ValueError):
    """Weights or a model that do not fit; the message says what was expected and what came."""


def build_model(classes: int, weights: str = "none", size: int | None = None) -> Any:
    """Build the classifier.

    Args:
        classes: Number of outputs.
        weights: ``imagenet``, ``none``, or the path of an h5 file: the weights of the base alone, or a whole model
            whose base is taken (and whose last layer too, if it has as many outputs); of several, separated by
            commas, the mean is taken (a soup: Wortsman et al. 2022, arXiv:2203.05482).
        size: Side of the input in pixels, or None for any.

    Returns:
        A functional `keras.Model`, flat (the base's layers are its own), from RGB pictures that went through
        `preprocess` to probabilities; the layer ``logits`` stands before the softmax.

    Raises:
        ModelError: If the weights file is missing or does not fit, or those of ImageNet cannot be fetched.
    """
    import keras

    try:
        base = keras.applications.ResNet50(
            include_top=False,
            weights="imagenet" if weights == "imagenet" else None,
            input_shape=(size, size, 3),
            pooling="avg",
        )
    except Exception as error:  # Keras raises nothing more exact when it cannot fetch a file
        if weights != "imagenet":
            raise
        raise ModelError(
            "Expected to fetch the weights of ImageNet, which Keras does once; where there is no network give an h5 "
            f"with --weights, or begin with a bundle by --from. Received: {error}"
        ) from error
    logits = keras.layers.Dense(classes, name=LOGITS, dtype="float32")(base.output)
    output = keras.layers.Activation("softmax", name="probabilities", dtype="float32")(logits)
    model = keras.Model(base.input, output, name="resnet50")
    if weights not in ("imagenet", "none"):
        _load_mean(base, model, weights_files(weights))
    return model


def _load_mean(base: Any, model: Any, paths: Sequence[Path]) -> None:
    total: list[Any] = []
    for path in paths:
        _load(base, model, path)
        values = model.get_weights()
        total = [mean + value for mean, value in zip(total, values, strict=True)] if total else values
    model.set_weights([value / len(paths) for value in total])


def weights_files(weights: str) -> list[Path]:
    """Give the h5 files that a start of training names; none for ``imagenet`` and ``none``."""
    return [] if weights in ("imagenet", "none") else [Path(one) for one in weights.split(",")]


def weights_name(weights: str) -> str:
    """Name a start of training without a path of this machine."""
    return ", ".join(path.name for path in weights_files(weights)) or weights


def _load(base: Any, model: Any, path: Path) -> None:
    import h5py
    import keras

    if not path.is_file():
        raise ModelError(f"Expected 'imagenet', 'none' or the path of an h5 file as weights. Received: {path}")
    with h5py.File(path) as file:
        whole = "model_config" in file.attrs
    if not whole:
        try:
            base.load_weights(path)
        except (ValueError, KeyError, OSError) as error:
            raise ModelError(f"Expected the weights of ResNet50(include_top=False) in {path.name}: {error}") from error
        return
    other = {layer.name: layer for layer in flat_layers(keras.models.load_model(path, compile=False))}
    missing = [layer.name for layer in base.layers if layer.weights and layer.name not in other]
    if missing:
        raise ModelError(f"Expected a model built on ResNet50 in {path.name}. It lacks the layers {missing[:3]}")
    for layer in model.layers:
        match = other.get(layer.name)
        if match is None or not layer.weights:
            continue
        values = match.get_weights()
        if [value.shape for value in values] == [tuple(weight.shape) for weight in layer.weights]:
            layer.set_weights(values)
        elif layer.name != LOGITS:
            raise ModelError(f"Expected the shapes of ResNet50 in layer {layer.name!r} of {path.name}")


def flat_layers(model: Any) -> list[Any]:
    """List the layers of a model, those of models nested in it included.

    Args:
        model: A Keras model.

    Returns:
        Its innermost layers, in order.
    """
    layers: list[Any] = []
    for layer in model.layers:
        layers.extend(flat_layers(layer) if hasattr(layer, "layers") else [layer])
    return layers


def logits_model(model: Any) -> Any:
    """Give the same network without its softmax; weights are shared.

    Args:
        model: What `build_model` returned.

    Returns:
        A Keras model with one output, shape (batch, classes).
    """
    import keras

    return keras.Model(model.input, model.get_layer(LOGITS).output, name="resnet50_logits")


def freeze(model: Any, boundary: str) -> None:
    """Freeze the lower layers; their batch normalisation then uses its stored statistics.

    Args:
        model: What `build_model` returned.
        boundary: Last frozen part, ``conv1`` to ``conv5``, or ``none``.
    """
    last = 0 if boundary == "none" else int(boundary.removeprefix("conv"))
    for layer in model.layers:
        # Layers are called conv1_bn, conv3_block2_1_conv and so on; pooling and the rest have no weights.
        part = layer.name.split("_")[0].removeprefix("conv")
        layer.trainable = not (part.isdigit() and int(part) <= last)


def preprocess(pictures: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Do what `keras.applications.resnet50.preprocess_input` does, without needing Keras.

    Args:
        pictures: RGB, 0-255, shape (..., 3).

    Returns:
        BGR minus the mean of ImageNet, same shape.
    """
    return pictures[..., ::-1].astype(np.float32) - np.array(BGR_MEAN, np.float32)


def save_half(model: Any, path: Path) -> None:
    """Save a whole model with its weights in half precision; `keras.models.load_model` reads it.

    Args:
        model: A Keras model.
        path: The h5 file to write; replaced at once, never half-written.
    """
    import h5py

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        full, half = Path(folder) / "full.h5", Path(folder) / "half.h5"
        model.save(full)
        with h5py.File(full) as source, h5py.File(half, "w") as target:
            _copy_half(source, target)
        half.replace(path)


def _copy_half(source: Any, target: Any) -> None:
    for key, value in source.attrs.items():
        target.attrs[key] = value
    for name, item in source.items():
        if hasattr(item, "items"):
            _copy_half(item, target.create_group(name))
        else:
            values = item[()]
            is_float = isinstance(values, np.ndarray) and values.dtype == np.float32
            copy = target.create_dataset(name, data=values.astype(np.float16) if is_float else values)
            for key, value in item.attrs.items():
                copy.attrs[key] = value


def class_names(names: Sequence[str], outputs: int) -> tuple[str, ...]:
    """Check that a list of classes fits a model.

    Args:
        names: Class names in the order of the outputs.
        outputs: Number of outputs of the model.

    Returns:
        The names.

    Raises:
        ModelError: If their number differs.
    """
    if len(names) != outputs:
        raise ModelError(f"Expected {outputs} class names, one for each output of the model. Received: {len(names)}")
    return tuple(names)
