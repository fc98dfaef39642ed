"""Pictures that may stand on every page: what kind they are by their bytes, never by their name."""

import struct
from dataclasses import dataclass

from portal.policy.refusal import Refusal, TooLarge

LARGEST = 512 * 1024
"""Bytes."""
WIDEST = 4000
"""Pixels on either side; more would cost a telephone its memory."""
_ANSWER = "Choose a PNG, JPEG or WebP picture."
# Start-of-frame markers of JPEG (ITU-T T.81, table B.1), without DHT, JPG and DAC.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file turned out to be."""

    content_type: str
    width: int
    height: int


def read(content: bytes, *, field: str) -> Picture:
    """What this picture is; raises Refusal for anything else, TooLarge for too many bytes."""
    if len(content) > LARGEST:
        raise TooLarge(f"Choose a picture of {LARGEST // 1024} KB or less.", field)
    try:
        found = _png(content) or _webp(content) or _jpeg(content)
    except (struct.error, IndexError):
        found = None
    if found is None or not (found.width and found.height):
        raise Refusal(_ANSWER, field)
    if max(found.width, found.height) > WIDEST:
        raise Refusal(f"Choose a picture of at most {WIDEST} pixels on each side.", field)
    return found


def _png(content: bytes) -> Picture | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        return None
    return Picture("image/png", *struct.unpack_from(">II", content, 16))


def _webp(content: bytes) -> Picture | None:
    """RFC 9649: a RIFF file whose first chunk says how the picture is kept."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    match content[12:16]:
        case b"VP8X":
            sides = struct.unpack_from("3s3s", content, 24)
            width, height = (int.from_bytes(side, "little") + 1 for side in sides)
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", content, 21)
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", content, 26))
        case _:
            return None
    return Picture("image/webp", width, height)


def _jpeg(content: bytes) -> Picture | None:
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return Picture("image/jpeg", width, height)
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return None
