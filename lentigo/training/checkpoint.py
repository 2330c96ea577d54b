"""Checkpoints that survive a kill at any moment: each is written beside the last one and then put in its place."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass
class Progress:
    """How far a training has come.

    Attributes:
        stage: Number of the stage of phase 2.
        step: Steps taken in it.
        seconds: Time spent on training steps in it.
        images: Pictures seen in it.
    """

    stage: int = 0
    step: int = 0
    seconds: float = 0.0
    images: int = 0


def replace_file(part: Path, target: Path) -> None:
    """Put a finished file in its place so that a crash leaves either the old or the new one.

    Args:
        part: The finished file.
        target: Its name.
    """
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)


def save_checkpoint(path: Path, progress: Progress, state: dict[str, npt.NDArray[Any]]) -> None:
    """Write progress and the engine's state in one file.

    Args:
        path: The npz file.
        progress: How far the training has come.
        state: Named arrays.
    """
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        arrays = {f"state/{key}": value for key, value in state.items()}
        arrays["progress"] = np.array(json.dumps(asdict(progress)))
        np.savez(file, allow_pickle=False, **arrays)
    replace_file(part, path)


def load_checkpoint(path: Path) -> tuple[Progress, dict[str, npt.NDArray[Any]]] | None:
    """Read what `save_checkpoint` wrote.

    Args:
        path: The npz file.

    Returns:
        Progress and state, or None when there is no checkpoint.
    """
    if not path.is_file():
        return None
    with np.load(path) as file:
        progress = Progress(**json.loads(str(file["progress"])))
        return progress, {key.removeprefix("state/"): file[key] for key in file.files if key.startswith("state/")}


def save_json(path: Path, content: Any) -> None:
    """Write JSON so that a crash leaves either the old or the new file.

    Args:
        path: The file.
        content: What JSON can hold.
    """
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    replace_file(part, path)
