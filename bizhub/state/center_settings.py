"""The settings of the current center: its name, its company data, the published limits."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.centers import CenterDetails, CompanyVersion, LimitRow
from bizhub.domain.policy import Permission
from bizhub.services import centers, formats
from bizhub.state import push
from bizhub.state.kept_form import KeptFormState
from bizhub.state.notices import done
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


@dataclass
class VersionLine:
    """The company data from a day on, until another one; `who` asked for them and approved them."""

    words: str
    since: str
    since_utc: str
    until: str
    until_utc: str
    who: str


@dataclass
class LimitLine:
    """One published limit."""

    label: str
    value: str
    setting: str


@dataclass
class LimitGroup:
    """Limits that belong together."""

    title: str
    lines: list[LimitLine]


class NameForm(TypedDict):
    """The one thing an admin changes at once."""

    name: str


class CenterSettingsState(KeptFormState, rx.State):
    """What the settings page shows of the center."""

    name: str = ""
    may_edit: bool = False
    may_ask: bool = False
    company: list[list[str]] = []
    versions: list[VersionLine] = []
    limits: list[LimitGroup] = []
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read the center again."""
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        details = await self._ask(centers.view_center_details)
        self.name = details.name
        self._show_form("center", {"name": details.name})
        self.may_edit = Permission.CENTER_EDIT.value in session.permissions
        self.company = _company(details, reader)
        self.may_ask = Permission.TICKET_MANAGE.value in session.permissions
        self.versions = [_version(version, reader) for version in details.versions]
        self.limits = _grouped(await self._ask(centers.list_limits))
        self.is_loaded = True
        self.errors = {}

    @remote
    async def rename(self, form: NameForm) -> list[EventSpec]:
        """Change the center's name, unless somebody else did in the meantime."""
        before = self.name
        self.name = await self._act(centers.edit_center, name=form["name"], seen=self._seen)
        self._seen = {"name": self.name}
        self._end_form()
        return [done("The name is changed." if self.name != before else "The name is the same.")]


push.refresh_on("center", SessionState.refresh)


def _grouped(rows: Iterable[LimitRow]) -> list[LimitGroup]:
    return [
        LimitGroup(title, [LimitLine(row.label, row.value, row.setting) for row in some])
        for title, some in groupby(rows, key=lambda row: row.group)
    ]


def _version(version: CompanyVersion, reader: Reader) -> VersionLine:
    told = (version.company_name, version.website, version.region, version.currency, version.time_zone)
    until = version.valid_until
    return VersionLine(
        words=" · ".join(part for part in told if part),
        since=formats.moment(version.valid_from, reader.time_zone, reader.locale),
        since_utc=version.valid_from.isoformat(),
        until=formats.moment(until, reader.time_zone, reader.locale) if until else "",
        until_utc=until.isoformat() if until else "",
        who=(
            f"asked by {version.asked_by}, approved by {version.changed_by}"
            if version.asked_by
            else f"given by {version.changed_by} with the center"
        ),
    )


def _company(details: CenterDetails, reader: Reader) -> list[list[str]]:
    contact = (details.contact_name, details.contact_email, details.contact_phone)
    reachable = " · ".join(part for part in contact if part)
    created = formats.moment(details.created_at, reader.time_zone, reader.locale)
    return [
        ["Company name", details.company_name],
        ["Website", details.website or "none"],
        ["Country", details.region],
        ["Currency", details.currency],
        ["Time zone", details.time_zone],
        ["Industry", details.industry or "none"],
        *([["Contact", reachable]] if reachable else []),
        ["Created", f"{created} by {details.created_by}"],
    ]
