"""Reads what a bundle tells of itself."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from lentigo.conditions import DEFAULT_LANGUAGE, catalogue
from lentigo.model.schemas import ModelAnswer, ModelFigures
from lentigo.vision.bundle import Bundle

log = logging.getLogger(__name__)


class ModelInUse:
    """What is told of the model; read once, because a bundle does not change while it is served.

    Args:
        bundle: The bundle that is served.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._figures = figures_of(bundle)

    def told(self, language: str = DEFAULT_LANGUAGE) -> ModelAnswer:
        """Describe it. Raises NotFound for a language that there is not."""
        bundle, extra = self._bundle, self._bundle.model_extra or {}
        images = bundle.provenance.get("images")
        return ModelAnswer(
            name=bundle.name,
            version=bundle.version,
            title=bundle.title,
            created=extra.get("created"),
            licence=bundle.licence,
            classes=list(bundle.classes),
            malignant=list(bundle.malignant),
            input_size=bundle.input.size,
            sha256=bundle.files["model.bin"],
            training_images=dict(images) if isinstance(images, Mapping) else {},
            figures=self._figures,
            disclaimer=catalogue(language).texts.disclaimer,
        )


def figures_of(bundle: Bundle) -> ModelFigures | None:
    """Read the figures beside a model; None where there are none, or they are those of other weights."""
    path = bundle.folder / "metrics.json"
    try:
        metrics: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        judged = metrics["model"]["sha256"]
        if judged != bundle.files["model.bin"]:
            log.warning("%s is about other weights (%.12s…) than those that are served: it is not shown", path, judged)
            return None
        return ModelFigures.of(metrics)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        log.warning("%s cannot be read as figures of a model and is not shown: %s", path, error)
        return None
