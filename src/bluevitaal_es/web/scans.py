"""An uploaded scan: what it is, told by its content and not by its name, and no larger than it may be."""

from typing import Final

#: Bytes that a scan may have at most.
LARGEST: Final = 5_000_000

#: What a file begins with, by media type.
_BEGINNINGS: Final = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
#: What it ends with, white space apart.
_ENDINGS: Final = {
    "application/pdf": b"%%EOF",
    "image/jpeg": b"\xff\xd9",
    "image/png": b"IEND\xaeB`\x82",
}
EXTENSIONS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def media_type(content: bytes) -> str | None:
    """Return what a file is by its first and last bytes: a PDF, JPEG or PNG; None for anything else."""
    for found, beginning in _BEGINNINGS.items():
        if content.startswith(beginning) and content.rstrip(b"\r\n\x00 ").endswith(_ENDINGS[found]):
            return found
    return None
