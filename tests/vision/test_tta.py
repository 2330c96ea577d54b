"""The average over the eight flips and quarter turns: one batch, the same whichever way the picture comes, and said."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lentigo.vision.bundle import load_bundle, shipped_bundle_path
from lentigo.vision.classifier import Classifier
from lentigo.vision.engine import Engine, Outputs, Squares

MELANOMA = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"


def test_all_eight_go_through_the_network_as_one_batch(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    run = Engine.run

    def counted(engine: Engine, squares: Squares) -> Outputs:
        sizes.append(len(squares))
        return run(engine, squares)

    monkeypatch.setattr(Engine, "run", counted)
    classifier = Classifier(load_bundle(tiny_bundle))
    classifier.ping()
    sizes.clear()
    found = classifier.assess(MELANOMA.read_bytes(), turns=True, force=True)
    classifier.close()
    assert sizes == [8]
    assert found.tta is True


def test_a_turned_or_mirrored_picture_gets_the_same_answer() -> None:
    classifier = Classifier(load_bundle(shipped_bundle_path()))
    with Image.open(MELANOMA) as opened:
        side = min(opened.size)
        picture = opened.convert("RGB").crop((0, 0, side, side)).resize((448, 448))
    ways = (None, Image.Transpose.ROTATE_90, Image.Transpose.FLIP_LEFT_RIGHT)
    found = []
    for way in ways:
        buffer = io.BytesIO()
        (picture if way is None else picture.transpose(way)).save(buffer, "PNG")
        found.append(classifier.assess(buffer.getvalue(), turns=True, force=True))
    alone = classifier.assess(buffer.getvalue(), force=True)
    classifier.close()
    for one in found[1:]:
        assert one.confidence == pytest.approx(found[0].confidence, abs=0.02)
        assert one.condition == found[0].condition
    turned_back = np.rot90(np.array(found[1].class_map), -1)
    assert turned_back == pytest.approx(np.array(found[0].class_map), abs=0.1)
    assert alone.tta is False


def test_the_command_line_says_so_and_names_the_nearest_cases() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lentigo", "predict", str(MELANOMA), "--tta", "--json", "--force"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    line = json.loads(done.stdout)
    assert line["tta"] is True
    assert len(line["nearest"]) == 5
    assert set(line["nearest"][0]) == {"id", "label", "similarity", "source", "licence"}
    assert line["coverage"] == pytest.approx(90)
    assert line["prediction_set"]
