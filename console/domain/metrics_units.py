"""How values of metrics read: with their unit, short enough for an axis."""

from __future__ import annotations

_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_DECIMAL = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
NO_DATA = "no data"


def shown(value: float | None, unit: str) -> str:
    """`41.2 %`, `1.5 GiB`, `230 ms`, `12.4 k`; `no data` where there is none."""
    if value is None:
        return NO_DATA
    base, _, per = unit.partition("/")
    tail = "/s" if per == "Second" else ""
    match base:
        case "Percent":
            return f"{_short(value)} %"
        case "Bytes":
            return _binary(value) + tail
        case "Seconds":
            return _seconds(value)
        case "Milliseconds":
            return _seconds(value / 1000)
        case _:
            return _counted(value) + tail


def _short(value: float) -> str:
    """Three figures at most, and no more decimals than that."""
    text = f"{value:.0f}" if abs(value) >= 99.95 else f"{value:.1f}" if abs(value) >= 9.995 else f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _binary(value: float) -> str:
    for unit in _BINARY:
        if abs(value) < 1023.5 or unit == _BINARY[-1]:
            return f"{_short(value)} {unit}"
        value /= 1024
    raise AssertionError("the last unit takes everything")


def _seconds(value: float) -> str:
    if value == 0:
        return "0 s"
    if abs(value) < 0.001:
        return f"{_short(value * 1e6)} µs"
    if abs(value) < 1:
        return f"{_short(value * 1000)} ms"
    return f"{_short(value)} s"


def _counted(value: float) -> str:
    if value != 0 and abs(value) < 0.01:
        return f"{value:.1g}"
    for size, name in _DECIMAL:
        if abs(value) >= size:
            return f"{_short(value / size)} {name}"
    return _short(value)


_BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(points: tuple[tuple[float, float], ...], start: float, end: float, width: int) -> str:
    """A line of blocks from the lowest value to the highest; a stretch without points is blank."""
    buckets: list[list[float]] = [[] for _ in range(width)]
    for at, value in points:
        index = int((at - start) / max(1.0, end - start) * width)
        if 0 <= index < width:
            buckets[index].append(value)
    means = [sum(bucket) / len(bucket) if bucket else None for bucket in buckets]
    known = [mean for mean in means if mean is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return "".join(
        " " if mean is None else _BLOCKS[round((mean - low) / (high - low) * 7) if high > low else 3 * bool(low)]
        for mean in means
    )
