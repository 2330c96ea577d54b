"""Recipes: everything that decides a training, as committed configuration."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from lentigo.training.augment import Augmentation

RECIPES = Path(__file__).parent / "recipes"


class RecipeError(ValueError):
    """A recipe that cannot be used; the message says what was expected and what came."""


@dataclass(frozen=True)
class Head:
    """The base is frozen, its pooled features are computed once, and only the last layer is fitted.

    Attributes:
        size: Side of the pictures in pixels.
        steps: Full-batch gradient steps.
        learning_rate: Step size on standardised features.
        weight_decay: L2 penalty on the standardised kernel.
        sampling_power: How the classes weigh, as in `Recipe`; None takes the recipe's.
    """

    size: int = 224
    steps: int = 300
    learning_rate: float = 4.0
    weight_decay: float = 1e-3
    sampling_power: float | None = None


@dataclass(frozen=True)
class Stage:
    """A part of phase 2: the upper layers are tuned at one picture size under one cosine.

    Attributes:
        size: Side of the training pictures in pixels.
        epochs: Length, in passes over as many pictures as the train split has.
        minutes: Length in minutes of training time instead; for machines whose speed is not known beforehand.
        batch: Pictures in a batch.
        learning_rate: Peak of the cosine.
        final_rate: Where the cosine ends, as a share of the peak.
        warmup: Share of the stage over which the rate rises from zero.
        freeze: Last part of the ResNet that stays frozen: ``none``, ``conv1`` to ``conv5``.
        weight_decay: Decoupled decay of kernels a step, times the learning rate.
        momentum: Nesterov momentum.
        clip: Largest global norm of the gradient.
        average: Decay of the exponential moving average of the weights.
        mixup_alpha: Parameter of mixup; 0 switches it off.
        mixup_share: Share of batches that are blended.
        label_smoothing: Probability that is spread over all classes.
        augmentation: How far pictures are changed.
    """

    size: int = 160
    epochs: float = 10.0
    minutes: float = 0.0
    batch: int = 64
    learning_rate: float = 0.02
    final_rate: float = 0.0
    warmup: float = 0.05
    freeze: str = "conv2"
    weight_decay: float = 0.005
    momentum: float = 0.9
    clip: float = 5.0
    average: float = 0.998
    mixup_alpha: float = 0.2
    mixup_share: float = 0.3
    label_smoothing: float = 0.05
    augmentation: Augmentation = field(default_factory=Augmentation)


@dataclass(frozen=True)
class Recipe:
    """A whole training.

    Attributes:
        name: Name of the file.
        sampling_power: A class is drawn in proportion to count^(1 - power).
        source_weights: Factor on the chance of the pictures of a source.
        seed: Seed of everything random.
        validation_size: Side of the validation pictures in pixels: what the served model will see.
        validate_every: Epochs between two looks at the validation pictures; the end of a stage always looks.
        head: Phase 1.
        stages: Phase 2, in order; may be empty.
        closing: The last layer fitted once more on the tuned base, at the size that is served (decoupled training: Kang
            et al. 2020, arXiv:1910.09217), or None.
    """

    name: str
    sampling_power: float = 0.6
    source_weights: dict[str, float] = field(default_factory=dict)
    seed: int = 1
    validation_size: int = 224
    validate_every: int = 1
    head: Head = field(default_factory=Head)
    stages: tuple[Stage, ...] = ()
    closing: Head | None = None


def load_recipe(name: str) -> Recipe:
    """Read a recipe.

    Args:
        name: Name of a committed recipe, or path of a TOML file.

    Returns:
        The checked recipe.

    Raises:
        RecipeError: If there is no such recipe, or it holds an unknown key or a value of the wrong kind.
    """
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(entry.stem for entry in RECIPES.glob("*.toml")))
        raise RecipeError(f"Expected a TOML file or one of the recipes {known}. Received: {name!r}")
    return parse_recipe(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))


def parse_recipe(name: str, content: dict[str, Any]) -> Recipe:
    """Check the content of a recipe.

    Args:
        name: Name of the recipe.
        content: What the TOML file holds.

    Returns:
        The recipe.

    Raises:
        RecipeError: If a key is unknown or a value has the wrong kind.
    """
    content = dict(content)
    if not isinstance(content.get("stages", []), list):
        raise RecipeError(f"Expected stages to be tables, [[stages]]. Received: {content['stages']!r}")
    head = _build(Head, content.pop("head", {}), "head")
    closing = _build(Head, content.pop("closing"), "closing") if "closing" in content else None
    stages = []
    for number, table in enumerate(content.pop("stages", []), start=1):
        table = dict(_table(table, f"stages[{number}]"))
        augmentation = _build(Augmentation, table.pop("augmentation", {}), f"stages[{number}].augmentation")
        stage = _build(Stage, {**table, "augmentation": augmentation}, f"stages[{number}]")
        if stage.freeze not in ("none", "conv1", "conv2", "conv3", "conv4", "conv5"):
            raise RecipeError(f"Expected freeze to be none or conv1 to conv5. Received: {stage.freeze!r}")
        stages.append(stage)
    made: Recipe = _build(
        Recipe, {**content, "name": name, "head": head, "stages": tuple(stages), "closing": closing}, "recipe"
    )
    return made


def _build(kind: type[Any], values: dict[str, Any], where: str) -> Any:
    known = {entry.name: entry.type for entry in fields(kind)}
    for key, value in _table(values, where).items():
        if key not in known:
            raise RecipeError(f"Expected in {where} one of the keys {', '.join(known)}. Received: {key!r}")
        if known[key] in (int, float, float | None) and (
            isinstance(value, bool) or not isinstance(value, (int, float))
        ):
            raise RecipeError(f"Expected a number for {where}.{key}. Received: {value!r}")
    return kind(**values)


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RecipeError(f"Expected a table of keys and values for {where}. Received: {value!r}")
    return value
