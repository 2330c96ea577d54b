"""Training with plain torch operations on the twin of the Keras graph, in bf16 where the machine has it."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from lentigo.training.engine import State
from lentigo.training.recipe import Stage
from lentigo.training.torch_twin import Twin

Floats = npt.NDArray[np.float32]


def tensor_of(pictures: npt.NDArray[Any]) -> torch.Tensor:
    """Turn pictures into what the twin takes.

    Args:
        pictures: RGB, 0-255, shape (batch, size, size, 3).

    Returns:
        Float32 tensor of shape (batch, 3, size, size), channels last in memory.
    """
    return torch.from_numpy(np.array(pictures, np.float32)).permute(0, 3, 1, 2)


def computes_in_bf16() -> bool:
    """Tell whether the processor computes in bf16; where it does not, torch imitates it several times slower."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


class TorchEngine:
    """`Engine` on the torch twin.

    Each core works on its own part of the batch and they meet once a step. Cores that share every single convolution
    wait for one another some hundred times a step, which on a machine with other work costs most of the speed.
    """

    def __init__(self, model: Any, stage: Stage, low_precision: bool | None = None, workers: int | None = None) -> None:
        """Make the twin and the optimiser.

        Args:
            model: What `build_model` returned, with the frozen layers marked.
            stage: Part of the recipe.
            low_precision: Compute convolutions in bf16; by default where the processor does.
            workers: Parts that a batch is split into; by default one a core, each with 16 pictures or more.
        """
        count = max(1, min(os.cpu_count() or 1, stage.batch // 16)) if workers is None else workers
        self._twin, self._average = Twin(model), Twin(model).eval()
        # The copies share the weights and have gradients and batch statistics of their own.
        self._copies = [self._twin, *(Twin(model) for _ in range(count - 1))]
        for copy in self._copies[1:]:
            for weight, shared in zip(copy.parameters(), self._twin.parameters(), strict=True):
                weight.data = shared.data
        self._low = computes_in_bf16() if low_precision is None else low_precision
        self._stage = stage
        self._pool = ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,))
        self._weights = [weight for weight in self._twin.parameters() if weight.requires_grad]
        groups = [
            {"params": [w for w in self._weights if w.ndim > 1], "decay": stage.weight_decay},
            {"params": [w for w in self._weights if w.ndim == 1], "decay": 0.0},
        ]
        self._optimiser = torch.optim.SGD(
            groups, lr=stage.learning_rate, momentum=stage.momentum, nesterov=stage.momentum > 0
        )

    def train_step(self, pictures: Floats, targets: Floats, learning_rate: float) -> float:
        """Take one step; see `Engine`."""
        parts = np.array_split(np.arange(len(pictures)), len(self._copies))
        work = [
            self._pool.submit(self._gradient, copy, pictures[part], targets[part], len(part) / len(pictures))
            for copy, part in zip(self._copies, parts, strict=True)
        ]
        loss = sum(part.result() for part in work)
        with torch.no_grad():
            for copy in self._copies[1:]:
                torch._foreach_add_(_gradients(self._twin), _gradients(copy))
            torch.nn.utils.clip_grad_norm_(self._weights, self._stage.clip)
            for group in self._optimiser.param_groups:
                group["lr"] = learning_rate
                if group["decay"]:
                    torch._foreach_mul_(group["params"], 1 - learning_rate * group["decay"])
            self._optimiser.step()
            self._share_statistics()
            self._move_average()
        return loss

    def logits(self, pictures: npt.NDArray[np.uint8]) -> Floats:
        """Run the averaged weights on a batch; see `Engine`."""
        parts = np.array_split(pictures, len(self._copies))
        return np.concatenate(list(self._pool.map(self._logits, parts)))

    def _gradient(self, copy: Twin, pictures: Floats, targets: Floats, share: float) -> float:
        copy.train().zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._low):
            outputs = copy(tensor_of(pictures))
        loss = functional.cross_entropy(outputs, torch.from_numpy(targets)) * share
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    def _logits(self, pictures: npt.NDArray[np.uint8]) -> Floats:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._low):
            outputs: torch.Tensor = self._average(tensor_of(pictures))
        return outputs.float().numpy()

    def state(self) -> State:
        """Give the state; see `Engine`."""
        arrays = {f"model/{name}": value.numpy() for name, value in self._twin.state_dict().items()}
        arrays |= {f"average/{name}": value.numpy() for name, value in self._average.state_dict().items()}
        for index, weight in enumerate(self._weights):
            momentum = self._optimiser.state.get(weight, {}).get("momentum_buffer")
            if momentum is not None:
                arrays[f"momentum/{index}"] = momentum.numpy()
        return arrays

    def restore(self, state: State) -> None:
        """Go on from a state; see `Engine`."""
        for prefix, module in (("model/", self._twin), ("average/", self._average)):
            part = {
                key.removeprefix(prefix): torch.from_numpy(np.array(value))
                for key, value in state.items()
                if key.startswith(prefix)
            }
            module.load_state_dict(part)
        for index, weight in enumerate(self._weights):
            if f"momentum/{index}" in state:
                momentum = torch.from_numpy(np.array(state[f"momentum/{index}"])).to(weight.dtype)
                buffer = torch.empty_like(weight, memory_format=torch.preserve_format).copy_(momentum)
                self._optimiser.state[weight]["momentum_buffer"] = buffer

    def finish(self) -> None:
        """Write the averaged weights into the Keras model; see `Engine`."""
        self._average.copy_to_keras()

    def _share_statistics(self) -> None:
        # Each part of a batch has moved the statistics of its own copy: all go on from the mean.
        for buffers in zip(*(copy.buffers() for copy in self._copies), strict=True):
            if len(buffers) > 1 and buffers[0].ndim == 1 and buffers[0].is_floating_point():
                mean = torch.stack(buffers).mean(dim=0)
                for buffer in buffers:
                    buffer.copy_(mean)

    def _move_average(self) -> None:
        share = 1 - self._stage.average
        kept = self._average.state_dict()
        for name, value in self._twin.state_dict().items():
            if value.is_floating_point():
                kept[name].lerp_(value, share)


def _gradients(module: torch.nn.Module) -> list[torch.Tensor]:
    return [weight.grad for weight in module.parameters() if weight.grad is not None]


def twin_features(model: Any) -> Any:
    """Give a fast replacement for `lentigo.training.engine.pooled_features`.

    Args:
        model: What `build_model` returned.

    Returns:
        A function from pictures, shape (batch, size, size, 3), to pooled features, shape (batch, 2048).
    """
    was = [layer.trainable for layer in model.layers]
    for layer in model.layers:
        layer.trainable = False  # so that every normalisation is folded into its convolution
    twin = Twin(model).eval()
    for layer, trainable in zip(model.layers, was, strict=True):
        layer.trainable = trainable

    low = computes_in_bf16()
    workers = os.cpu_count() or 1
    pool = ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,))

    def part(pictures: npt.NDArray[np.uint8]) -> Floats:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=low):
            return twin.features(tensor_of(pictures)).float().numpy()

    def features(pictures: npt.NDArray[np.uint8]) -> Floats:
        return np.concatenate(list(pool.map(part, np.array_split(pictures, workers))))

    return features
