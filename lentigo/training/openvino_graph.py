"""A Keras ResNet50 classifier as an OpenVINO model: bytes go in; class maps, logits and pooled features come out.

The graph is written operation by operation from the Keras layers, so it does not depend on the Keras backend, and batch
normalisation is folded into the convolutions before anything is quantised.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.training.graph import Operation, operations
from lentigo.training.model import BGR_MEAN, SIZE, ModelError

OUTPUTS = ("class_maps", "logits", "features")
Floats = npt.NDArray[np.float32]


def openvino_model(model: Any) -> Any:
    """Translate a classifier.

    Global average pooling and the dense layer exchange: the mean of a 1x1 convolution is the dense layer of the mean
    (class activation maps: Zhou et al. 2016, arXiv:1512.04150). So the maps cost nothing and need no gradients.

    Args:
        model: A Keras model: ResNet50, global average pooling, one dense layer.

    Returns:
        `openvino.Model` with the input ``image``, u8, shape (batch, 224, 224, 3), RGB, and the outputs ``class_maps``,
        shape (batch, classes, 7, 7), ``logits``, shape (batch, classes), and ``features``, shape (batch, 2048).

    Raises:
        ModelError: If the model holds a layer that a ResNet50 classifier does not have.
    """
    import openvino
    from openvino import opset13 as ops

    flat = operations(model)
    image = ops.parameter([-1, SIZE, SIZE, 3], openvino.Type.u8, name="image")
    image.output(0).set_names({"image"})
    values = {flat[0].name: _preprocessed(image)}
    folded = {operation.inputs[0]: operation for operation in flat if operation.kind == "BatchNormalization"}
    pooled = ""
    for operation in flat[1:-1]:
        if operation.kind == "GlobalAveragePooling2D":
            pooled = operation.inputs[0]
        elif operation.kind == "BatchNormalization":
            values[operation.name] = values[operation.inputs[0]]
        elif operation.kind == "Conv2D":
            values[operation.name] = _convolution(operation, folded.get(operation.name), values)
        else:
            values[operation.name] = _plain(operation, values)
    results = _heads(flat[-1], values[pooled])
    return openvino.Model(results, [image], "lentigo_resnet50")


def _preprocessed(image: Any) -> Any:
    # What keras.applications.resnet50.preprocess_input does: BGR order, minus the mean of ImageNet.
    from openvino import opset13 as ops

    channels_first = ops.transpose(ops.convert(image, "f32"), np.array([0, 3, 1, 2]))
    reversed_order = ops.gather(channels_first, np.array([2, 1, 0]), np.int64(1))
    return ops.subtract(reversed_order, np.array(BGR_MEAN, np.float32).reshape(1, 3, 1, 1), name="preprocessed")


def _convolution(operation: Operation, normalisation: Operation | None, values: dict[str, Any]) -> Any:
    from openvino import opset13 as ops

    layer = operation.layer
    weights = layer.get_weights()
    kernel: Floats = weights[0].transpose(3, 2, 0, 1).astype(np.float32)
    bias: Floats = weights[1] if len(weights) > 1 else np.zeros(kernel.shape[0], np.float32)
    if normalisation is not None:
        kernel, bias = _fold(kernel, bias, normalisation.layer)
    if layer.padding == "same" and tuple(layer.strides) != (1, 1):
        raise ModelError(f"Expected stride 1 with padding 'same'. Received: {layer.strides} in {operation.name!r}")
    pad = [kernel.shape[2] // 2] * 2 if layer.padding == "same" else [0, 0]
    made = ops.convolution(
        values[operation.inputs[0]], np.ascontiguousarray(kernel), list(layer.strides), pad, pad, [1, 1]
    )
    made.set_friendly_name(operation.name)
    return ops.add(made, bias.astype(np.float32).reshape(1, -1, 1, 1))


def _fold(kernel: Floats, bias: Floats, layer: Any) -> tuple[Floats, Floats]:
    width = kernel.shape[0]
    named = {
        weight.name: np.asarray(value, np.float32)
        for weight, value in zip(layer.weights, layer.get_weights(), strict=True)
    }
    gamma, beta = named.get("gamma", np.ones(width)), named.get("beta", np.zeros(width))
    gain = gamma / np.sqrt(named["moving_variance"] + layer.epsilon)
    offset = beta + (bias - named["moving_mean"]) * gain
    return (kernel * gain[:, None, None, None]).astype(np.float32), offset.astype(np.float32)


def _plain(operation: Operation, values: dict[str, Any]) -> Any:
    from openvino import opset13 as ops

    first = values[operation.inputs[0]]
    layer = operation.layer
    if operation.kind == "Add":
        return ops.add(first, values[operation.inputs[1]])
    if operation.kind == "ReLU" or (operation.kind == "Activation" and layer.activation.__name__ == "relu"):
        return ops.relu(first)
    if operation.kind == "ZeroPadding2D":
        (top, bottom), (left, right) = layer.padding
        return ops.pad(first, np.array([0, 0, top, left]), np.array([0, 0, bottom, right]), "constant", np.float32(0))
    if operation.kind == "MaxPooling2D" and layer.padding == "valid":
        pool = ops.max_pool(first, list(layer.strides), [1, 1], [0, 0], [0, 0], list(layer.pool_size))
        return pool.output(0)
    raise ModelError(
        f"Expected the layers of keras.applications.ResNet50. Received: {operation.name!r} of kind {operation.kind}"
    )


def _heads(dense: Operation, maps: Any) -> list[Any]:
    from openvino import opset13 as ops

    weights = dense.layer.get_weights()
    kernel: Floats = weights[0].astype(np.float32)
    bias: Floats = weights[1] if len(weights) > 1 else np.zeros(kernel.shape[1], np.float32)
    class_maps = ops.convolution(
        maps, np.ascontiguousarray(kernel.T[:, :, None, None]), [1, 1], [0, 0], [0, 0], [1, 1], name="class_maps_1x1"
    )
    logits = ops.add(ops.reduce_mean(class_maps, np.array([2, 3])), bias.astype(np.float32).reshape(1, -1))
    features = ops.reduce_mean(maps, np.array([2, 3]))
    results = []
    for name, node in zip(OUTPUTS, (class_maps, logits, features), strict=True):
        node.output(0).set_names({name})
        results.append(ops.result(node, name=f"{name}_result"))
    return results
