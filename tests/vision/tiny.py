"""A real OpenVINO bundle that is small and whose answers can be foretold: the redder, greener or bluer a picture is,
the surer the first, second or third class."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from openvino import opset13 as op

CLASSES = ("melanoma", "normal skin", "vascular lesion")
STRENGTH = 12.0
"""Logit of a class whose colour is full everywhere, while the others are absent."""


def make_tiny_bundle(folder: Path, **changes: Any) -> Path:
    """Write a bundle of three classes.

    Args:
        folder: Where to write it; made if missing.
        changes: Fields of bundle.json to replace.
    """
    folder.mkdir(parents=True, exist_ok=True)
    image = op.parameter([-1, 224, 224, 3], np.uint8, name="image")
    image.output(0).set_names({"image"})
    scaled = op.divide(op.convert(image, "f32"), np.float32(255))
    planes = op.transpose(scaled, np.array([0, 3, 1, 2]))
    cells = op.avg_pool(planes, [32, 32], [0, 0], [0, 0], [32, 32], True)
    # One class a colour, minus the mean of the three, so that grey speaks for none.
    weights = STRENGTH * (np.eye(3, dtype=np.float32) - 1 / 3).reshape(3, 3, 1, 1)
    class_maps = op.convolution(cells, weights, [1, 1], [0, 0], [0, 0], [1, 1])
    logits = op.reduce_mean(class_maps, np.array([2, 3]))
    features = op.reduce_mean(cells, np.array([2, 3]))
    for node, name in ((class_maps, "class_maps"), (logits, "logits"), (features, "features")):
        node.output(0).set_names({name})
    ov.save_model(ov.Model([class_maps, logits, features], [image], "tiny"), folder / "model.xml")
    contents = {
        "format": 1,
        "name": "tiny",
        "version": "1",
        "created": "2026-11-22T12:00:00Z",
        "classes": list(CLASSES),
        "input": {"size": 224, "colour": "RGB", "layout": "NHWC", "type": "u8", "crop": "centre-square"},
        "preprocessing": "inside the graph",
        "calibration": {"temperature": 1.0, "bias": [0.0, 0.0, 0.0]},
        "thresholds": {"uncertain_below": 0.5, "malignant_moderate": 0.1, "malignant_high": 0.4},
        "malignant": ["melanoma"],
        "out_of_distribution": None,
        "conformal": None,
        "nearest": None,
        "provenance": {},
        "licence": "MIT",
        "files": {name: sha256(folder / name) for name in ("model.xml", "model.bin")},
        **changes,
    }
    (folder / "bundle.json").write_text(json.dumps(contents), encoding="utf-8")
    return folder


def sha256(path: Path) -> str:
    """Hash a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
