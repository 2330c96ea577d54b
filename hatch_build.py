"""Puts the built page and the serving model into the wheel."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Builds the page and names what else travels in the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page and add it and the model's files; an editable install reads both where they lie.

        Args:
            version: `standard` or `editable`.
            build_data: What the builder is to include, changed in place.
        """
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        page = _load(root / "frontend" / "build.py").build()
        build_data["force_include"][str(page)] = "lentigo/_page"
        model = root / "models" / "resnet50"
        if not (model / "bundle.json").is_file():
            self.app.display_warning(f"No model in {model}: the wheel is built without one.")
            return
        for path in sorted(model.rglob("*")):
            # The Keras weights are for training only; serving never reads them.
            if path.is_file() and path.suffix != ".h5":
                build_data["force_include"][str(path)] = f"lentigo/_model/{path.relative_to(model).as_posix()}"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("lentigo_page_build", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"Expected the page's builder at {path}; the source tree is not complete.")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their own module up by its name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
