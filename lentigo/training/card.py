"""The model card (Mitchell et al. 2019, arXiv:1810.03993), written from a bundle and its metrics, never by hand."""

from collections.abc import Sequence
from typing import Any

from lentigo.training.card_doubt import clear_derm, doubt_sections, plot_section
from lentigo.training.plots import FOLDER


def model_card(bundle: dict[str, Any], metrics: dict[str, Any]) -> str:
    """Write the card of a bundle.

    Args:
        bundle: Content of `bundle.json`.
        metrics: Content of `metrics.json`.

    Returns:
        Markdown.
    """
    sections = (
        _head(bundle),
        _figures(metrics),
        _classes(metrics),
        _sources(metrics),
        _operating_points(metrics),
        *([_triage(metrics["triage"])] if "triage" in metrics else []),
        *([_fidelity(metrics["against_keras"])] if "against_keras" in metrics else []),
        *doubt_sections(metrics),
        *([plot_section([f"{FOLDER}/{name}" for name in metrics["plots"]])] if metrics.get("plots") else []),
        _training(bundle),
        LIMITS,
        clear_derm(bundle, metrics),
    )
    return "\n\n".join(sections) + "\n"


LIMITS = """## Limits

- It supports a clinician's decision and never replaces one. It is not a certified medical device.
- Classes with few test pictures have wide intervals above: read those, not the values alone.
- It was trained on pictures of a few clinics and archives. Skin type is recorded for a part of the pictures only, and
  dark skin is rare in all of the sources.
- It always answers with one of its classes. A picture of anything else gets an answer too, unless something before it
  turns the picture away.
- Most pictures of normal skin are patches cut beside lesions, so its recall on ordinary photographs stands apart, by
  source, above."""


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _with_interval(entry: dict[str, Any]) -> str:
    if "low" not in entry:
        return _number(entry["value"])
    return f"{_number(entry['value'])} ({_number(entry['low'])} to {_number(entry['high'])})"


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _head(bundle: dict[str, Any]) -> str:
    return (
        f"# {bundle['name']} {bundle['version']}\n\n"
        "A ResNet50 that names the condition a picture of a skin lesion looks most like. This page is generated from "
        f"`bundle.json` and `metrics.json`; change those, not this.\n\n"
        f"- Classes: {', '.join(bundle['classes'])}.\n"
        f"- Input: {bundle['input']['size']}×{bundle['input']['size']} RGB, the centred square of the picture.\n"
        f"- Licence of the weights: {bundle['licence']}, from their training data."
    )


def _figures(metrics: dict[str, Any]) -> str:
    names = {
        "balanced_accuracy": "Balanced accuracy",
        "seven_class_balanced_accuracy": "Balanced accuracy over the seven classes of HAM10000",
        "accuracy": "Accuracy",
        "macro_auroc": "Macro AUROC",
        "malignant_auroc": "AUROC malignant or not",
        "log_loss": "Log-loss (nats)",
        "expected_calibration_error": "Expected calibration error",
    }
    level = metrics["interval"]["level"]
    rows = [(title, _with_interval(metrics[key])) for key, title in names.items() if key in metrics]
    return (
        f"## Results on the {metrics['split']} split\n\n{metrics['images']} pictures in {metrics['groups']} groups; in "
        f"brackets the interval that holds {level:.0%}, from resampling groups.\n\n"
        + _table(("measure", "value"), rows)
    )


def _classes(metrics: dict[str, Any]) -> str:
    rows = [
        (name, str(entry["n"]), _with_interval(entry), _with_interval(metrics["auroc"][name]))
        for name, entry in metrics["recall"].items()
    ]
    confusion = [
        (name, *(str(count) for count in counts))
        for name, counts in zip(metrics["classes"], metrics["confusion"], strict=True)
    ]
    return (
        "### By class\n\n"
        + _table(("class", "pictures", "recall", "AUROC"), rows)
        + "\n\nRows are the truth, columns the answer, in the same order:\n\n"
        + _table(("", *metrics["classes"]), confusion)
    )


