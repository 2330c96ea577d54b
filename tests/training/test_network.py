"""The same network in Keras, in torch and in OpenVINO; foreign models; half precision."""

import urllib.error
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lentigo.training.model import (
    LOGITS,
    ModelError,
    build_model,
    freeze,
    logits_model,
    preprocess,
    save_half,
)
from lentigo.training.recipe import Stage
from tests.training.conftest import need

PICTURES = np.random.default_rng(9).integers(0, 255, (3, 96, 96, 3)).astype(np.uint8)


@pytest.fixture(scope="module")
def model() -> Any:
    """A network of four classes with statistics that are not at their start."""
    need("keras", "tensorflow")
    made = build_model(4)
    rng = np.random.default_rng(7)
    for layer in made.layers:
        if layer.name.endswith("_bn"):
            gamma, beta, mean, variance = layer.get_weights()
            near = [value + rng.normal(0, 0.05, value.shape) for value in (gamma, beta, mean)]
            layer.set_weights([*near, variance * rng.uniform(0.8, 1.2, variance.shape)])
    return made


@pytest.fixture(scope="module")
def answers(model: Any) -> np.ndarray:
    """What Keras says about the pictures."""
    return np.asarray(logits_model(model).predict_on_batch(preprocess(PICTURES)))


def test_the_preprocessing_is_that_of_keras() -> None:
    need("keras", "tensorflow")
    import keras

    expected = keras.applications.resnet50.preprocess_input(PICTURES.astype(np.float32))
    assert preprocess(PICTURES) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("boundary", ["none", "conv3", "conv5"])
def test_the_torch_twin_gives_what_keras_gives(model: Any, answers: np.ndarray, boundary: str) -> None:
    need("torch")
    import torch

    from lentigo.training.torch_engine import tensor_of
    from lentigo.training.torch_twin import Twin

    freeze(model, boundary)
    twin = Twin(model).eval()
    with torch.no_grad():
        found = twin(tensor_of(PICTURES)).numpy()
    freeze(model, "none")
    assert np.abs(found - answers).max() < 1e-4 * max(1.0, float(np.abs(answers).max()))


def test_of_several_h5_the_mean_of_the_weights_is_the_start(model: Any, tmp_path: Path) -> None:
    other = build_model(4)
    for number, one in enumerate((model, other)):
        save_half(one, tmp_path / f"{number}.h5")
    mean = build_model(4, f"{tmp_path}/0.h5,{tmp_path}/1.h5")
    for first, second, found in zip(model.get_weights(), other.get_weights(), mean.get_weights(), strict=True):
        assert found == pytest.approx((first + second) / 2, rel=2e-3, abs=1e-4)
    with pytest.raises(ModelError, match=r"2\.h5"):
        build_model(4, f"{tmp_path}/0.h5,{tmp_path}/2.h5")


def test_the_twin_gives_its_weights_back(model: Any, answers: np.ndarray) -> None:
    need("torch")
    from lentigo.training.torch_twin import Twin

    twin = Twin(model)
    other = build_model(4)
    other.set_weights(model.get_weights())
    other.get_layer("conv1_conv").kernel.assign(np.zeros((7, 7, 3, 64)))
    twin._keras = {layer.name: layer for layer in other.layers}
    twin.copy_to_keras()
    found = np.asarray(logits_model(other).predict_on_batch(preprocess(PICTURES)))
    assert found == pytest.approx(answers, abs=1e-4)


@pytest.mark.parametrize("engine", ["torch", "keras"])
def test_training_goes_on_from_a_state_as_if_never_stopped(engine: str) -> None:
    need("keras", "tensorflow", "torch")
    stage = Stage(size=32, batch=4, freeze="conv4", average=0.5)
    rng = np.random.default_rng(1)
    batches = [
        (rng.uniform(0, 255, (4, 32, 32, 3)).astype(np.float32), np.eye(4, dtype=np.float32)[rng.permutation(4)])
        for _ in range(2)
    ]

    def make() -> tuple[Any, Any]:
        import keras

        keras.utils.set_random_seed(3)
        built = build_model(4)
        freeze(built, stage.freeze)
        if engine == "keras":
            from lentigo.training.engine import KerasEngine

            return built, KerasEngine(built, stage)
        from lentigo.training.torch_engine import TorchEngine

        return built, TorchEngine(built, stage, low_precision=False, workers=1)

    built, through = make()
    first = through.train_step(*batches[0], 0.01)
    state = {key: np.array(value) for key, value in through.state().items()}
    through.train_step(*batches[1], 0.01)
    through.finish()
    _, resumed = make()
    resumed.restore(state)
    resumed.train_step(*batches[1], 0.01)
    pictures = PICTURES[:, :32, :32]
    assert np.isfinite(first)
    assert resumed.logits(pictures) == pytest.approx(through.logits(pictures), abs=1e-4)
    finished = np.asarray(logits_model(built).predict_on_batch(preprocess(pictures)))
    assert finished == pytest.approx(through.logits(pictures), abs=1e-3)


