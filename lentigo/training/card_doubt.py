"""The part of the model card about what a model does not know, and the reporting items of CLEAR Derm."""

from collections.abc import Sequence
from typing import Any


def doubt_sections(metrics: dict[str, Any]) -> list[str]:
    """Write what `doubt.report_doubt` measured.

    Args:
        metrics: Content of `metrics.json`.

    Returns:
        Markdown sections; none for what was not measured.
    """
    makers = {
        "selective": _selective,
        "prediction_sets": _prediction_sets,
        "out_of_distribution": _out_of_distribution,
        "stability": _stability,
        "heat_maps": _heat_maps,
        "quality": _quality,
    }
    return [make(metrics[key]) for key, make in makers.items() if key in metrics]


def plot_section(names: Sequence[str]) -> str:
    """Show the plots.

    Args:
        names: Their files, relative to the card.
    """
    return "## Plots\n\n" + "\n".join(f"![{name.split('/')[-1].removesuffix('.svg')}]({name})" for name in names)


def clear_derm(bundle: dict[str, Any], metrics: dict[str, Any]) -> str:
    """Answer the items of CLEAR Derm (Daneshjou et al. 2022, JAMA Dermatology 158:90) in its four groups.

    Args:
        bundle: Content of `bundle.json`.
        metrics: Content of `metrics.json`.
    """
    sources = ", ".join(f"{name} ({part['images']})" for name, part in metrics["sources"].items())
    types = {name: part["images"] for name, part in metrics["skin_types"].items()}
    lines = (
        "## CLEAR Derm",
        "",
        "Data:",
        "",
        f"- Pictures judged here, by source: {sources}.",
        "- Artefacts: pen, hair, rulers and gel were left in. What they do to the answer stands under picture quality.",
        f"- Skin tone: the Fitzpatrick type is recorded for {sum(types.values())} of the {metrics['images']} pictures "
        f"({', '.join(f'{name}: {count}' for name, count in types.items()) or 'none'}), as its source gives it.",
        "- Labels: as the sources give them; the manifest says how each was confirmed where that is known.",
        "- Patients: age, sex and site are known for a part only and are not used by the model.",
        "",
        "Technique:",
        "",
        "- Splits by lesion, patient or near-duplicate cluster, fixed before training; manifest SHA-256 "
        f"`{metrics['manifest_sha256']}`.",
        f"- Preprocessing: {bundle['preprocessing']}; the centred square at {bundle['input']['size']} pixels.",
        "- Choices were made on val; these figures are of the "
        f"{metrics['split']} split, with {metrics['interval']['method']}.",
        "",
        "Technical assessment:",
        "",
        "- Sensitivity, specificity, calibration, coverage and robustness stand above, by class, source and skin type.",
        "- No comparison with clinicians and no prospective or external test was made.",
        "- Code, weights and the commands that repeat all this are public; the data keep their own licences.",
        "",
        "Application:",
        "",
        "- For clinicians, as a second opinion on one lesion at a time; not for screening without a clinician, not for "
        "mucosa, nails or children's rashes, of which it has seen nothing.",
        "- A malignant condition outside its classes, such as Merkel cell carcinoma, gets one of its names.",
    )
    return "\n".join(lines)


def _number(entry: Any, digits: int = 3) -> str:
    if not isinstance(entry, dict):
        return "–" if entry is None else f"{entry:.{digits}f}"
    if entry.get("value") is None:
        return "–"
    text = f"{entry['value']:.{digits}f}"
    return f"{text} ({entry['low']:.{digits}f} to {entry['high']:.{digits}f})" if "low" in entry else text


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [list(header), ["---"] * len(header), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _selective(part: dict[str, Any]) -> str:
    rows = [(f"{float(error):.0%}", _number(entry)) for error, entry in part["coverage_at_error"].items()]
    return "### Abstention\n\n" + _table(("error among the answered", "share answered"), rows)


def _prediction_sets(part: dict[str, Any]) -> str:
    rows = [(name, _number(entry)) for name, entry in part.get("coverage_by", {}).items()]
    return (
        f"### Prediction sets\n\nStated coverage {part['stated_coverage']:.0%}. Measured: {_number(part['coverage'])}, "
        f"with {_number(part['size'], 2)} conditions in a set on average.\n\n" + _table(("class", "coverage"), rows)
    )


def _out_of_distribution(part: dict[str, Any]) -> str:
    others = [
        (name, str(entry["n"]), _number(entry["auroc"]), _number(entry["turned_away"]))
        for name, entry in part["sets"].items()
    ]
    real = [(name, str(entry["n"]), _number(entry["turned_away"])) for name, entry in part["kinds"].items()]
    return (
        "### Pictures that are not skin\n\n"
        + _table(("other pictures", "n", "AUROC", "turned away"), others)
        + f"\n\nOf the real pictures {_number(part['real_turned_away'])} are turned away:\n\n"
        + _table(("real pictures", "n", "turned away"), real)
    )


def _stability(part: dict[str, Any]) -> str:
    rows = [("all changes", _number(part["same_class"]))]
    rows += [(name, _number(entry)) for name, entry in part["same_class_by"].items()]
    rows += [("no change at all moves it", _number(part["same_class_always"]))]
    text = f"### Stability\n\nShare of {part['images']} pictures whose class stays the same.\n\n"
    return text + _table(("change", "same class"), rows)


def _heat_maps(part: dict[str, Any]) -> str:
    return (
        f"### Heat maps\n\nOn {part['images']} pictures with a lesion mask {_number(part['inside'])} of the activation "
        f"lies inside the lesion, which covers {_number(part['area'])} of the picture. The strongest point lies on the "
        f"lesion in {_number(part['pointing'])}; at random {_number(part['pointing_at_random'])}, at the centre "
        f"{_number(part['pointing_at_centre'])}. Since most lesions lie in the middle, the maps of other pictures "
        f"tell what a map owes to that alone: {_number(part['inside_of_another'])} inside, "
        f"{_number(part['pointing_of_another'])} on the lesion."
    )


def _quality(part: dict[str, Any]) -> str:
    damages = [
        (name, _number(one["error_undamaged"]), _number(one["error"]), _number(one["noticed"]))
        for name, one in part["damages"].items()
    ]
    findings = [
        (
            name,
            str(one["flagged"]),
            _number(one["error_flagged"]),
            _number(one["error_other"]),
            _number(one["ratio"], 2),
            _number(one["clean_flagged"]),
            "yes" if one["may_stop"] else "no",
        )
        for name, one in part["findings"].items()
    ]
    return (
        f"### Picture quality\n\n{part['pictures']} pictures of the {part['split']} split, damaged on purpose:\n\n"
        + _table(("damage", "error before", "error after", "noticed"), damages)
        + "\n\nWhat a finding says about error; only one that predicts it may stop a picture:\n\n"
        + _table(
            ("finding", "flagged", "error flagged", "error other", "ratio", "undamaged flagged", "may stop"), findings
        )
    )
