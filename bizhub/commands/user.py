"""`python -m bizhub user disable ADDRESS --reason TEXT` and `user enable ADDRESS`: end a sign-in, and bring it back.

Works while the server runs, which then does it, and while it does not. The actor in the record is the operator.
"""

import sys
from argparse import ArgumentParser, Namespace

from bizhub.commands import handover
from bizhub.domain.errors import BizHubError
from bizhub.services import user_disabling
from bizhub.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Take whose sign-in it is, and why it ends."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    disable = actions.add_parser("disable", help="End all sessions of somebody, and let them sign in no more")
    disable.add_argument("address", metavar="ADDRESS", help="the e-mail address or phone number they sign in with")
    disable.add_argument("--reason", required=True, metavar="TEXT", help="why; their centers read it in the activity")
    enable = actions.add_parser("enable", help="Let somebody sign in again, with the memberships they had")
    enable.add_argument("address", metavar="ADDRESS", help="the e-mail address or phone number they sign in with")


def run(options: Namespace) -> int:
    """Do it and say what came of it; 1 for a refusal."""
    settings = get_settings()
    try:
        handover.prepare(settings)
        if options.action == "disable":
            payload = {"address": options.address, "reason": options.reason}
            done = handover.run(settings, user_disabling.DISABLE_JOB, payload)
            ended = "1 session has" if done["sessions"] == 1 else f"{done['sessions']} sessions have"
            print(f"{done['name']} is disabled. {ended} ended.")
        else:
            done = handover.run(settings, user_disabling.ENABLE_JOB, {"address": options.address})
            print(f"{done['name']} can sign in again.")
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1
    print(f"Centers: {', '.join(done['centers'])}" if done["centers"] else "They are in no center.")
    return 0
