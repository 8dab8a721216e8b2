"""A process to be killed: imports two versions of the same period in turn, without end.

Arguments: database, then the two report files. Prints a line when the first version is in place.
"""

import itertools
import sys
from datetime import date
from pathlib import Path

from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import Period

EVER = Period(date(2000, 1, 1), date(2099, 12, 31))


def main() -> None:
    """Stage, swap, drop, again and again."""
    database, *files = map(Path, sys.argv[1:])
    store = InsightsStore(database, memory="500MB")
    for number, file in enumerate(itertools.cycle(files)):
        batch = str(number)
        store.stage(batch, file, file_name=file.name)
        store.swap(batch, "", 7, EVER)
        store.drop(batch)
        sys.stdout.write(f"swapped {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
