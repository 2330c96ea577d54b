"""What the figures were measured on."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

_TELLING_FLAGS = (
    "avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "amx_int8", "amx_bf16",
    "asimddp", "i8mm", "bf16",
)  # fmt: skip
"""Processor instructions on which the speed of a network depends."""

_PACKAGES = (
    "apiflask", "flask", "granian", "gunicorn", "keras", "numpy", "openvino", "pillow", "pydantic", "tensorflow",
    "werkzeug",
)  # fmt: skip


def describe(data_folder: Path) -> dict[str, Any]:
    """Describe this machine and what runs on it.

    Args:
        data_folder: Where the store lies during the measurement; its file system decides what durability costs.
    """
    return {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "cpu_flags": _cpu_flags(),
        "memory_gb": _memory_gb(),
        "file_system": _file_system(data_folder),
        "os": _os_name(),
        "kernel": platform.release(),
        "python": sys.version.split()[0],
        "packages": _versions(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _cpuinfo(*names: str) -> str | None:
    for line in _read("/proc/cpuinfo").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in names:
            return value.strip()
    return None


def _cpu_model() -> str:
    return _cpuinfo("model name") or platform.processor() or platform.machine()


def _cpu_flags() -> list[str]:
    there = set((_cpuinfo("flags", "Features") or "").split())
    return [flag for flag in _TELLING_FLAGS if flag in there]


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (ValueError, OSError):
        return None


def _file_system(folder: Path) -> str | None:
    """Find the type of the file system that holds a folder: the longest mount point that is above it."""
    best: tuple[int, str] | None = None
    for line in _read("/proc/mounts").splitlines():
        _, point, kind, *_ = line.split()
        if folder.resolve().is_relative_to(point) and (best is None or len(point) >= best[0]):
            best = (len(point), kind)
    return None if best is None else best[1]


def _os_name() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform()


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _commit() -> str | None:
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty"],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip()