def test_the_parts_of_a_batch_share_their_statistics() -> None:
    need("keras", "tensorflow", "torch")
    from lentigo.training.torch_engine import TorchEngine

    built = build_model(4)
    freeze(built, "conv4")
    engine = TorchEngine(built, Stage(size=32, batch=8), low_precision=False, workers=2)
    dark_and_bright = np.repeat([20.0, 230.0], 4)[:, None, None, None] * np.ones((1, 32, 32, 3))
    before = engine.state()["model/modules_by_layer.conv5_block1_1_bn.running_mean"].copy()
    engine.train_step(dark_and_bright.astype(np.float32), np.eye(4, dtype=np.float32)[[0, 1, 2, 3] * 2], 0.01)
    first, second = (dict(copy.named_buffers()) for copy in engine._copies)
    assert all(np.array_equal(first[name].numpy(), second[name].numpy()) for name in first)
    assert not np.allclose(before, first["modules_by_layer.conv5_block1_1_bn.running_mean"].numpy())


def test_frozen_layers_stay_and_the_others_move(model: Any) -> None:
    freeze(model, "conv3")
    trainable = {layer.name.split("_")[0] for layer in model.layers if layer.weights and layer.trainable}
    freeze(model, "none")
    assert trainable == {"conv4", "conv5", LOGITS}


def test_half_precision_reloads_and_gives_the_same_answers(model: Any, tmp_path: Path) -> None:
    import keras

    path = tmp_path / "model_resnet50.h5"
    save_half(model, path)
    assert path.stat().st_size < 50e6
    loaded = keras.models.load_model(path, compile=False)
    expected = model.predict_on_batch(preprocess(PICTURES))
    assert loaded.predict_on_batch(preprocess(PICTURES)) == pytest.approx(expected, abs=5e-3)
    again = build_model(4, str(path))
    assert again.predict_on_batch(preprocess(PICTURES)) == pytest.approx(expected, abs=5e-3)
    nine = build_model(9, str(path))
    assert nine.output_shape[-1] == 9
    kernel = nine.get_layer("conv4_block1_1_conv").get_weights()[0]
    assert kernel == pytest.approx(model.get_layer("conv4_block1_1_conv").get_weights()[0], abs=1e-3)


def test_weights_of_another_kind_are_refused(tmp_path: Path) -> None:
    need("keras", "tensorflow")
    with pytest.raises(ModelError, match="'imagenet', 'none' or the path"):
        build_model(4, str(tmp_path / "nothing.h5"))


def foreign(kind: str) -> Any:
    """A classifier as other people build it."""
    import keras

    base = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(224, 224, 3))
    if kind == "sequential":
        layers = [base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.5)]
        return keras.Sequential([*layers, keras.layers.Dense(4, activation="softmax")])
    picture = keras.Input((224, 224, 3))
    pooled = keras.layers.GlobalAveragePooling2D()(base(picture, training=False))
    return keras.Model(picture, keras.layers.Dense(4, activation="softmax")(keras.layers.Dropout(0.2)(pooled)))


def test_where_there_is_no_network_the_way_without_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    need("keras", "tensorflow")
    from keras.src.utils import file_utils

    def away(*_: object, **__: object) -> None:
        raise urllib.error.URLError("Name or service not known")

    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(tmp_path))
    monkeypatch.setattr(file_utils, "urlretrieve", away)
    with pytest.raises(ModelError, match=r"by --from\. Received: URL fetch failure.*Name or service not known"):
        build_model(2, "imagenet")


@pytest.mark.parametrize("kind", ["sequential", "functional"])
def test_a_model_built_elsewhere_becomes_the_same_graph(kind: str) -> None:
    need("keras", "tensorflow", "openvino")
    import openvino

    from lentigo.training.head import softmax
    from lentigo.training.openvino_graph import openvino_model

    model = foreign(kind)
    pictures = np.random.default_rng(2).integers(0, 255, (2, 224, 224, 3)).astype(np.uint8)
    compiled = openvino.Core().compile_model(openvino_model(model), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = compiled({"image": pictures})
    expected = model.predict_on_batch(preprocess(pictures))
    assert softmax(found["logits"]) == pytest.approx(expected, abs=1e-4)
    assert found["class_maps"].shape == (2, 4, 7, 7)
    assert found["features"].shape == (2, 2048)
    bias = model.layers[-1].get_weights()[1]
    assert found["class_maps"].mean((2, 3)) + bias == pytest.approx(found["logits"], abs=1e-4)


def test_a_network_of_another_kind_is_named() -> None:
    need("keras", "tensorflow", "openvino")
    import keras

    from lentigo.training.openvino_graph import openvino_model

    two_layers = keras.Sequential([foreign("sequential").layers[0], keras.layers.GlobalAveragePooling2D()])
    two_layers.add(keras.layers.Dense(8, activation="relu"))
    two_layers.add(keras.layers.Dense(4))
    with pytest.raises(ModelError, match="Received: 1 pooling and 2 dense layers"):
        openvino_model(two_layers)
    small = keras.Sequential([keras.Input((224, 224, 3)), keras.layers.Conv2D(4, 3, activation="relu")])
    small.add(keras.layers.LayerNormalization())
    small.add(keras.layers.GlobalAveragePooling2D())
    small.add(keras.layers.Dense(4))
    with pytest.raises(ModelError, match="LayerNormalization"):
        openvino_model(small)
