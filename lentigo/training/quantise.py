"""Making the served graph smaller: int8 arithmetic with ranges from pictures, or int8 weights alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console

from lentigo.training.manifest import Row
from lentigo.training.predict import read_square
from lentigo.training.progress import progress_bar

CALIBRATION_PICTURES = 300
_KEPT_EXACT = "class_maps_1x1"  # the last layer costs next to nothing and decides everything


def quantise(model: Any, train: Sequence[Row], console: Console, exact: Sequence[str]) -> Any:
    """Make the arithmetic int8, with the ranges that a spread of train pictures gives.

    Args:
        model: `openvino.Model`.
        train: Train rows.
        console: Where to show progress.
        exact: Parts kept in floating point, ``conv1`` to ``conv5``, or ``all`` for int8 weights alone.

    Returns:
        The smaller `openvino.Model`.
    """
    if "all" in exact:
        return compress(model)

    import nncf
    from nncf.quantization.range_estimator import RangeEstimatorParametersSet

    # A spread of the train split, not its head: manifests are sorted by source.
    chosen = np.random.default_rng(1).permutation(len(train))[:CALIBRATION_PICTURES]
    with progress_bar(console, "int8 ranges", len(chosen)) as advance:

        def feed(index: int) -> dict[str, npt.NDArray[np.uint8]]:
            advance(1)
            return {"image": read_square(train[index].path)[None]}

        return nncf.quantize(
            model,
            nncf.Dataset([int(index) for index in chosen], feed),
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(chosen),
            # Layer by layer on pictures, minutes instead of seconds: the fast correction moves the answers so far that
            # conv1 and conv2 had to stay in floating point, which cost a quarter of the speed.
            fast_bias_correction=False,
            # Not every ResNet50 that comes from elsewhere calls its layers as Keras does.
            ignored_scope=nncf.IgnoredScope(
                names=[_KEPT_EXACT], patterns=[f"{part}_.*" for part in exact], validate=False
            ),
            advanced_parameters=nncf.AdvancedQuantizationParameters(
                overflow_fix=nncf.OverflowFix.DISABLE,
                # The smallest and largest values as limits let a few large activations widen the range of all; those
                # that distort the histogram least change fewer answers (`quantisation` in bundle.json says how many).
                activations_range_estimator_params=RangeEstimatorParametersSet.HISTOGRAM,
            ),
        )


def compress(model: Any) -> Any:
    """Keep weights in int8 and arithmetic in floating point: as small on disk, slower, and needs no pictures.

    Args:
        model: `openvino.Model`.

    Returns:
        The smaller `openvino.Model`.
    """
    import nncf

    return nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_SYM)


def save_openvino(model: Any, path: Path) -> None:
    """Write a graph.

    Args:
        model: `openvino.Model`.
        path: The XML file; the weights go into a BIN file beside it.
    """
    import openvino

    openvino.save_model(model, path, compress_to_fp16=True)
