"""A command and the most memory it took, in MB on the last line of stderr: `-m tests.commands.peak_memory ARGUMENT…`.

What `wait4` tells of a child would not do: on Linux it begins with the memory of the process that started it.
"""

import re
import sys
from pathlib import Path

from bizhub.__main__ import main

if __name__ == "__main__":
    code = main(sys.argv[1:])
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    sys.stderr.write(f"{int(peak[1]) // 1024 if peak else 0}\n")
    sys.exit(code)
