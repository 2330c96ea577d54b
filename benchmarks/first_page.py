"""How soon the first page can be used on a slow network: `python -m benchmarks.first_page`.

A real server, a real Chromium with nothing in its cache, and its own emulation of the network: 1.6 Mbit/s down, 750
kbit/s up and 150 ms for each answer, which is what WebPageTest and Lighthouse call slow 4G. The page can be used when
the sign-in form has been painted and no long task keeps the browser from taking what is typed; both are read from
Chromium's trace.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import machine, subjects
from lentigo.vision.bundle import shipped_bundle_path

RESULTS = Path(__file__).parent / "results"
GOAL_MS = 2000
LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-EG"}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
LONG_MS = 50
"""A task that is longer keeps a person waiting (W3C Long Tasks)."""

# The form is there and has been painted: the frame in which it is drawn is over when the second task begins.
_MARK = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('main form input') || !document.querySelector('main h1')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => performance.mark('form-painted')));
}).observe(document, { childList: true, subtree: true });
"""
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_CATEGORIES = ["blink.user_timing", "loading", "toplevel", "devtools.timeline"]


def main() -> None:
    """Measure and write."""
    wishes = argparse.ArgumentParser(prog="python -m benchmarks.first_page", description=__doc__.splitlines()[0])
    wishes.add_argument("--rounds", type=int, default=5, help="loads of each kind, of which medians are taken")
    wishes.add_argument("--processor", type=int, nargs="*", default=[1, 4], help="how many times slower it is made")
    wishes.add_argument("--results", type=Path, default=RESULTS, help="folder to write to")
    wanted = wishes.parse_args()
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("Measuring needs Chromium on the path: `apt-get install chromium`.")
    folder = Path(tempfile.mkdtemp(prefix="first-page-"))
    bundle = Path(os.environ.get("LENTIGO_MODEL_DIR") or shipped_bundle_path()).resolve()
    told: dict[str, Any] = {"machine": machine.describe(folder), "network": SLOW_4G, "loads": []}
    try:
        with subjects.lentigo(folder, bundle) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
            told["chromium"] = browser.version
            for slower in wanted.processor:
                for language in LANGUAGES:
                    loads = [load(browser, server.port, language, slower) for _ in range(wanted.rounds)]
                    told["loads"].append(_median(loads) | {"language": language, "processor_slower": slower})
                    sys.stderr.write(f"{told['loads'][-1]}\n")
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    wanted.results.mkdir(parents=True, exist_ok=True)
    (wanted.results / "first_page.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def load(browser: Browser, port: int, language: str, slower: int) -> dict[str, float]:
    """Load the bare address once, with nothing kept from before.

    Args:
        browser: A running Chromium.
        port: Where the server listens.
        language: The language that the browser asks for.
        slower: How many times slower the processor is made.

    Returns:
        Milliseconds from the start of the navigation, and bytes that travelled until then.
    """
    with _visitor(browser, language, slower) as page:
        browser.start_tracing(page=page, categories=_CATEGORIES)
        page.goto(f"http://127.0.0.1:{port}/app/")
        page.locator("main form input").first.wait_for(timeout=60_000)
        # Whatever long task the form came in is over by then, and stands in the trace.
        page.wait_for_timeout(1000)
        events = json.loads(browser.stop_tracing())["traceEvents"]
        at = float(page.evaluate("performance.getEntriesByName('form-painted')[0].startTime"))
        travelled = page.evaluate(
            """(until) => performance.getEntriesByType('resource')
                .concat(performance.getEntriesByType('navigation'))
                .filter(({ responseEnd }) => responseEnd <= until)
                .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)""",
            at,
        )
    return {**timings(events), "bytes": float(travelled)}


def timings(events: list[dict[str, Any]]) -> dict[str, float]:
    """Read from a trace when the page was painted first, and when it could be used.

    Args:
        events: `traceEvents`; their times are in microseconds.

    Returns:
        Milliseconds from the start of the navigation: `first_paint`, `form_painted`, `usable`; and `blocked`, what long
        tasks took beyond 50 ms until then.
    """
    painted = next(event for event in events if event["name"] == "form-painted")
    same = [event for event in events if event.get("pid") == painted["pid"]]
    # A picture in SVG is a document with a beginning of its own.
    ours = painted["args"]["data"]["navigationId"]
    start = next(
        event["ts"]
        for event in same
        if event["name"] == "navigationStart" and event["args"]["data"]["navigationId"] == ours
    )
    first = next(event["ts"] for event in same if event["name"] == "firstContentfulPaint" and event["ts"] > start)
    tasks = sorted(
        (event["ts"], event["ts"] + event["dur"])
        for event in same
        if event["name"] in {"RunTask", "ThreadControllerImpl::RunTask"}
        and event["tid"] == painted["tid"]
        and event.get("dur", 0) > LONG_MS * 1000
    )
    usable = painted["ts"]
    for begun, ended in tasks:
        if begun <= usable < ended:
            usable = ended
    blocked = sum(ended - begun - LONG_MS * 1000 for begun, ended in tasks if start < begun < usable)
    return {
        "first_paint": (first - start) / 1000,
        "form_painted": (painted["ts"] - start) / 1000,
        "usable": (usable - start) / 1000,
        "blocked": blocked / 1000,
    }


@contextmanager
def _visitor(browser: Browser, language: str, slower: int) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        locale=LANGUAGES[language], viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.add_init_script(_MARK)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    yield page
    context.close()


def _median(loads: list[dict[str, float]]) -> dict[str, Any]:
    return {name: round(statistics.median(one[name] for one in loads)) for name in loads[0]}


if __name__ == "__main__":
    main()
