"""Recipes are configuration: read strictly, and every committed one can be read."""

from pathlib import Path

import pytest

from lentigo.training.recipe import RECIPES, RecipeError, Stage, load_recipe, parse_recipe
from lentigo.training.schedule import learning_rate, share_done


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_committed_recipe_can_be_read(path: Path) -> None:
    assert load_recipe(path.stem).name == path.stem


def test_an_unknown_recipe_names_the_known_ones() -> None:
    with pytest.raises(RecipeError, match="default"):
        load_recipe("nothing")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"colour": 1}, "Received: 'colour'"),
        ({"stages": [{"size": "big"}]}, "Expected a number for stages\\[1\\].size"),
        ({"stages": [{"freeze": "conv9"}]}, "Expected freeze to be none or conv1 to conv5"),
        ({"stages": [{"augmentation": {"bluur": 1}}]}, "Received: 'bluur'"),
        ({"stages": 3}, "Expected stages to be tables"),
        ({"stages": [3]}, "Expected a table of keys and values for stages\\[1\\]"),
        ({"stages": [{"augmentation": 3}]}, "Expected a table of keys and values for stages\\[1\\].augmentation"),
        ({"head": 3}, "Expected a table of keys and values for head"),
    ],
)
def test_a_wrong_key_or_value_is_named(content: dict[str, object], message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        parse_recipe("mine", content)


def test_the_rate_rises_then_falls_along_a_cosine() -> None:
    stage = Stage(learning_rate=0.1, warmup=0.1, final_rate=0.2)
    assert learning_rate(stage, 0.05) == pytest.approx(0.05)
    assert learning_rate(stage, 0.1) == pytest.approx(0.1)
    assert learning_rate(stage, 0.55) == pytest.approx(0.06)
    assert learning_rate(stage, 1.0) == pytest.approx(0.02)


def test_a_stage_is_as_long_as_its_epochs_or_its_minutes() -> None:
    assert share_done(Stage(epochs=2), images=100, seconds=1e6, epoch_images=100) == 0.5
    assert share_done(Stage(minutes=10), images=10**6, seconds=300, epoch_images=100) == 0.5
