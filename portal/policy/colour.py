"""The organisation's colour, made readable on paper and in the dark (WCAG 2.2, 1.4.3)."""

import colorsys
import re
from dataclasses import dataclass

from portal.policy.refusal import Refusal

LIGHT_PAPER, DARK_PAPER = "#faf6ef", "#171512"
SOFT_LIGHT, SOFT_DARK = "#fffdf9", "#201d19"
ON_LIGHT, ON_DARK = "#ffffff", "#10130f"
"""What is written on a button in the accent."""
READABLE = 4.6
"""A little above the 4.5 : 1 that normal text needs."""
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")


def colour(typed: str) -> str:
    """A colour such as #0b6a5b, also from 0B6A5B or #fff; raises Refusal for anything else."""
    found = _HEX.fullmatch(typed.strip().lower())
    if found is None:
        raise Refusal("Enter a colour such as #0b6a5b.", "accent")
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance), from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True, slots=True)
class Shades:
    """A colour as it is used: for words and buttons, and softly behind them, by day and night."""

    chosen: str
    light: str
    light_soft: str
    dark: str
    dark_soft: str


def shades(accent: str) -> Shades:
    """The accent for both schemes, darkened or lightened until it can be read."""
    light_soft, dark_soft = _mix(accent, SOFT_LIGHT, 0.88), _mix(accent, SOFT_DARK, 0.8)
    return Shades(
        chosen=accent,
        light=_readable_on(accent, (LIGHT_PAPER, light_soft, ON_LIGHT), darker=True),
        light_soft=light_soft,
        dark=_readable_on(accent, (DARK_PAPER, SOFT_DARK, dark_soft), darker=False),
        dark_soft=dark_soft,
    )


def stylesheet(accent: str) -> str:
    """The accent as custom properties of a page."""
    used = shades(accent)
    return (
        ":root{"
        f"--accent:light-dark({used.light},{used.dark});"
        f"--accent-soft:light-dark({used.light_soft},{used.dark_soft});"
        f"--on-accent:light-dark({ON_LIGHT},{ON_DARK})}}"
    )


def _readable_on(accent: str, papers: tuple[str, ...], *, darker: bool) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(accent))
    for _ in range(100):
        candidate = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
        if all(contrast(candidate, paper) >= READABLE for paper in papers):
            return candidate
        lightness = lightness - 0.01 if darker else lightness + 0.01
        lightness = min(max(lightness, 0.0), 1.0)
    return "#000000" if darker else "#ffffff"


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _hex(tuple(a * (1 - share) + b * share for a, b in pairs))


def _luminance(value: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(value)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(value: str) -> tuple[float, float, float]:
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(c * 255):02x}" for c in channels)
