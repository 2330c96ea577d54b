"""Resident memory and processor time of a process with all its children, from Linux's /proc."""

import os
from pathlib import Path
from typing import Any

_PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """List a process and all its descendants."""
    found = [pid]
    for parent in found:
        for children in (_PROC / str(parent) / "task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
    return found


def resident(pid: int) -> dict[str, Any]:
    """Measure the memory of a process and its descendants.

    Returns:
        Megabytes (10^6 bytes): `rss_mb`, the sum of the resident sets, in which shared pages count for each process;
        `pss_mb`, in which they count once; `peak_rss_mb`, the sum of each one's largest; `processes`, one entry each.
    """
    each = [found for member in family(pid) if (found := _of_one(member)) is not None]
    return {
        **{
            name: round(sum(float(member[name]) for member in each), 1)
            for name in ("rss_mb", "pss_mb", "peak_rss_mb")
        },
        "processes": each,
    }  # fmt: skip


def processor_seconds(pid: int) -> float:
    """Add up the processor time that a process and its living descendants have used."""
    ticks = 0
    for member in family(pid):
        try:
            fields = (_PROC / str(member) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return float(ticks) / os.sysconf("SC_CLK_TCK")


def _of_one(pid: int) -> dict[str, Any] | None:
    try:
        status = _kilobytes((_PROC / str(pid) / "status").read_text())
        shared = _kilobytes((_PROC / str(pid) / "smaps_rollup").read_text())
        command = (_PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return None
    if "VmRSS" not in status:  # a zombie
        return None
    return {
        "name": command,
        "rss_mb": _mb(status["VmRSS"]),
        "pss_mb": _mb(shared["Pss"]),
        "peak_rss_mb": _mb(status["VmHWM"]),
    }


def _kilobytes(text: str) -> dict[str, int]:
    rows = (line.split() for line in text.splitlines())
    return {row[0].rstrip(":"): int(row[1]) for row in rows if len(row) == 3 and row[2] == "kB"}


def _mb(kibibytes: int) -> float:
    return round(kibibytes * 1024 / 1e6, 1)
