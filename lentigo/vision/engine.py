"""The network on OpenVINO: squares in, logits, class maps and features out."""

import importlib
import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.problems import BadConfiguration
from lentigo.vision.bundle import Bundle

Squares = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the network says about n squares.

    Attributes:
        logits: Shape (n, classes).
        class_maps: Shape (n, classes, rows, columns); the logits are their means plus the bias.
        features: Pooled features, shape (n, 2048), or (n, 0) where the graph does not put them out.
    """

    logits: Floats
    class_maps: Floats
    features: Floats


def usable_cores() -> int:
    """Count the processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Engine:
    """One compiled copy of the network. Not safe for several threads at once: the batcher's thread owns it.

    Args:
        bundle: The model bundle.
        threads: Cores to compute on; all that this process may use when None.

    Raises:
        BadConfiguration: OpenVINO cannot read the network, or it is not what the bundle says.
    """

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        # Imported here and not at the top: it costs 30 MB and must not happen in a process that will fork.
        openvino: Any = importlib.import_module("openvino")

        options = {
            # One stream over all cores: the batcher runs one batch after the other.
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": str(threads or usable_cores()),
            # Pinned threads of two processes would share one core and leave another idle.
            "ENABLE_CPU_PINNING": False,
        }
        try:
            model = openvino.Core().compile_model(str(bundle.folder / "model.xml"), "CPU", options)
            outputs = {name: output for output in model.outputs for name in output.get_names()}
            self._logits, self._class_maps = outputs["logits"], outputs["class_maps"]
        except KeyError as error:
            raise BadConfiguration(
                f"the network in {bundle.folder} lacks the output {error}; expected class_maps and logits"
            ) from error
        except Exception as error:  # OpenVINO raises RuntimeError and its own kinds without a common base
            reason = str(error).strip().splitlines() or [type(error).__name__]
            raise BadConfiguration(f"OpenVINO cannot use the network in {bundle.folder}: {reason[-1]}") from error
        self._features = outputs.get("features")
        self._request: Any = model.create_infer_request()
        self._check(bundle)

    def _check(self, bundle: Bundle) -> None:
        """Run once, which also builds the kernels, and compare the shapes with the bundle."""
        size, classes = bundle.input.size, len(bundle.classes)
        first = self.run(np.zeros((1, size, size, 3), np.uint8))
        if first.logits.shape != (1, classes) or first.class_maps.shape[:2] != (1, classes):
            raise BadConfiguration(
                f"the network in {bundle.folder} puts out logits of shape {first.logits.shape} and class maps of shape "
                f"{first.class_maps.shape}, expected {classes} classes as bundle.json names them"
            )

    def run(self, squares: Squares) -> Outputs:
        """Run one batch.

        Args:
            squares: RGB, shape (n, size, size, 3), 0-255.
        """
        found = self._request.infer({0: squares}, share_inputs=True, share_outputs=True)
        features = np.zeros((len(squares), 0), np.float32) if self._features is None else found[self._features].copy()
        return Outputs(found[self._logits].copy(), found[self._class_maps].copy(), features)
