"""What a person gets when something fails, and what they never get."""

import re

import pytest
from structlog.testing import capture_logs

from bizhub.state.failures import backend_exception_handler
from bizhub.state.notices import leave_for, plain
from bizhub.state.remote import mark_of, remote
from tests.hostile.driver import Answer, Driver, Tab
from tests.state.probe import ProbeState


def toast(answer: Answer) -> str:
    """The one toast of an answer."""
    (function,) = answer.functions
    assert "__toast" in function
    return function


async def test_a_use_case_runs_as_the_person_of_the_cookie(adas_tab: Tab) -> None:
    assert (await adas_tab.send(ProbeState.ask)).value("note") == "Ada"


async def test_success_is_said(adas_tab: Tab) -> None:
    answer = await adas_tab.send(ProbeState.save, name="!")
    assert answer.value("note") == "Ada!"
    assert '"success"' in toast(answer)


async def test_a_wrong_field_is_shown_beside_it(adas_tab: Tab) -> None:
    answer = await adas_tab.send(ProbeState.save, name="")
    assert answer.value("errors") == {"name": "Please give a name."}
    assert answer.events == []


async def test_the_next_try_starts_without_errors(adas_tab: Tab) -> None:
    await adas_tab.send(ProbeState.save, name="")
    assert (await adas_tab.send(ProbeState.save, name="!")).value("errors") == {}


async def test_expected_failures_are_told_in_their_own_words(adas_tab: Tab) -> None:
    answer = await adas_tab.send(ProbeState.break_down, kind="not_found")
    assert "Not found." in toast(answer)
    assert answer.value("note") == "begun"


async def test_text_that_looks_like_a_reflex_variable_is_only_text(adas_tab: Tab) -> None:
    told = toast(await adas_tab.send(ProbeState.break_down, kind="conflict"))
    assert "Somebody was faster." in told
    assert "reflex.Var" not in told


async def test_an_ended_session_leads_to_the_sign_in_page_and_back(adas_tab: Tab) -> None:
    adas_tab.path = "/insights?account=7&x=%22"
    answer = await adas_tab.send(ProbeState.break_down, kind="signed_out")
    assert answer.left_for == "/sign-in?next=%2Finsights%3Faccount%3D7%26x%3D%2522"


async def test_an_unknown_failure_shows_a_reference_that_is_in_the_log(adas_tab: Tab) -> None:
    with capture_logs() as logs:
        answer = await adas_tab.send(ProbeState.break_down, kind="unknown")
    reference = re.findall(r"Reference: ([A-Z0-9]{8})", toast(answer))
    assert reference == [entry["reference"] for entry in logs if entry["log_level"] == "error"]
    assert "cnry" not in answer.text


async def test_nothing_was_changed_is_said_only_when_it_is_true(adas_tab: Tab) -> None:
    assert "and nothing was changed." in toast(await adas_tab.send(ProbeState.break_down, kind="unknown"))
    halfway = toast(await adas_tab.send(ProbeState.save_and_break_down, name="!"))
    assert "nothing was changed" not in halfway
    assert "Something went wrong halfway. What was done before stays" in halfway
    assert "and nothing was changed." in toast(await adas_tab.send(ProbeState.break_down, kind="unknown"))


async def test_steps_before_a_failure_arrive(adas_tab: Tab) -> None:
    answer = await adas_tab.send(ProbeState.steps)
    assert answer.value("note") == "first"
    assert "Not found." in toast(answer)


async def test_a_failure_in_a_called_handler_ends_the_caller_too(adas_tab: Tab) -> None:
    answer = await adas_tab.send(ProbeState.call_another)
    assert answer.value("note") == "begun"
    assert "Somebody was faster." in toast(answer)


async def test_what_reflex_cannot_handle_is_answered_neutrally(driver: Driver) -> None:
    with capture_logs() as logs:
        (event,) = backend_exception_handler(KeyError("cnry-key"))
    assert "cnry" not in str(event)
    assert len(logs) == 1


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "", "x"])
def test_people_are_sent_to_own_pages_only(path: str) -> None:
    with pytest.raises(ValueError, match="own pages"):
        leave_for(path)


@pytest.mark.parametrize("text", ["<reflex.Var>1</reflex.Var>", "<reflex.Var>{}", "reflex.reflex.VarVar"])
def test_no_text_is_a_reflex_variable(text: str) -> None:
    assert "reflex.Var" not in plain(text)


def test_handlers_with_steps_are_async() -> None:
    def handler(self: object):
        yield

    with pytest.raises(TypeError, match="async generator"):
        remote(handler)


def test_marks() -> None:
    marks = {name: mark_of(handler.fn) for name, handler in ProbeState.event_handlers.items()}
    assert marks["fill"] is not None
    assert not marks["fill"].public
    assert marks["greet"] is not None
    assert marks["greet"].public
    assert [marks[name] for name in ("grant_admin", "only_rx_event", "setvar")] == [None, None, None]
