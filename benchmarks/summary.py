"""The results as a page to read, made from the JSON files alone."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Told = dict[str, Any]


def write(results: Path) -> Path:
    """Write `summary.md` beside the results it is made from; gives its path."""
    lines = ["# Measured", ""]
    found = results / "benchmark.json"
    if found.is_file():
        lines += _benchmark(json.loads(found.read_text(encoding="utf-8")))
    compared = results / "servers.json"
    if compared.is_file():
        lines += _servers(json.loads(compared.read_text(encoding="utf-8")))
    page = results / "summary.md"
    page.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return page


def _benchmark(told: Told) -> list[str]:
    ready, lone, held = told["ready"], told["lone"], told["memory"]
    return [
        "Made by `make bench` from `benchmark.json`; do not edit.",
        "",
        *_machine(told["machine"]),
        f"Model: {told['bundle']['name']} {told['bundle']['version']}, {told['bundle']['classes']} classes, "
        f"{told['bundle']['quantisation']}. "
        f"The whole run took {told['took_s']} s. Throughputs are medians of turns, ratios are medians of the ratios "
        "within each turn; the load generator runs on the same cores.",
        "",
        "## What was expected",
        "",
        *_table(("what", "expected", "measured", ""), _expectations(told)),
        "",
        "## Images per second without HTTP",
        "",
        *_table(
            ("what", "images/s", "p50 ms", "p99 ms"),
            [
                *([f"bare OpenVINO, batch {row['batch']}", row["images_per_second"], "", ""] for row in told["engine"]),
                *(
                    [f"`Classifier.assess`, {row['case']}", row["images_per_second"], row["p50_ms"], row["p99_ms"]]
                    for row in told["assess"]
                ),
            ],
        ),
        "",
        "## `/predict` over HTTP",
        "",
        "Lentigo keeps picture, thumbnail, record and audit line durably before it answers, and writes the report. "
        "The original's way (Flask's own server, Keras `model.predict` in the request) keeps nothing.",
        "",
        *_table(
            ("case", "requests/s", "p50 ms", "p99 ms", "failures", "server's processor time a request, ms"),
            [
                [
                    row["case"], row["per_second"], row["p50_ms"], row["p99_ms"],
                    sum(row["failures"].values()), row["server_cpu_ms"],
                ]
                for row in told["http"]
            ],
        ),
        "",
        "Requests that come alone, with rests in between: "
        f"`/predict` {lone['predict']['p50_ms']} ms (p99 {lone['predict']['p99_ms']} ms), "
        f"then its heat map as a picture {lone['heatmap_picture']['p50_ms']} ms.",
        "",
        "## Ratios",
        "",
        *_table(
            ("ratio", "median", "of each turn"),
            [[row["ratio"], row["median"], ", ".join(map(str, row["of_each_run"]))] for row in told["ratios"]],
        ),
        "",
        "## Memory and start",
        "",
        *_table(
            ("all processes together", "resident, MB", "proportional, MB", "peak resident, MB", "processes"),
            [
                [name.replace("_", " "), row["rss_mb"], row["pss_mb"], row["peak_rss_mb"], len(row["processes"])]
                for name, row in held.items()
            ],
        ),
        "",
        f"Ready after {ready['later_start_s']} s; at the very first start, which makes the store, "
        f"{ready['first_start_s']} s.",
        "",
    ]  # fmt: skip


def _machine(told: Told) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in told["packages"].items())
    lines = [
        f"{told['cpu']}, {told['cores']} cores ({', '.join(told['cpu_flags'])}), {told['memory_gb']} GB, "
        f"{told['os']}, Linux {told['kernel']}, {told['file_system']}, Python {told['python']}; {versions}. "
        f"Commit {told['commit']}, {told['measured']}.",
        "",
    ]
    if told["load_before"] > 0.5:
        lines += [
            f"Other work was running on this machine (load {told['load_before']} before the start): absolute figures "
            "are lower than the machine could give.",
            "",
        ]
    return lines


def _expectations(told: Told) -> list[Sequence[object]]:
    ratios = {row["ratio"]: row["median"] for row in told["ratios"]}

    def most(ending: str) -> float | None:
        small = (value for name, value in ratios.items() if name.startswith("/predict, ") and "MP" not in name
                 and name.endswith(ending) and value is not None)  # fmt: skip
        return max(small, default=None)

    to_original = most("the original's way")
    to_engine = most("its best batch")
    ceiling = ratios.get("bare engine at its best batch : the original's way")
    resident = max(row["rss_mb"] for name, row in told["memory"].items() if name != "original")
    rows: list[tuple[str, str, float | None, str, bool]] = [
        ("throughput : the original's", "≥ 20", to_original, "", to_original is not None and to_original >= 20),
        ("throughput : the bare engine's", "≥ 1/3, better 1/2", to_engine, "", (to_engine or 0) >= 1 / 3),
        ("a lone request", "< 40 ms", told["lone"]["predict"]["p50_ms"], " ms", told["lone"]["predict"]["p50_ms"] < 40),
        ("resident memory, all processes", "< 450 MB", resident, " MB", resident < 450),
        ("ready", "≤ 3 s", told["ready"]["later_start_s"], " s", told["ready"]["later_start_s"] <= 3),
    ]
    table: list[Sequence[object]] = [
        (what, wish, "not measured" if value is None else f"{value:g}{unit}", "met" if good else "**not met**")
        for what, wish, value, unit, good in rows
    ]
    if to_original is not None and to_original < 20 and ceiling is not None and ceiling < 20:
        what, wish, value, verdict = table[0]
        table[0] = (what, wish, value, f"{verdict}: the bare engine itself reaches {ceiling:g} on this processor")
    return table


def _servers(told: Told) -> list[str]:
    return [
        "## The choice of the server",
        "",
        "Made by `python -m benchmarks.servers` from `servers.json`: the same application under each, in turns.",
        "",
        *_table(told["columns"], told["rows"]),
        "",
    ]


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    return [
        "| " + " | ".join(map(str, head)) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
    ]
