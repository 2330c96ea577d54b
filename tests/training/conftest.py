"""Small data sets of coloured blobs, and what to do where a part of the training extra is missing."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[2]
COLUMNS = ("image_id", "source", "modality", "label", "group", "split", "file", "skin_type")
FOUR = "melanoma,basal cell carcinoma,pigmented benign keratosis,normal skin"
COLOURS = {
    "melanoma": (40, 25, 20),
    "basal cell carcinoma": (200, 90, 90),
    "pigmented benign keratosis": (150, 120, 60),
    "normal skin": (225, 180, 160),
}
COUNTS = {"train": 6, "val": 4, "test": 3}
TINY_RECIPE = """
[head]
size = 64
steps = 40
[[stages]]
size = 64
epochs = {epochs}
batch = 8
freeze = "conv3"
learning_rate = 0.01
"""


def need(*modules: str) -> None:
    """Skip a test whose parts are not installed; where CI=true, fail it."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write a manifest."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of four classes, each a blob of its own colour on skin."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "images").mkdir()
    rng = np.random.default_rng(5)
    rows = []
    for label, colour in COLOURS.items():
        for split, count in COUNTS.items():
            for number in range(count):
                name = f"{label.replace(' ', '_')}-{split}-{number}"
                noise = rng.integers(0, 20, (90, 110, 3))
                picture = Image.fromarray((np.array([215, 170, 150]) + noise).astype(np.uint8))
                left, top = rng.integers(20, 40, 2)
                ImageDraw.Draw(picture).ellipse((left, top, left + 45, top + 40), fill=colour)
                picture.save(folder / "images" / f"{name}.jpg", quality=95)
                rows.append(
                    {
                        "image_id": name,
                        "source": "photo" if number % 2 else "scope",
                        "modality": "dermoscopy",
                        "label": label,
                        "group": f"g-{name}",
                        "split": split,
                        "file": f"{name}.jpg",
                        "skin_type": "II" if number == 0 else "",
                    }
                )
    return write_rows(folder / "manifest.csv", rows)


@pytest.fixture
def recipe(tmp_path: Path) -> Callable[[float], str]:
    """Write a recipe of a few steps and give its path."""

    def write(epochs: float) -> str:
        path = tmp_path / f"tiny-{epochs}.toml"
        path.write_text(TINY_RECIPE.format(epochs=epochs), encoding="utf-8")
        return str(path)

    return write


def command(*arguments: object, backend: str = "tensorflow") -> subprocess.Popen[str]:
    """Start `lentigo` in a process of its own, with few threads."""
    environment = {
        **os.environ,
        "KERAS_BACKEND": backend,
        "OMP_NUM_THREADS": "2",
        "TF_NUM_INTRAOP_THREADS": "2",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "lentigo", *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: object, backend: str = "tensorflow", status: int = 0) -> tuple[str, str]:
    """Run `lentigo` to its end, check its exit status, give standard output and error."""
    process = command(*arguments, backend=backend)
    out, error = process.communicate(timeout=1200)
    assert process.returncode == status, error[-3000:]
    return out, error


def train_arguments(manifest: Path, recipe: str, folder: Path) -> list[object]:
    """Options of a short training from nothing."""
    return [
        *("train", "--manifest", manifest, "--classes", FOUR, "--weights", "none", "--recipe", recipe),
        *("--run", folder / "run", "--cache", folder / "cache"),
    ]


@pytest.fixture(scope="session")
def trained(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run that was killed without warning and started again, and what the second start said."""
    need("keras", "tensorflow", "torch")
    folder = tmp_path_factory.mktemp("trained")
    recipe = folder / "tiny.toml"
    recipe.write_text(
        "validate_every = 3\n"
        "[head]\nsize = 64\nsteps = 40\n[[stages]]\nsize = 64\nepochs = 4\nbatch = 8\nfreeze = 'conv3'\n"
        "[closing]\nsize = 64\nsteps = 20\nsampling_power = 1.0\n",
        encoding="utf-8",
    )
    arguments = [*train_arguments(manifest, str(recipe), folder), "--engine", "torch"]
    process = command(*arguments, backend="torch")
    deadline = time.monotonic() + 300
    while not (folder / "run" / "checkpoint.npz").is_file() and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[1][-3000:]
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    _, said = run(*arguments, backend="torch")
    return folder / "run", said


@pytest.fixture(scope="session")
def bundle(manifest: Path, trained: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the small run, with its metrics."""
    need("openvino", "nncf")
    out = tmp_path_factory.mktemp("bundle") / "four"
    h5 = trained[0] / "model_resnet50.h5"
    run("export", "--manifest", manifest, "--h5", h5, "--classes", FOUR, "--out", out)
    run("evaluate", "--manifest", manifest, "--model", out, "--split", "test", "--into-bundle", "--replicates", 20)
    return out
