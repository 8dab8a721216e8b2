"""How the handlers of members, levels and asset groups are tried, by hand."""

import json

from tests.permissions.shows import becomes, either, has, leads_to, leaves, says, tells
from tests.permissions.tried import SESSION, Try
from tests.permissions.use_cases import Our

MEMBER = {"page": "/team/{PERSON}", "steps": (SESSION, "member.MemberState.load"), "filled_by": "admin"}
MEMBER_EDITED = {**MEMBER, "steps": (*MEMBER["steps"], "member.MemberState.start_editing")}
HELD = {"page": "/team/{PERSON}", "steps": (SESSION, "member_access.MemberAccessState.load"), "filled_by": "admin"}
PAIR = {"user_id": Our.PERSON, "ad_account_id": Our.AD_ACCOUNT}
LEVEL_FORM = {"form_data": {"level": "OPERATOR", "last_day": "2999-01-01", "reason": ""}}
LEVEL = {"page": "/accounts/{AD_ACCOUNT}", "steps": (SESSION, ("level.LevelState.open_for", PAIR))}
GIVE = {**LEVEL, "steps": (SESSION, ("level.LevelState.open_for", {**PAIR, "user_id": ""}))}
LEVEL_WITH_END = {**LEVEL, "steps": (*LEVEL["steps"], ("level.LevelState.save", LEVEL_FORM)), "filled_by": "admin"}
PEOPLE = {
    "page": "/accounts/{AD_ACCOUNT}", "steps": (SESSION, "account_people.AccountPeopleState.load"),
    "filled_by": "admin",
}  # fmt: skip
GROUPS = {"page": "/team/groups", "steps": (SESSION, "groups.GroupsState.load")}
GROUP = {"page": "/team/groups/{ASSET_GROUP}", "steps": (SESSION, "group.GroupState.load"), "filled_by": "admin"}
GROUP_EDITED = {**GROUP, "steps": (*GROUP["steps"], "group.GroupState.start_editing")}
ADDING = {**GROUP, "steps": (SESSION,)}
CHOSEN = {**GROUP, "steps": (
    SESSION, ("group_add.GroupAddState.suggest_members", {"query": "member"}),
    ("group_add.GroupAddState.choose_member", {"row_id": Our.PERSON}),
)}  # fmt: skip
CONTENT = {**GROUP, "steps": (SESSION, "group_content.GroupContentState.load")}
ENDS = {"page": "/team/ends-soon", "steps": (SESSION, "ends_soon.EndsSoonState.load")}
ASKED_LONGER = either(says("Your request to keep it until"), says("You hold no level here that ends."))
ALL_MEMBERS = {"kind": "members"}


def _words_about_our_member(ours: dict[Our, str]) -> str:
    return json.dumps({"of": f"member/{ours[Our.PERSON]}", "seen": {}, "n": 1})


def _words_about_our_group(ours: dict[Our, str]) -> str:
    return json.dumps({"of": f"asset_group/{ours[Our.ASSET_GROUP]}", "seen": {}, "n": 1})


