"""The two helpers of every state: `_act` changes something, `_ask` reads something."""

import copy
from collections.abc import Callable
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import reflex as rx
from reflex.istate.proxy import StateProxy
from wrapt import ObjectProxy

from bizhub.domain.errors import Overtaken
from bizhub.domain.viewing import ViewEnded, Viewing, viewing_of
from bizhub.services import runtime
from bizhub.services.work import Caller, Work, begin
from bizhub.state import failures, worker_pool
from bizhub.state.binding import Binding
from bizhub.state.visitor import current_visitor

_P = ParamSpec("_P")
_T = TypeVar("_T")
UseCase = Callable[Concatenate[Work, _P], _T]


class BizHubState(rx.State, mixin=True):
    """Mixin of all states: one event, one use case, one transaction, in a worker thread."""

    async def _act(self, use_case: UseCase[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a use case that changes something; committed when it returns, undone when it raises."""
        return await self._run(use_case, write=True, arguments=kwargs)

    async def _ask(self, use_case: UseCase[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a use case that only reads."""
        return await self._run(use_case, write=False, arguments=kwargs)

    async def _run(self, use_case: UseCase[..., _T], *, write: bool, arguments: dict[str, Any]) -> _T:
        center, in_view = await self._place()
        caller = current_visitor().caller(center)
        work = partial(_in_transaction, use_case, caller, write, _without_proxies(arguments), in_view=in_view)
        answer = await worker_pool.current().run(work)
        if write:
            failures.note_change(has_changed=True)
        return answer

    def _named(self) -> str:
        """The last part of the page's path: the ID of what a page of one thing is about."""
        return str(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])

    async def _center(self) -> str:
        """The ID of the center this tab looks at; empty for none."""
        return (await self._place())[0]

    async def _place(self) -> tuple[str, bool]:
        """The same, and whether the page was loaded to show what somebody else sees."""
        if isinstance(self, StateProxy) and not self._is_mutable():
            async with self:
                binding = await self.get_state(Binding)
                return binding.center, binding.shows_a_view
        binding = await self.get_state(Binding)
        return binding.center, binding.shows_a_view

    async def _look_at(self, center_id: str) -> None:
        """Let this tab look at another center: everything loaded for the one before is dropped."""
        root = self._get_root_state()
        binding = await self.get_state(Binding)
        if binding.center == center_id:
            return
        digest, ended_rights = binding.session, binding.ended_rights
        for substate in root.substates.values():
            substate.reset()
        binding.session, binding.ended_rights, binding.center = digest, ended_rights, center_id


class DeskState(BizHubState, mixin=True):
    """Mixin of the desk's states: its people act in no center, whatever the tab looks at."""

    async def _place(self) -> tuple[str, bool]:
        _, in_view = await super()._place()
        return "", in_view


class FormState(BizHubState, mixin=True):
    """Mixin of states with a form: `errors` maps a field's name to the sentence beside it.

    A use case raises `InvalidInput(sentence, field="email")`; the page shows
    `form_field("E-mail", "email", error=State.errors.get("email", ""))`. Each `_act` starts without errors, so what
    is shown belongs to the last try.

    `_seen` is what the fields showed when the form was drawn, for use cases that compare (domain/edits.py). Whoever
    was overtaken has read by whom, so that the next try is a decision.
    """

    errors: dict[str, str] = {}

    _seen: dict[str, str] = {}

    async def _act(self, use_case: UseCase[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        self.errors = {}
        try:
            return await super()._act(use_case, *args, **kwargs)
        except Overtaken as overtaken:
            self._seen = {**self._seen, **overtaken.fields}
            raise


def _in_transaction(
    use_case: UseCase[..., _T], caller: Caller, write: bool, arguments: dict[str, Any], *, in_view: bool
) -> _T:
    """`in_view` says that the page still shows what somebody else sees: whoever presses a button there means them."""
    viewing = viewing_of(use_case)
    with begin(runtime.current(), caller, write=write, viewing=viewing) as work:
        if in_view and write and work.view is None and viewing is not Viewing.ENDS:
            raise ViewEnded
        return use_case(work, **arguments)


def _without_proxies(arguments: dict[str, Any]) -> dict[str, Any]:
    """Lists and dicts of a state are live proxies; a thread gets copies."""
    return {
        name: copy.deepcopy(value) if isinstance(value, ObjectProxy) else value for name, value in arguments.items()
    }
