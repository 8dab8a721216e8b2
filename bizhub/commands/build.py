"""`python -m bizhub build`: the pages, when their sources changed."""

from argparse import ArgumentParser, Namespace

from bizhub.commands import frontend


def configure(parser: ArgumentParser) -> None:
    """It takes no arguments."""


def run(_options: Namespace) -> int:
    """Build, or say that nothing changed."""
    print(f"The pages are in {frontend.ensure_built().relative_to(frontend.ROOT)}.")
    return 0
