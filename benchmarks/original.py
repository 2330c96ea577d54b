"""The original's way: Flask's own server with threads, and Keras' `model.predict` inside the request.

What the comparison measures Lentigo against, so it is kept as it was: one picture, one call of `predict`. It is let off
lightly, for it keeps nothing, asks for no token, draws no heat map and writes no report.

Run as `python -m benchmarks.original PORT [MODEL.h5]`.
"""

import io
import logging
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
from flask import Flask, Response, jsonify, request
from keras.applications.resnet50 import preprocess_input
from PIL import Image

SIDE = 224
"""Side of the network's input in pixels."""


def load_network(h5: Path | None) -> Any:
    """Load the network to compute in single precision, as Keras does by default.

    Args:
        h5: A saved Keras ResNet50. Without one, an untrained ResNet50 of nine classes: it takes the same time.
    """
    if h5 is None:
        base = keras.applications.ResNet50(weights=None, include_top=False, pooling="avg", input_shape=(SIDE, SIDE, 3))
        return keras.Model(base.input, keras.layers.Dense(9, activation="softmax")(base.output))
    loaded = keras.models.load_model(h5, compile=False)
    if all(layer.compute_dtype == "float32" for layer in loaded.layers):
        return loaded
    # Weights kept in half precision to save space; computing in it would be unfairly slow on a processor.
    single = keras.models.clone_model(loaded, clone_function=_in_single_precision)
    single.set_weights([weight.astype(np.float32) for weight in loaded.get_weights()])
    return single


def _in_single_precision(layer: Any) -> Any:
    return type(layer).from_config({**layer.get_config(), "dtype": "float32"})


def create_app(h5: Path | None) -> Flask:
    """Build the application as the original was built.

    Args:
        h5: The saved network, if there is one.
    """
    app = Flask("original")
    model = load_network(h5)
    _classify(model, Image.new("RGB", (SIDE, SIDE)))  # The first call compiles; it is not measured.

    @app.post("/predict")
    def predict() -> Response:
        picture = Image.open(io.BytesIO(request.files["image"].read())).convert("RGB")
        index, confidence = _classify(model, picture)
        return jsonify({"class": index, "confidence": confidence})

    @app.get("/readyz")
    def ready() -> str:
        return "ready"

    return app


def _classify(model: Any, picture: Image.Image) -> tuple[int, float]:
    square = np.expand_dims(np.asarray(picture.resize((SIDE, SIDE)), dtype=np.float32), 0)
    (shares,) = model.predict(preprocess_input(square.copy()), verbose=0)
    index = int(np.argmax(shares))
    return index, round(100 * float(shares[index]), 2)


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    create_app(Path(sys.argv[2]) if len(sys.argv) > 2 else None).run(port=int(sys.argv[1]), threaded=True)
