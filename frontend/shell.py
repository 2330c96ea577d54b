"""What the Angular compiler leaves to do: early loading, what the service worker keeps, compression, the budget."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

BUDGET = 250_000
"""Bytes that may travel before the first page can be used, in any language."""

LANGUAGES = ("en", "fr", "ar")
_FIRST_PAGE = ("account.routes.ts", "pages/sign-in-page.ts")
_NO_WORKER = {"worker.js"}


class OverBudget(Exception):
    """More travels before the first page can be used than may."""


def load_early(output: Path, stats: Mapping[str, Any]) -> None:
    """Have the scripts of the sign-in page fetched together with those of the frame, and `early.ts` run before all.

    Without it the browser learns of them one round trip after the other, each when the one before has run.

    Args:
        output: Folder of the built page.
        stats: What the compiler says of its outputs, by `ng build --stats-json`.
    """
    index = output / "index.html"
    text = index.read_text(encoding="utf-8")
    outputs: Mapping[str, Any] = stats["outputs"]
    wanted: dict[str, None] = {}
    for name, made in outputs.items():
        if str(made.get("entryPoint", "")).endswith(_FIRST_PAGE):
            wanted.update(dict.fromkeys(_with_imports(name, outputs)))
    links = "".join(
        f'<link rel="modulepreload" href="{name}">' for name in wanted if name not in text and (output / name).is_file()
    )
    early = re.search(r'<script src="polyfills-[^>]+></script>', text)
    if early is None:
        raise ValueError(f"Expected the script polyfills-….js in {index}; there is none.")
    # In front of the styles, which hold back whatever script comes after them.
    text = text.replace(early[0], "").replace('<link rel="stylesheet"', f'{early[0]}<link rel="stylesheet"', 1)
    text = text.replace('<script src="polyfills-', '<script async src="polyfills-').replace(
        "</body>", f"{links}</body>"
    )
    index.write_text(text, encoding="utf-8")


def _with_imports(name: str, outputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield a script and everything that it cannot run without."""
    waiting, seen = [name], set()
    while waiting:
        present = waiting.pop()
        if present in seen:
            continue
        seen.add(present)
        yield present
        waiting += [part["path"] for part in outputs[present]["imports"] if part["kind"] == "import-statement"]


def complete_worker(output: Path) -> None:
    """Write in front of the service worker what it keeps; another content of any file makes it another worker.

    Args:
        output: Folder of the built page, with the compiled `worker.js`.
    """
    index = (output / "index.html").read_text(encoding="utf-8")
    scripts = [path for path in (*output.glob("*.js"), *output.glob("*.css")) if path.name not in _NO_WORKER]
    fonts = list((output / "media").glob("*.woff2"))
    arabic = [path for path in fonts if "arabic" in path.name]
    everybody = [
        *scripts,
        *(font for font in fonts if font not in arabic),
        *(output / name for name in ("lentigo-mark.svg", "manifest.json", "icons/icon-192.png")),
    ]
    languages = {code: [*output.glob(f"i18n/*/{code}.json"), *(arabic if code == "ar" else [])] for code in LANGUAGES}
    main = re.search(r'src="(main-[^"]+\.js)"', index)
    if main is None:
        raise ValueError(f"Expected the script main-….js in {output / 'index.html'}; there is none.")
    shell = {
        "version": _version(
            [output / "index.html", *everybody, *(path for some in languages.values() for path in some)]
        ),
        "main": main[1],
        "files": _addresses(everybody, output),
        "languages": {code: _addresses(paths, output) for code, paths in languages.items()},
    }
    worker = output / "worker.js"
    # A script's first words decide whether it is strict.
    program = worker.read_text(encoding="utf-8").removeprefix('"use strict";\n')
    worker.write_text(f'"use strict";\nconst SHELL = {json.dumps(shell)};\n{program}', encoding="utf-8")


def _addresses(paths: Iterable[Path], output: Path) -> list[str]:
    return sorted(path.relative_to(output).as_posix() for path in paths)


def _version(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def compressible(output: Path) -> list[Path]:
    """Find what is worth a compressed copy: the page's texts and programs, less the index, which differs each time."""
    return [
        path
        for path in sorted(output.rglob("*"))
        if path.suffix in {".js", ".css", ".json", ".svg"} and path.stat().st_size > 200
    ]


def check_budget(output: Path) -> dict[str, int]:
    """Add up what travels before the first page can be used.

    Args:
        output: Folder of the built page, with its compressed copies.

    Returns:
        Bytes, by language.

    Raises:
        OverBudget: It is too much in one of them.
    """
    index = (output / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:href|src)="([^"]+\.(?:js|css|svg))"', index))
    fonts = [path for path in (output / "media").glob("*.woff2") if "latin-ext" not in path.name]
    always = [output / "index.html", *(output / name for name in named)]
    always += [font for font in fonts if "arabic" not in font.name]
    sizes = {}
    for code in LANGUAGES:
        files = [*always, *(output / "i18n" / scope / f"{code}.json" for scope in ("frame", "account"))]
        if code == "ar":
            # The bold one comes later.
            files += [font for font in fonts if "arabic-400" in font.name]
        sizes[code] = sum(_travels(path) for path in files)
    over = {code: size for code, size in sizes.items() if size > BUDGET}
    if over:
        raise OverBudget(f"Expected at most {BUDGET} bytes before the first page can be used; received {over}.")
    return sizes


def _travels(path: Path) -> int:
    small = path.with_name(f"{path.name}.br")
    return (small if small.is_file() else path).stat().st_size
