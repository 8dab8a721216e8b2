"""The command line: `python -m bizhub COMMAND`."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Protocol, cast

from pydantic import ValidationError

from bizhub.adapters.private_files import keep_new_files_private
from bizhub.settings import Settings, wrong_settings

COMMANDS = {
    "serve": "Run BizHub: migrate, build what changed, serve on one port",
    "build": "Build the pages when their sources changed",
    "import": "Import report files: import FILE… --center ID",
    "activity": "Check the record: activity verify [--center ID]",
    "desk": "Who reviews what centers send: desk add ADDRESS, desk remove ADDRESS, desk list",
    "user": "Disable or enable a sign-in: user disable ADDRESS --reason TEXT",
    "backup": "Write a backup of everything: backup DIR",
    "restore": "Put a backup into an empty data folder: restore DIR",
    "demo": "Fill a center to look around in",
    "permissions": "Write docs/permissions.md from the policy",
}
"""Each command is the module of its name in bizhub/commands (`import_` for import), loaded when it is asked for."""


class Command(Protocol):
    """What a module in bizhub/commands offers."""

    def configure(self, parser: ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, options: Namespace) -> int:
        """Do it; the result is the exit code."""
        ...


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    name = arguments[0] if arguments else "--help"
    if name not in COMMANDS:
        print(_usage())
        return 0 if name in ("-h", "--help") else 2
    command = cast(Command, import_module(f"bizhub.commands.{_module(name)}"))
    parser = ArgumentParser(prog=f"python -m bizhub {name}", description=COMMANDS[name])
    command.configure(parser)
    options = parser.parse_args(arguments[1:])
    try:
        return command.run(options)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        print(wrong_settings(error), file=sys.stderr)
        return 2


def _module(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def _usage() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items()]
    return "\n".join(["python -m bizhub COMMAND", "", *lines, "", "python -m bizhub COMMAND --help says more."])


if __name__ == "__main__":
    keep_new_files_private()
    sys.exit(main(sys.argv[1:]))
