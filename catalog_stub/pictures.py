"""Paint the picture of an article: its drawing, in colours of its own, on a soft ground."""

from __future__ import annotations

import tomllib
from importlib import resources

#: How far apart the colours of neighbours stand, in degrees of the colour wheel.
_STEP = 47
_PLAIN = """<circle cx="120" cy="90" r="48" fill="{a}"/>"""
_WARM_UNTIL, _WARM_FROM = 90, 330


def _load() -> dict[str, str]:
    text = (resources.files("catalog_stub") / "drawings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_DRAWINGS = _load()
_HUES = {part_id: (18 + position * _STEP) % 360 for position, part_id in enumerate(_DRAWINGS)}


def paint(part_id: str) -> str:
    """Return the SVG of an article; one without a drawing of its own gets a plain disc."""
    hue = _HUES.get(part_id, 210)
    shapes = _DRAWINGS.get(part_id, _PLAIN).format(**_palette(hue))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 180" width="240" height="180">'
        f"{_ground(hue)}{shapes}</svg>"
    )


def _palette(hue: int) -> dict[str, str]:
    is_warm = hue < _WARM_UNTIL or hue > _WARM_FROM
    return {
        "a": f"hsl({hue} 48% 47%)",
        "b": f"hsl({hue} 44% 31%)",
        "c": f"hsl({hue} 55% 80%)",
        "k": "#2b2f36",
        "w": "#fdfcf9",
        "m": "#a9b2bd",
        # A warm accent, or a cool one where the main colour is warm itself.
        "y": "hsl(200 62% 62%)" if is_warm else "hsl(42 88% 62%)",
    }


def _ground(hue: int) -> str:
    light, deep = f"hsl({hue} 55% 95%)", f"hsl({(hue + 24) % 360} 48% 86%)"
    return (
        '<defs><linearGradient id="ground" x1="0" y1="0" x2="1" y2="1">'
        f'<stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{deep}"/>'
        "</linearGradient></defs>"
        '<rect width="240" height="180" fill="url(#ground)"/>'
        f'<circle cx="196" cy="30" r="58" fill="{light}" opacity=".7"/>'
        f'<ellipse cx="120" cy="162" rx="84" ry="8" fill="hsl({hue} 30% 40%)" opacity=".16"/>'
    )
