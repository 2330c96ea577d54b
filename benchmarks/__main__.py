"""`python -m benchmarks`: measure everything in one run and write the results."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import machine, measure, memory, subjects, summary
from lentigo.vision.bundle import shipped_bundle_path

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure and write."""
    wishes = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    wishes.add_argument("--rounds", type=int, default=3, help="turns, of which medians are taken")
    wishes.add_argument("--seconds", type=float, default=3.0, help="length of one window of load")
    wishes.add_argument("--without-original", action="store_true", help="leave out the original's way (needs Keras)")
    wishes.add_argument("--results", type=Path, default=RESULTS, help="folder to write to")
    wanted = wishes.parse_args()

    bundle = Path(os.environ.get("LENTIGO_MODEL_DIR") or shipped_bundle_path()).resolve()
    h5 = bundle / "model_resnet50.h5"
    # Not in /tmp, which may lie in memory: durable writes shall reach a disk.
    place = subjects.ROOT / "build"
    place.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="benchmark-", dir=place))
    started = time.perf_counter()

    def say(line: str) -> None:
        sys.stderr.write(f"{time.perf_counter() - started:6.1f} s  {line}\n")

    try:
        told: dict[str, Any] = {"machine": machine.describe(folder), "bundle": _about(bundle)}
        original = (
            None if wanted.without_original else subjects.original(folder / "original", h5 if h5.is_file() else None)
        )
        told |= _measure(wanted, folder, bundle, original, say)
        told["took_s"] = round(time.perf_counter() - started)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    wanted.results.mkdir(parents=True, exist_ok=True)
    (wanted.results / "benchmark.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    say(f"wrote {summary.write(wanted.results)}")


def _measure(
    wanted: argparse.Namespace, folder: Path, bundle: Path, original: subjects.Subject | None, say: measure.Say
) -> dict[str, Any]:
    told: dict[str, Any] = {"ready": measure.readiness(folder / "served", bundle, starts=4)}
    say(f"ready: {told['ready']}")
    ours = subjects.lentigo(folder / "served", bundle)
    try:
        with ours:
            told["memory"] = {"at_rest": memory.resident(ours.pid)}
            token = subjects.sign_in(ours.port)
            told["lone"] = measure.lone(ours, token)
            say(f"lone requests: {told['lone']}")
            if original is not None:
                original.start()
                say(f"the original's way is ready after {original.ready_seconds:.1f} s")
            with subjects.Worker(bundle) as worker:
                turns = measure.Round(worker, ours, original, token=token, seconds=wanted.seconds, say=say)
                for _ in range(wanted.rounds):
                    turns.small()
                told["memory"]["after_small_pictures"] = memory.resident(ours.pid)
                for _ in range(max(1, wanted.rounds - 1)):
                    turns.large()
                told["memory"]["after_large_pictures"] = memory.resident(ours.pid)
                if original is not None:
                    told["memory"]["original"] = memory.resident(original.pid)
    finally:
        if original is not None:
            original.stop()
    for name, found in told["memory"].items():
        say(f"memory, {name}: {found['rss_mb']} MB RSS, {found['pss_mb']} MB PSS, {found['peak_rss_mb']} MB at most")
    return {
        **told,
        "engine": turns.engine(),
        "assess": turns.assess(),
        "http": turns.http(),
        "ratios": turns.ratios(),
    }


def _about(bundle: Path) -> dict[str, Any]:
    described = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    quantisation = described.get("provenance", {}).get("quantisation") or {}
    return {
        "name": described["name"],
        "version": described["version"],
        "classes": len(described["classes"]),
        "quantisation": quantisation.get("method", "not said"),
    }


if __name__ == "__main__":
    main()