TEAM_TRIES: tuple[Try, ...] = (
    Try("account_people.AccountPeopleState.load", has("lines"), page="/accounts/{AD_ACCOUNT}", steps=(SESSION,)),
    Try("account_people.AccountPeopleState.look_at", leads_to("/accounts/{AD_ACCOUNT}?on=2026-01-01"),
        {"day": "2026-01-01"}, **PEOPLE),
    Try("account_people.AccountPeopleState.look_at_now", leads_to("/accounts/{AD_ACCOUNT}"), **PEOPLE),
    Try("account_people.AccountPeopleState.refresh", has("lines"), **PEOPLE),
    Try("ends_soon.EndsSoonState.ask_longer", ASKED_LONGER, {"ad_account_id": Our.AD_ACCOUNT}, **ENDS),
    Try("ends_soon.EndsSoonState.clear_filters", leads_to("/team/ends-soon"), **ENDS),
    Try("ends_soon.EndsSoonState.extend_membership", says("This has no end any more."), {"user_id": Our.PERSON},
        **ENDS),
    Try("ends_soon.EndsSoonState.extend_place", says("This has no end any more."),
        {"group_id": Our.ASSET_GROUP, "user_id": Our.PERSON}, **ENDS),
    Try("ends_soon.EndsSoonState.filter_by_kind", leads_to("/team/ends-soon?kind=place"), {"kind": "place"}, **ENDS),
    Try("ends_soon.EndsSoonState.load", tells("rows"), page="/team/ends-soon", steps=(SESSION,)),
    Try("ends_soon.EndsSoonState.load_count", tells("count"), page="/team", steps=(SESSION,)),
    Try("ends_soon.EndsSoonState.refresh", tells("rows"), **ENDS),
    Try("ends_soon.EndsSoonState.search_for", leads_to("/team/ends-soon?q=x"), {"text": "x"}, **ENDS),
    Try("ends_soon.EndsSoonState.turn_back", leads_to("/team/ends-soon"), **ENDS),
    Try("ends_soon.EndsSoonState.turn_on", leads_to("/team/ends-soon?page=2"), **ENDS),
    Try("group.GroupState.delete", says("Deleted the asset group Ours."), **GROUP),
    Try("group.GroupState.load", has("name"), page="/team/groups/{ASSET_GROUP}", steps=(SESSION,)),
    Try("group.GroupState.refresh", has("name"), **GROUP),
    Try("group.GroupState.save", says("Saved."), {"form_data": {"name": "Other", "level": "ADMIN"}}, **GROUP_EDITED),
    Try("group.GroupState.start_editing", becomes("editing", True), **GROUP),
    Try("group.GroupState.stop_editing", becomes("editing", False), **GROUP_EDITED),
    Try("group.GroupState.take_up", becomes("editing", True), {"report": _words_about_our_group}, **GROUP),
    Try("group_add.GroupAddState.add_ad_account", says("The ad account is in the group."),
        {"row_id": Our.AD_ACCOUNT}, **ADDING),
    Try("group_add.GroupAddState.add_member", says("Member is in the group."), {"form_data": {"until": ""}}, **CHOSEN),
    Try("group_add.GroupAddState.choose_member", becomes("chosen_member", "Member"), {"row_id": Our.PERSON}, **CHOSEN),
    Try("group_add.GroupAddState.suggest_ad_accounts", becomes("ad_accounts_answered", "shop"), {"query": "shop"},
        **ADDING),
    Try("group_add.GroupAddState.suggest_members", becomes("members_answered", "m"), {"query": "m"}, **ADDING),
    Try("group_content.GroupContentState.load", has("members"), page="/team/groups/{ASSET_GROUP}", steps=(SESSION,)),
    Try("group_content.GroupContentState.refresh", has("members"), **CONTENT),
    Try("group_content.GroupContentState.remove_selected", says("Took 1 out of the group."), ALL_MEMBERS,
        **{**CONTENT, "steps": (*CONTENT["steps"], ("group_content.GroupContentState.toggle_page", ALL_MEMBERS))}),
    Try("group_content.GroupContentState.search_for", leads_to("/team/groups/{ASSET_GROUP}?q=x"), {"text": "x"},
        **CONTENT),
    Try("group_content.GroupContentState.toggle", becomes("selected_ad_accounts", []),
        {"kind": "ad_accounts", "row_id": Our.AD_ACCOUNT}, **CONTENT),
    Try("group_content.GroupContentState.toggle_page", has("selected_members"), ALL_MEMBERS, **CONTENT),
    Try("group_content.GroupContentState.turn", leads_to("/team/groups/{ASSET_GROUP}?members=2"),
        {**ALL_MEMBERS, "way": "on"}, **CONTENT),
    Try("groups.GroupsState.create", leads_to("/team/groups/"), {"form_data": {"name": "New", "level": "ADMIN"}},
        **GROUPS),
    Try("groups.GroupsState.load", tells("rows"), page="/team/groups", steps=(SESSION,)),
    Try("groups.GroupsState.refresh", tells("rows"), **GROUPS),
    Try("groups.GroupsState.clear_filters", leads_to("/team/groups"), **GROUPS),
    Try("groups.GroupsState.search_for", leads_to("/team/groups?q=x"), {"text": "x"}, **GROUPS),
    Try("groups.GroupsState.set_creating", becomes("creating", True), {"opened": True}, **GROUPS),
    Try("groups.GroupsState.turn_back", leads_to("/team/groups"), **GROUPS),
    Try("groups.GroupsState.turn_on", leads_to("/team/groups?page=2"), **GROUPS),
    Try("level.LevelState.choose", becomes("chosen", "Member"), {"row_id": Our.PERSON}, **GIVE, filled_by="admin"),
    Try("level.LevelState.extend", says("Member holds Operator on Shop DE until"), PAIR, **LEVEL_WITH_END),
    Try("level.LevelState.open_for", becomes("opened", True), PAIR, page="/accounts/{AD_ACCOUNT}", steps=(SESSION,)),
    Try("level.LevelState.save", says("Member holds Operator on Shop DE until"), LEVEL_FORM, **LEVEL),
    Try("level.LevelState.set_opened", becomes("opened", False), {"opened": False}, **LEVEL, filled_by="admin"),
    Try("level.LevelState.suggest", tells("answered"), {"query": "m"}, **GIVE, filled_by="admin"),
    Try("member.MemberState.choose_heir", becomes("heir", Our.PERSON), {"heir_id": Our.PERSON}, page="/team/{PERSON}",
        steps=(SESSION,)),
    Try("member.MemberState.load", has("name"), page="/team/{PERSON}", steps=(SESSION,)),
    Try("member.MemberState.refresh", has("name"), **MEMBER),
    Try("member.MemberState.remove", says("Member is no longer a member of this center."), **MEMBER),
    Try("member.MemberState.restore", says("Former is a member of this center again."), page="/team/{FORMER}",
        steps=(SESSION, "member.MemberState.load"), filled_by="admin"),
    Try("member.MemberState.save", says("Saved."), {"form_data": {"role": "ADMIN", "finance_role": "", "until": ""}},
        **MEMBER_EDITED),
    Try("member.MemberState.start_editing", becomes("editing", True), **MEMBER),
    Try("member.MemberState.stop_editing", becomes("editing", False), **MEMBER_EDITED),
    Try("member.MemberState.take_up", becomes("editing", True), {"report": _words_about_our_member}, **MEMBER),
    Try("view_as.ViewAsState.begin", leaves, {"user_id": Our.PERSON}, page="/team/{PERSON}", steps=(SESSION,)),
    Try("view_as.ViewAsState.stop", leaves, steps=(SESSION,)),
    Try("member_access.MemberAccessState.load", has("day"), page="/team/{PERSON}", steps=(SESSION,)),
    Try("member_access.MemberAccessState.look_at", leads_to("/team/{PERSON}?on=2026-01-01"),
        {"day": "2026-01-01"}, **HELD),
    Try("member_access.MemberAccessState.look_at_now", leads_to("/team/{PERSON}"), **HELD),
    Try("member_access.MemberAccessState.refresh", has("day"), **HELD),
    Try("member_access.MemberAccessState.search_for", leads_to("/team/{PERSON}?q=shop"), {"text": "shop"}, **HELD),
    Try("member_access.MemberAccessState.turn_back", leads_to("/team/{PERSON}"), **HELD),
    Try("member_access.MemberAccessState.turn_on", leads_to("/team/{PERSON}?page=2"), **HELD),
)  # fmt: skip
