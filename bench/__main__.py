"""`make bench`: each speed budget as a ratio to its floor in the same run. `python -m bench PART…` measures some."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence

from bench import world
from bench.measure import Line
from bench.world import World

ACCOUNTS, DAYS = 10_000, 365
_WIDTHS = (62, 14, 14, 9, 9)


def main(wanted: Sequence[str]) -> int:
    """Measure the wanted parts, all of them unless named, and print a row for each budget; 1 when one is missed."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]}. Parts: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    filled = world.ready(ACCOUNTS, DAYS)
    print(f"{ACCOUNTS:,} ad accounts x {DAYS} days x {world.CAMPAIGNS} campaigns, {os.cpu_count()} cores, {_load()}")
    print(_row("what", "measured", "floor", "ratio", "budget", ""))
    found = []
    for name in wanted or PARTS:
        for line in PARTS[name](filled):
            found.append(line)
            print(_told(line), flush=True)
    missed = [line for line in found if not line.holds]
    print(f"{len(found) - len(missed)} of {len(found)} budgets hold; {_load()}")
    return 1 if missed else 0


def _told(line: Line) -> str:
    measured = f"{line.measured_ms:,.3f} {line.unit}"
    if line.floor_ms is None:
        return _row(line.what, measured, "", "", f"{line.budget:g} {line.unit}", _verdict(line))
    floor = f"{line.floor_ms:,.3f} {line.unit}"
    return _row(line.what, measured, floor, f"{line.used:.2f}x", f"{line.budget:g}x", _verdict(line))


def _verdict(line: Line) -> str:
    return "ok" if line.holds else f"MISSED by {line.used / line.budget - 1:.0%}"


def _row(what: str, *cells: str) -> str:
    numbers = " ".join(f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS[1:], strict=False))
    return f"{what:<{_WIDTHS[0]}} {numbers}  {cells[-1]}"


def _load() -> str:
    return "load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg())


# Each is loaded when it is measured: Chromium and Reflex take their time, and one part needs none of the others.
def _accounts(_filled: World) -> Iterator[Line]:
    from bench import accounts

    yield from accounts.lines()


def _activity(_filled: World) -> Iterator[Line]:
    from bench import activity

    yield from activity.lines()


def _desk(_filled: World) -> Iterator[Line]:
    from bench import desk

    yield from desk.lines()


def _documents(_filled: World) -> Iterator[Line]:
    from bench import documents

    yield from documents.lines()


def _insights(filled: World) -> Iterator[Line]:
    from bench import insights

    yield from insights.lines(filled)
    yield from insights.import_lines()


def _switch(filled: World) -> Iterator[Line]:
    from bench import switch

    yield from switch.lines(filled)


def _painted(filled: World) -> Iterator[Line]:
    from bench import painted

    yield from painted.lines(filled)


def _memory(filled: World) -> Iterator[Line]:
    from bench import memory

    yield from memory.lines(filled)


def _growth(_filled: World) -> Iterator[Line]:
    from bench import insights, switch

    yield from insights.growth_lines()
    yield from switch.growth_lines()


PARTS: dict[str, Callable[[World], Iterator[Line]]] = {
    "accounts": _accounts,
    "activity": _activity,
    "desk": _desk,
    "documents": _documents,
    "insights": _insights,
    "switch": _switch,
    "painted": _painted,
    "memory": _memory,
    "growth": _growth,
}
"""In the order of the budgets' table."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
