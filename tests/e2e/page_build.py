"""Reaches frontend/*.py, which lie outside every package."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

FRONTEND = Path(__file__).parents[2] / "frontend"


@cache
def module(name: str = "build") -> ModuleType:
    """Give the page's builder, or another module of its folder."""
    spec = importlib.util.spec_from_file_location(f"lentigo_page_{name}", FRONTEND / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    # Dataclasses look their own module up by its name.
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded
