"""The Keras graph executed with plain torch operations: bf16 and channels-last train about twice as fast on a CPU.

Keras stays the definition: the twin is made by walking a functional model's layers, takes its weights from there and
gives them back.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from lentigo.training.graph import Operation, operations
from lentigo.training.model import BGR_MEAN


class TwinError(ValueError):
    """A layer that the twin does not know; the message names it."""


class FrozenConvolution(nn.Module):
    """A convolution whose weights stay as they are, with the batch normalisation behind it folded in."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, stride: int, padding: int) -> None:
        """Keep the folded weights.

        Args:
            weight: Shape (out, in, height, width).
            bias: Shape (out,).
            stride: Step in both directions.
            padding: Zeros on every side.
        """
        super().__init__()
        self.weight = nn.Buffer(weight.contiguous(memory_format=torch.channels_last))
        self.bias = nn.Buffer(bias)
        self._low = (self.weight.bfloat16(), self.bias.bfloat16())
        self.stride, self.padding = stride, padding

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Convolve, in the precision of the input under autocast.

        Args:
            values: Shape (batch, in, height, width).

        Returns:
            Shape (batch, out, height, width).
        """
        if torch.is_autocast_enabled("cpu"):
            return functional.conv2d(values.bfloat16(), *self._low, self.stride, self.padding)
        return functional.conv2d(values, self.weight, self.bias, self.stride, self.padding)


class Twin(nn.Module):
    """A functional Keras model as a torch module, from RGB pictures to the logits."""

    def __init__(self, model: Any) -> None:
        """Copy graph and weights.

        Args:
            model: A Keras ResNet50 classifier, as `lentigo.training.graph` takes it; frozen layers stay frozen.

        Raises:
            TwinError: If the model has a layer of another kind than a ResNet50 needs.
        """
        super().__init__()
        self.modules_by_layer = nn.ModuleDict()
        self._steps: list[Operation] = []
        self._shift: dict[str, npt.NDArray[np.float32]] = {}
        self._padding: dict[str, int] = {}
        flat = operations(model)
        self._keras = {operation.name: operation.layer for operation in flat}
        for operation in flat:
            self._add(operation)
        last_use = {name: index for index, step in enumerate(self._steps) for name in step.inputs}
        self._drop = [[n for n, last in last_use.items() if last == index] for index in range(len(self._steps))]
        self.mean = nn.Buffer(torch.tensor(BGR_MEAN).view(1, 3, 1, 1))
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Run the network.

        Args:
            pictures: RGB, 0-255, float32, shape (batch, 3, height, width).

        Returns:
            Logits, shape (batch, classes).
        """
        return self._execute(pictures, self._steps)

    def features(self, pictures: torch.Tensor) -> torch.Tensor:
        """Run the network up to its pooled features.

        Args:
            pictures: RGB, 0-255, float32, shape (batch, 3, height, width).

        Returns:
            What goes into the last dense layer, shape (batch, 2048).
        """
        return self._execute(pictures, self._steps[:-1])

    def train(self, mode: bool = True) -> "Twin":
        """Switch batch normalisation to batch statistics, but for the frozen layers.

        Args:
            mode: True for training.

        Returns:
            The module itself.
        """
        super().train(mode)
        for name, module in self.modules_by_layer.items():
            if not self._keras[name].trainable:
                module.eval()
        return self

    def copy_to_keras(self) -> None:
        """Write the weights of all trainable layers back into the Keras model."""
        for name, module in self.modules_by_layer.items():
            layer = self._keras[name]
            if not layer.trainable:
                continue
            if isinstance(module, nn.Conv2d):
                kernel = _array(module.weight).transpose(2, 3, 1, 0)
                bias = _array(module.bias) if module.bias is not None else None
                old = layer.get_weights()
                layer.set_weights([kernel, *([bias] if bias is not None else old[1:])])
            elif isinstance(module, nn.BatchNorm2d):
                mean = _array(module.running_mean) + self._shift.get(name, np.float32(0))
                layer.set_weights([_array(module.weight), _array(module.bias), mean, _array(module.running_var)])
            elif isinstance(module, nn.Linear):
                layer.set_weights([_array(module.weight).T, _array(module.bias)])

    def _execute(self, pictures: torch.Tensor, steps: list[Operation]) -> torch.Tensor:
        values = {steps[0].name: pictures.flip(1) - self.mean}
        for index, step in enumerate(steps[1:], start=1):
            values[step.name] = self._run(step.name, step.kind, [values[key] for key in step.inputs])
            for key in self._drop[index]:
                values.pop(key)
        return values[steps[-1].name]

    def _run(self, name: str, kind: str, inputs: list[torch.Tensor]) -> torch.Tensor:
        first = inputs[0]
        if kind == "Add":
            return inputs[0] + inputs[1]
        if kind == "Activation":
            return functional.relu(first)
        if kind == "ZeroPadding2D":
            return functional.pad(first, [self._padding[name]] * 4)
        if kind == "MaxPooling2D":
            return functional.max_pool2d(first, 3, 2)
        if kind == "GlobalAveragePooling2D":
            return first.mean((2, 3), dtype=torch.float32)
        if kind == "Dense":
            with torch.autocast("cpu", enabled=False):
                result: torch.Tensor = self.modules_by_layer[name](first.float())
            return result
        if name in self.modules_by_layer:
            made: torch.Tensor = self.modules_by_layer[name](first)
            return made
        return first  # a batch normalisation that is folded into its convolution

    def _add(self, operation: Operation) -> None:
        kind, layer = operation.kind, operation.layer
        if kind == "Conv2D":
            self._add_convolution(layer)
        elif kind == "BatchNormalization":
            self._add_normalisation(layer, operation.inputs[0])
        elif kind == "Dense":
            kernel, bias = layer.get_weights()
            dense = nn.Linear(*kernel.shape)
            _fill(dense.weight, kernel.T)
            _fill(dense.bias, bias)
            self.modules_by_layer[operation.name] = dense
        elif kind == "ZeroPadding2D":
            self._padding[operation.name] = layer.padding[0][0]
        elif not (
            kind in ("InputLayer", "Add", "GlobalAveragePooling2D")
            or (kind == "Activation" and layer.activation.__name__ == "relu")
            or (kind == "MaxPooling2D" and layer.pool_size == (3, 3) and layer.strides == (2, 2))
        ):
            raise TwinError(f"Expected the layers of a ResNet50. Received: {operation.name!r} of kind {kind}")
        self._steps.append(operation)

    def _add_convolution(self, layer: Any) -> None:
        kernel, bias = layer.get_weights()
        height, _, channels, filters = kernel.shape
        if layer.padding == "same" and layer.strides != (1, 1):
            raise TwinError(f"Expected stride 1 with padding 'same'. Received: {layer.strides} in {layer.name!r}")
        padding = height // 2 if layer.padding == "same" else 0
        convolution = nn.Conv2d(channels, filters, height, layer.strides[0], padding)
        _fill(convolution.weight, kernel.transpose(3, 2, 0, 1))
        _fill(convolution.bias, bias)
        convolution.requires_grad_(layer.trainable)
        self.modules_by_layer[layer.name] = convolution

    def _add_normalisation(self, layer: Any, source: str) -> None:
        gamma, beta, mean, variance = layer.get_weights()
        convolution = self.modules_by_layer[source]
        if not isinstance(convolution, nn.Conv2d):
            raise TwinError(f"Expected a convolution before the batch normalisation {layer.name!r}")
        bias = _array(convolution.bias)
        if not layer.trainable:
            gain = gamma / np.sqrt(variance + layer.epsilon)
            weight = _array(convolution.weight) * gain[:, None, None, None]
            offset = beta + (bias - mean) * gain
            stride, padding = convolution.stride[0], convolution.padding[0]
            self.modules_by_layer[source] = FrozenConvolution(
                torch.from_numpy(weight), torch.from_numpy(offset), stride, int(padding)
            )
            return
        # The normalisation takes off whatever the convolution's bias adds, so the bias need not be computed at all.
        convolution.bias = None
        self._shift[layer.name] = bias
        normalisation = nn.BatchNorm2d(len(gamma), eps=layer.epsilon, momentum=1 - layer.momentum)
        _fill(normalisation.weight, gamma)
        _fill(normalisation.bias, beta)
        _fill(normalisation.running_mean, mean - bias)
        _fill(normalisation.running_var, variance)
        self.modules_by_layer[layer.name] = normalisation


def _array(tensor: torch.Tensor | None) -> npt.NDArray[np.float32]:
    if tensor is None:
        raise TwinError("Expected a tensor. Received: None")
    return tensor.detach().numpy().copy()


def _fill(tensor: torch.Tensor | None, values: npt.NDArray[np.float32]) -> None:
    if tensor is None:
        raise TwinError("Expected a tensor. Received: None")
    with torch.no_grad():
        tensor.copy_(torch.from_numpy(np.ascontiguousarray(values)))