def _sources(metrics: dict[str, Any]) -> str:
    def rows(parts: dict[str, Any]) -> list[tuple[str, ...]]:
        return [
            (
                name,
                str(part["images"]),
                *(_of_part(part, key) for key in ("accuracy", "balanced_accuracy", "malignant_auroc")),
            )
            for name, part in parts.items()
        ]

    header = ("pictures", "accuracy", "balanced accuracy", "malignant AUROC")
    text = "### By source\n\n" + _table(("source", *header), rows(metrics["sources"]))
    if metrics["skin_types"]:
        text += "\n\n### By skin type (Fitzpatrick), where known\n\n"
        text += _table(("skin type", *header), rows(metrics["skin_types"]))
    return text


def _of_part(part: dict[str, Any], key: str) -> str:
    return _with_interval({"value": part[key], **part.get("intervals", {}).get(key, {})})


def _operating_points(metrics: dict[str, Any]) -> str:
    points = metrics.get("operating_points")
    if not points:
        return "### Operating points\n\nNone: these figures are of a model without a bundle."
    rows = [
        (
            name,
            _number(points[name]["threshold"], 4),
            *(_of_part(points[name], key) for key in ("sensitivity", "melanoma_sensitivity", "specificity")),
        )
        for name in ("malignant_moderate", "malignant_high")
    ]
    sure = points["uncertain_below"]
    return (
        "### Operating points, fixed on val\n\n"
        + _table(("threshold on the malignant probability", "value", "sensitivity", "of melanoma", "specificity"), rows)
        + f"\n\nAnswers below a confidence of {_number(sure['threshold'])} are marked uncertain: "
        f"{_number(sure['coverage'])} of the pictures are above it and {_number(sure['error_when_sure'])} of those are "
        f"wrong; below it {_number(sure['error_when_unsure'])} are."
    )


def _triage(part: dict[str, Any]) -> str:
    rows = [
        (name, str(place["n"]), *(_with_interval(place[key]) for key in ("share", "malignant", "of_malignant")))
        for name, place in part.items()
    ]
    return (
        "### The queue before the doctors\n\nHigh and urgent come first, low last. Urgent is an uncertain answer; it "
        "has no tier, but a malignant probability that reaches the high threshold. Not assessed are the other "
        "uncertain ones.\n\n"
        + _table(("place", "pictures", "share of all", "malignant there", "of the malignant"), rows)
    )


def _fidelity(part: dict[str, Any]) -> str:
    recall = part["mean_recall"]
    text = (
        f"### The served graph against the Keras model\n\nOn {part['images']} pictures of val and this split together "
        f"both give the same class for {part['same_class']:.1%}; the mean recall over the classes with 30 or more "
        f"pictures is {_number(recall['served'], 4)} against {_number(recall['keras'], 4)}."
    )
    if "melanomas" in part:
        found = part["melanomas_found"]
        text += (
            f" Of {part['melanomas']} melanomas the moderate threshold finds {found['served']}, Keras {found['keras']}."
        )
    return text


def _changed(earlier: list[dict[str, Any]]) -> list[str]:
    if not earlier:
        return []
    return [
        f"- The recipe was changed {len(earlier)} time(s) on the way; the earlier forms stand in `bundle.json` too."
    ]


def _training(bundle: dict[str, Any]) -> str:
    provenance = bundle["provenance"]
    recipe = provenance.get("recipe") or {}
    quantised = provenance["quantisation"]
    lines = [
        "## Training",
        "",
        f"- Recipe: {recipe.get('name', 'not known, trained elsewhere')}; the whole of it is in `bundle.json`.",
        *_changed(provenance.get("earlier_recipes", [])),
        f"- Start of the base: {provenance.get('weights') or 'not known'}.",
        f"- Pictures: {provenance['images']['train']} train, {provenance['images']['val']} val; "
        f"manifest SHA-256 `{provenance['manifest_sha256']}`.",
        "- No lesion, patient or near-duplicate stands in two splits; everything was chosen on val.",
        f"- Int8 by post-training quantisation: the same class as Keras for {quantised['same_class']:.1%} of val; mean "
        f"recall {_number(quantised['mean_recall_int8'])} against {_number(quantised['mean_recall_keras'])}.",
        f"- Calibration on val: temperature {_number(bundle['calibration']['temperature'])}.",
    ]
    return "\n".join(lines)
