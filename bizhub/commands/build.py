"""`python -m bizhub build`: the pages, when their sources changed."""

from argparse import ArgumentParser, Namespace

from bizhub.commands import frontend


def configure(parser: ArgumentParser) -> None:
    """It takes no arguments."""


def run(_options: Namespace) -> int:
    """Build, or say that nothing changed."""
    print("Built the pages." if frontend.ensure_built() else "The pages are current.")
    return 0
