"""What a picture is, by its bytes."""

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.policy import pictures
from portal.policy.pictures import Picture
from portal.policy.refusal import Refusal, TooLarge

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 120, 30) + b"rest"
JPEG = (
    b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    + b"\xff\xff\xc2" + struct.pack(">HBHH", 17, 8, 30, 120) + b"rest"
)  # fmt: skip
LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 120, 30)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 119 | 29 << 14)
EXTENDED = (
    b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0"
    + (119).to_bytes(3, "little")
    + (29).to_bytes(3, "little")
)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (LOSSY, "image/webp"),
        (LOSSLESS, "image/webp"),
        (EXTENDED, "image/webp"),
    ],
    ids=["png", "jpeg", "lossy", "lossless", "extended"],
)
def test_kind_and_size_are_read_from_the_bytes(content: bytes, content_type: str) -> None:
    assert pictures.read(content, field="logo") == Picture(content_type, 120, 30)


@pytest.mark.parametrize("content", [PNG, JPEG, LOSSY, LOSSLESS, EXTENDED])
def test_half_a_picture_is_refused_and_nothing_else_happens(content: bytes) -> None:
    for length in range(24):
        with pytest.raises(Refusal):
            pictures.read(content[:length], field="logo")


@given(st.binary(max_size=200))
@example(b"\xff\xd8\xff" + b"\xff" * 50)
@example(b"\xff\xd8\xff\xe0\0\0")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", PNG[:16], JPEG[:4], LOSSY[:16]):
        try:
            found = pictures.read(start + content, field="logo")
        except Refusal:
            continue
        assert 0 < found.width <= pictures.WIDEST


def test_a_segment_of_no_length_does_not_go_round_for_ever() -> None:
    with pytest.raises(Refusal):
        pictures.read(b"\xff\xd8\xff\xe0\0\0" * 1000, field="logo")


def test_too_much_is_told_apart() -> None:
    with pytest.raises(TooLarge):
        pictures.read(PNG + b"x" * pictures.LARGEST, field="logo")
