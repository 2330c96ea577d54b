"""What the tests of this folder stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.privacy.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "data")
    yield made
    made.records.close()
