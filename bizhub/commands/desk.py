"""`python -m bizhub desk add ADDRESS`, `desk remove ADDRESS` and `desk list`: who reviews what centers send.

Works while the server runs, which then does it, and while it does not. The actor in the record is the operator.
"""

import sys
from argparse import ArgumentParser, Namespace

from bizhub.commands import handover
from bizhub.domain.errors import BizHubError
from bizhub.services import desk_people
from bizhub.settings import Settings, get_settings


def configure(parser: ArgumentParser) -> None:
    """Take who comes or goes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="Let somebody who has an account review what centers send")
    add.add_argument("address", metavar="ADDRESS", help="the e-mail address or phone number they sign in with")
    remove = actions.add_parser("remove", help="Take somebody away from the desk, at once")
    remove.add_argument("address", metavar="ADDRESS", help="the e-mail address or phone number they sign in with")
    actions.add_parser("list", help="Who works at the desk")


def run(options: Namespace) -> int:
    """Do it and say what came of it; 1 for a refusal."""
    settings = get_settings()
    try:
        handover.prepare(settings)
        {"add": _add, "remove": _remove, "list": _list}[options.action](settings, options)
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1
    return 0


def _add(settings: Settings, options: Namespace) -> None:
    done = handover.run(settings, desk_people.ADD_JOB, {"address": options.address})
    print(
        f"{done['name']} works at the desk now. They find it in the menu of their name, and at {settings.address}/desk."
    )
    if settings.desk_two_step and not done["two_step"]:
        print("They have to turn on 2-step verification under Profile before the desk opens.")


def _remove(settings: Settings, options: Namespace) -> None:
    done = handover.run(settings, desk_people.REMOVE_JOB, {"address": options.address})
    number = done["cases"]
    freed = {0: "They had no case in hand.", 1: "1 case is free again."}.get(number, f"{number} cases are free again.")
    print(f"{done['name']} no longer works at the desk.", freed)


def _list(settings: Settings, options: Namespace) -> None:
    people = handover.run(settings, desk_people.LIST_JOB, {})["people"]
    for name, address, since, has_second_step in people:
        waits = "" if has_second_step or not settings.desk_two_step else ", without 2-step verification yet"
        print(f"{name} ({address}), since {since[:10]}{waits}")
    if not people:
        print("Nobody works at the desk yet. Appoint somebody: python -m bizhub desk add ADDRESS")
