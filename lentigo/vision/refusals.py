"""Why bytes are not taken as a picture: each refusal once, with the sentence a person reads and its stable code."""

from collections.abc import Iterator
from contextlib import contextmanager

from lentigo.problems import NotAPicture, Problem, TooLarge, Unassessable, Unavailable

SMALLEST_SIDE = 64
"""Pixels a side below which nothing can be judged, whoever insists."""
LONGEST_SIDE = 65_500
"""Pixels a side that a JPEG can hold (ITU-T T.81 allows 65,535; libjpeg 65,500); what is kept must fit."""

LARGEST_WORK = 250_000_000
"""Bytes that decoding one picture may take; 50 megapixels in four bytes a pixel, and room for their file."""

READ_HERE = "JPEG, PNG, WebP, HEIC, TIFF, BMP or DICOM"


def not_a_picture() -> NotAPicture:
    """Bytes that no reader here knows."""
    return NotAPicture(f"This file is not a picture that can be read here; please send {READ_HERE}.")


def unsupported(what: str, *, code: str = "unsupported_format", instead: str = "a JPEG or PNG") -> NotAPicture:
    """A known kind of file that is not read here.

    Args:
        what: The kind, as the subject of a sentence: "A GIF".
        code: Stable slug.
        instead: What to send.
    """
    return NotAPicture(f"{what} is not read here; please send {instead} of the same picture.", code=code)


def damaged(kind: str) -> NotAPicture:
    """A file of a known kind that contradicts itself or cannot be decoded."""
    return NotAPicture(f"This {kind} file is damaged and cannot be read; please send it again or export it anew.",
                       code="damaged")  # fmt: skip


def truncated(kind: str) -> NotAPicture:
    """A file of a known kind that ends too early."""
    return NotAPicture(
        f"This {kind} file ends before the picture is complete; the upload was probably cut off, please send it again.",
        code="truncated",
    )


def animated(kind: str) -> NotAPicture:
    """A file that holds a moving picture."""
    return NotAPicture(f"This {kind} file is animated; please send a still picture.", code="animated")


def check_bytes(size: int, limit: int) -> None:
    """Refuse a file with more bytes than allowed.

    Raises:
        TooLarge: It has more.
    """
    if size > limit:
        raise TooLarge(
            f"The file has {size / 1e6:.1f} MB; at most {limit / 1e6:g} MB are taken.", code="too_many_bytes"
        )


def check_size(width: int, height: int, max_pixels: int) -> None:
    """Refuse a picture with too many pixels or too few, by what its header says.

    Args:
        width: Width in pixels.
        height: Height in pixels.
        max_pixels: Most pixels that are taken.

    Raises:
        TooLarge: More pixels than that, or a side that no JPEG could hold.
        Unassessable: A side shorter than 64 pixels.
    """
    if width * height > max_pixels:
        raise TooLarge(
            f"The picture has {width * height / 1e6:.1f} megapixels ({width} x {height}); "
            f"at most {max_pixels / 1e6:g} megapixels are taken.",
            code="too_many_pixels",
        )
    if max(width, height) > LONGEST_SIDE:
        raise TooLarge(
            f"The picture is {width} x {height} pixels; a side may have at most {LONGEST_SIDE} pixels.",
            code="too_many_pixels",
        )
    if min(width, height) < SMALLEST_SIDE:
        message = (
            f"The picture is only {width} x {height} pixels; at least {SMALLEST_SIDE} on each side are needed, "
            "better 450 or more. Please send the original picture, not a thumbnail."
        )
        raise Unassessable(message, code="too_small", details=[{"field": "image", "message": message}])


def check_memory(kind: str, width: int, height: int, needed: int) -> None:
    """Refuse a picture whose decoder would take too much memory; a large WebP, for one.

    Args:
        kind: Name of the format, for the sentence.
        width: Width in pixels.
        height: Height in pixels.
        needed: Bytes that decoding takes at its peak.

    Raises:
        TooLarge: More than `LARGEST_WORK`.
    """
    if needed > LARGEST_WORK:
        most = width * height / 1e6 * LARGEST_WORK / needed
        raise TooLarge(
            f"The picture has {width * height / 1e6:.1f} megapixels ({width} x {height}); as {kind} at most {most:.0f} "
            "megapixels are taken, because reading it needs much memory. Please send it smaller, or as a plain JPEG.",
            code="too_many_pixels",
        )


@contextmanager
def reading(kind: str) -> Iterator[None]:
    """Turn whatever a decoder raises on hostile bytes into a refusal.

    Pillow, pydicom and libheif raise nearly every built-in exception on damaged files (OSError, SyntaxError, KeyError,
    struct.error, RecursionError ...), so this is the one place that catches them all.

    Args:
        kind: Name of the format, for the sentence.

    Raises:
        Problem: A refusal raised inside passes unchanged; anything else becomes NotAPicture.
        Unavailable: The machine ran out of memory.
    """
    try:
        yield
    except Problem:
        raise
    except MemoryError as error:
        raise Unavailable(
            "There is not enough memory for this picture at the moment; please try again.", retry_after=5
        ) from error
    except EOFError as error:
        raise truncated(kind) from error
    except Exception as error:
        if "truncated" in str(error).lower():
            raise truncated(kind) from error
        raise damaged(kind) from error
