"""The memory of a running process, as Linux counts it."""

from pathlib import Path


def resident_mb(pid: int) -> float:
    """Megabytes (10^6 bytes) that are resident now."""
    return _status(pid, "VmRSS")


def peak_mb(pid: int) -> float:
    """Megabytes that were resident at most, since the process began or since `forget_peak`."""
    return _status(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    """Let the peak begin anew from what is resident now (proc_pid_clear_refs(5): 5)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def _status(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1e6
