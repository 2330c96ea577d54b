"""Completes package-lock.json, so that it serves every platform."""

from __future__ import annotations

import json
import re
from pathlib import Path

# The end of the name of a package that carries a program for one platform: `…-linux-arm64-gnu`, `…-wasm32-wasi`.
_PLATFORM = (
    r"-(?:(?P<system>aix|android|darwin|freebsd|linux|openharmony|win32)-)?"
    r"(?P<processor>arm64|arm|ia32|ppc64|riscv64|s390x|x64|wasm32)(?:-[a-z]+)?$"
)


def complete(path: Path) -> None:
    """Write down the packages for other platforms that npm left out.

    A registry mirror may hold a package for some platforms only. npm then leaves the others out of the lock, and `npm
    ci` refuses the lock because they are missing; so they are written down by name and version, without a checksum.

    Args:
        path: The lock, as npm wrote it.
    """
    whole = json.loads(path.read_text(encoding="utf-8"))
    packages = whole["packages"]
    for package in list(packages.values()):
        for name, version in package.get("optionalDependencies", {}).items():
            found = re.search(_PLATFORM, name)
            if found and f"node_modules/{name}" not in packages:
                packages[f"node_modules/{name}"] = _entry(found, version)
    whole["packages"] = dict(sorted(packages.items()))
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _entry(platform: re.Match[str], version: str) -> dict[str, object]:
    entry: dict[str, object] = {"version": version, "cpu": [platform["processor"]], "dev": True, "optional": True}
    if platform["system"]:
        entry["os"] = [platform["system"]]
    return entry
