"""A Keras ResNet50 classifier as a flat list of operations, however its models are nested.

The torch twin and the OpenVINO export both walk this list, so both also take a model trained elsewhere: a base inside a
Sequential, dropout before the last layer, a softmax inside or behind it.
"""

from dataclasses import dataclass
from typing import Any

from lentigo.training.model import ModelError

PASSED_OVER = ("Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout")  # nothing at inference


@dataclass(frozen=True)
class Operation:
    """One layer in the flat graph.

    Attributes:
        name: Unique name.
        kind: Class name of the Keras layer.
        layer: The Keras layer.
        inputs: Names of the operations it reads.
    """

    name: str
    kind: str
    layer: Any
    inputs: tuple[str, ...]


def operations(model: Any) -> list[Operation]:
    """Flatten a classifier up to its last dense layer.

    Args:
        model: A Keras model: ResNet50, global average pooling, possibly dropout, one dense layer.

    Returns:
        Operations in an order in which each stands after its inputs; the first is the input, the last the dense layer.

    Raises:
        ModelError: If the model does not end in pooling and one dense layer.
    """
    found: list[Operation] = []
    _collect(model, None, found)
    dense = [index for index, operation in enumerate(found) if operation.kind == "Dense"]
    pools = [operation for operation in found if operation.kind == "GlobalAveragePooling2D"]
    if len(dense) != 1 or len(pools) != 1:
        raise ModelError(
            "Expected a ResNet50 with one global average pooling and one dense layer. "
            f"Received: {len(pools)} pooling and {len(dense)} dense layers"
        )
    for operation in found[dense[0] + 1 :]:
        activation = getattr(operation.layer, "activation", None)
        if operation.kind != "Softmax" and getattr(activation, "__name__", "") != "softmax":
            raise ModelError(f"Expected nothing but a softmax behind the dense layer. Received: {operation.name!r}")
    return found[: dense[0] + 1]


def _collect(model: Any, source: str | None, found: list[Operation]) -> str:
    """Append a model's operations; `source` feeds its input, the name of its output is returned."""
    output_of: dict[str, str] = {}
    previous = source
    linear = type(model).__name__ == "Sequential"
    for layer in model.layers:
        kind = type(layer).__name__
        inputs = (previous,) if linear else tuple(output_of.get(name) for name in _input_names(layer))
        if kind == "InputLayer" and source is not None:
            output_of[layer.name] = source
            continue
        if kind != "InputLayer" and any(name is None for name in inputs):
            if found or source is not None:
                raise ModelError(f"Expected a model with one input. Received another input at {layer.name!r}")
            found.append(Operation("input", "InputLayer", None, ()))  # a Sequential hides its input layer
            inputs = ("input",)
        names = tuple(name for name in inputs if name is not None)
        if hasattr(layer, "layers"):
            output = _collect(layer, names[0], found)
        elif kind in PASSED_OVER:
            output = names[0]
        else:
            found.append(Operation(layer.name, kind, layer, names if kind != "InputLayer" else ()))
            output = layer.name
        output_of[layer.name] = output
        previous = output
    if previous is None:
        raise ModelError("Expected a model with layers. Received: an empty one")
    return previous


def _input_names(layer: Any) -> list[str]:
    nodes = layer._inbound_nodes
    if not nodes:
        return []
    return [parent.operation.name for parent in nodes[0].parent_nodes]
