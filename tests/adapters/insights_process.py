"""A process to be killed: imports two report files in turn, without end.

Arguments: database, how many imports go into an ad account before the next one gets them, then the two report files.
Prints a line when an import is in place.
"""

import itertools
import sys
from pathlib import Path

from bizhub.adapters.insights_store import InsightsStore


def main() -> None:
    """Stage, swap, drop, again and again."""
    database, times, *files = sys.argv[1:]
    store = InsightsStore(Path(database), memory="500MB")
    for number, file in enumerate(itertools.cycle(files)):
        batch = str(number)
        (found,) = store.stage(batch, Path(file), file_name="report.csv").accounts
        store.swap(batch, "", 7 + number // int(times), found.period)
        store.drop(batch)
        sys.stdout.write(f"swapped {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
