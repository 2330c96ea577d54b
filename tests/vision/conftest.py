"""What the tests of the vision room share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lentigo.vision.bundle import Bundle, load_bundle
from lentigo.vision.classifier import Classifier
from tests.vision.tiny import make_tiny_bundle

PICTURES = Path(__file__).parents[1] / "pictures"


@pytest.fixture(scope="session")
def real_pictures() -> dict[str, bytes]:
    """Real pictures of skin, by file name."""
    return {path.name: path.read_bytes() for path in sorted(PICTURES.glob("*.jpg"))}


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bundle that knows red, green and blue."""
    return make_tiny_bundle(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny(tiny_bundle: Path) -> Bundle:
    """That bundle, loaded."""
    return load_bundle(tiny_bundle)


@pytest.fixture(scope="session")
def classifier(tiny: Bundle) -> Iterator[Classifier]:
    """A classifier with that bundle."""
    made = Classifier(tiny)
    yield made
    made.close()
