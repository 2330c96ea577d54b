"""What executes the training steps. The Keras engine runs on whichever backend Keras was started with."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from lentigo.training.model import LOGITS, logits_model, preprocess
from lentigo.training.recipe import Stage

Floats = npt.NDArray[np.float32]
State = dict[str, npt.NDArray[Any]]
EVALUATION_BATCH = 32


class Engine(Protocol):
    """One stage's optimiser at work on a model."""

    def train_step(self, pictures: Floats, targets: Floats, learning_rate: float) -> float:
        """Take one step.

        Args:
            pictures: RGB, 0-255, shape (batch, size, size, 3).
            targets: Class probabilities, shape (batch, classes).
            learning_rate: Step size.

        Returns:
            The batch's cross-entropy in nats.
        """

    def logits(self, pictures: npt.NDArray[np.uint8]) -> Floats:
        """Run the averaged weights on a batch.

        Args:
            pictures: RGB, 0-255, shape (batch, size, size, 3).

        Returns:
            Logits, shape (batch, classes).
        """

    def state(self) -> State:
        """Give everything that is needed to go on after a restart.

        Returns:
            Named arrays.
        """

    def restore(self, state: State) -> None:
        """Go on from a state.

        Args:
            state: What `state` returned.
        """

    def finish(self) -> None:
        """Write the averaged weights into the Keras model."""


def keras_features(model: Any) -> Callable[[npt.NDArray[np.uint8]], Floats]:
    """Give a function that runs a Keras model up to what goes into its last dense layer.

    Args:
        model: What `build_model` returned.

    Returns:
        A function from pictures, RGB, 0-255, shape (batch, size, size, 3), to features, shape (batch, 2048).
    """
    import keras

    base = keras.Model(model.input, model.get_layer(LOGITS).input)
    return lambda pictures: _array(base.predict_on_batch(preprocess(pictures)))


class KerasEngine:
    """Training through Keras itself: TensorFlow, torch or JAX."""

    def __init__(self, model: Any, stage: Stage) -> None:
        """Make the optimiser.

        Args:
            model: What `build_model` returned, with the frozen layers marked.
            stage: Part of the recipe.
        """
        import keras

        self._model = logits_model(model)
        optimiser = keras.optimizers.SGD(
            learning_rate=stage.learning_rate,
            momentum=stage.momentum,
            nesterov=stage.momentum > 0,
            weight_decay=stage.weight_decay,
            global_clipnorm=stage.clip,
            use_ema=True,
            ema_momentum=stage.average,
        )
        optimiser.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        optimiser.build(self._model.trainable_variables)
        # Keras starts the averages at zero until its first step; a validation before that must see the weights.
        self._average = optimiser._model_variables_moving_average
        for average, variable in zip(self._average, self._model.trainable_variables, strict=True):
            average.assign(_array(variable))
        self._optimiser = optimiser
        self._model.compile(optimizer=optimiser, loss=keras.losses.CategoricalCrossentropy(from_logits=True))

    def train_step(self, pictures: Floats, targets: Floats, learning_rate: float) -> float:
        """Take one step; see `Engine`."""
        self._optimiser.learning_rate.assign(learning_rate)
        loss = self._model.train_on_batch(preprocess(pictures), targets)
        return float(np.asarray(loss).ravel()[0])

    def logits(self, pictures: npt.NDArray[np.uint8]) -> Floats:
        """Run the averaged weights on a batch; see `Engine`."""
        variables = self._model.trainable_variables
        raw = [_array(variable) for variable in variables]
        try:
            for variable, average in zip(variables, self._average, strict=True):
                variable.assign(_array(average))
            return _array(self._model.predict_on_batch(preprocess(pictures)))
        finally:
            for variable, value in zip(variables, raw, strict=True):
                variable.assign(value)

    def state(self) -> State:
        """Give the state; see `Engine`."""
        return {str(index): _array(variable) for index, variable in enumerate(self._variables())}

    def restore(self, state: State) -> None:
        """Go on from a state; see `Engine`."""
        for index, variable in enumerate(self._variables()):
            variable.assign(state[str(index)])

    def finish(self) -> None:
        """Write the averaged weights into the model; see `Engine`."""
        for variable, average in zip(self._model.trainable_variables, self._average, strict=True):
            variable.assign(_array(average))

    def _variables(self) -> list[Any]:
        return [*self._model.variables, *self._optimiser.variables]


def _array(variable: Any) -> npt.NDArray[Any]:
    import keras

    # A copy: JAX gives its buffers away in a training step, and two variables must not share one.
    return np.array(keras.ops.convert_to_numpy(variable))
