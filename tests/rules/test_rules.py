"""Rules that no type checker sees. Each is shown to notice what breaks it, then held over the whole repository."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest

from tests.rules import record_rules, reflex_rules, room_rules, size_rules
from tests.rules.sources import Source, sources

Rule = Callable[[Source], Iterator[str]]

RULES: tuple[Rule, ...] = tuple(
    cast(Rule, value)
    for module in (size_rules, reflex_rules, room_rules, record_rules)
    for name, value in vars(module).items()
    if callable(value) and getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_repository_keeps_the_rule(rule: Rule) -> None:
    broken = [f"{source.path}:{what}" for source in sources() for what in rule(source)]
    assert "\n".join(broken) == ""


def _of(lines: int, head: str, line: str = "    x = 1\n") -> str:
    """A definition of exactly so many lines."""
    return head + line * (lines - 1)


BROKEN: list[tuple[Rule, str, str]] = [
    (size_rules.files_are_short, "bizhub/services/a.py", "x = 1\n" * 301),
    (size_rules.functions_are_short, "bizhub/services/a.py", _of(41, "def f():\n")),
    (size_rules.functions_are_short, "bizhub/pages/a.py", _of(61, "def f():\n")),
    (size_rules.functions_are_short, "tests/test_a.py", _of(41, "async def f():\n")),
    (size_rules.state_classes_are_short, "bizhub/state/a.py", _of(201, "class A:\n")),
    (size_rules.names_say_something, "bizhub/services/utils.py", ""),
    (size_rules.names_say_something, "bizhub/state/a.py", "def handle_click(): ..."),
    (size_rules.names_say_something, "bizhub/state/a.py", "def _do_it(): ..."),
    (reflex_rules.banned_parts_are_not_used, "bizhub/pages/a.py", "import reflex as rx\nrx.upload()"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/pages/a.py", "import reflex\nreflex.html('<b>')"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/state/a.py", "import reflex as rx\na: str = rx.Cookie('')"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/state/a.py", "import reflex as rx\na = rx.LocalStorage('')"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/state/a.py", "import reflex as rx\na = rx.SessionStorage('')"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/state/session.py", "import reflex as rx\na = rx.Cookie('')"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/models/a.py", "import reflex as rx\nclass A(rx.Model): ..."),
    (reflex_rules.banned_parts_are_not_used, "bizhub/pages/a.py", "from reflex import upload as u"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/pages/a.py", "import reflex as rx\nrx.window_event_listener()"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/state/a.py", "import reflex as rx\n@rx.event\ndef f(self): ..."),
    (reflex_rules.raw_html_is_not_set, "bizhub/pages/a.py", "div(dangerously_set_inner_html={})"),
    (reflex_rules.raw_html_is_not_set, "bizhub/pages/a.py", "div(custom={'dangerouslySetInnerHTML': {}})"),
    (reflex_rules.markdown_shows_no_html, "bizhub/pages/a.py", "import reflex as rx\nrx.markdown(text)"),
    (reflex_rules.markdown_shows_no_html, "bizhub/pages/a.py", "import reflex as rx\nrx.markdown(text, use_raw=True)"),
    (reflex_rules.scripts_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.call_script(f'f({x})')"),
    (reflex_rules.scripts_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.call_script('f(' + x)"),
    (reflex_rules.scripts_are_constants, "bizhub/state/a.py", "from reflex import call_script\ncall_script(x)"),
    (
        reflex_rules.scripts_are_constants,
        "bizhub/state/a.py",
        "from reflex_base.event import run_script\nrun_script(x)",
    ),
    (reflex_rules.redirects_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.redirect(self.next)"),
    (reflex_rules.redirects_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.redirect(f'/a/{x}')"),
    (reflex_rules.redirects_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.redirect(path=where)"),
    (
        reflex_rules.redirects_are_constants,
        "bizhub/state/a.py",
        "import reflex as rx\nrx.redirect('https://a.example')",
    ),
    (reflex_rules.redirects_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.redirect('//a.example')"),
    (
        reflex_rules.computed_vars_read_nothing,
        "bizhub/state/a.py",
        "import reflex as rx\nclass A:\n @rx.var\n async def n(self):\n  return await self._ask(count)",
    ),
    (
        reflex_rules.computed_vars_read_nothing,
        "bizhub/state/a.py",
        "import reflex as rx\nclass A:\n @rx.var(cache=True)\n def n(self):\n  with begin(r) as w: return w",
    ),
    (
        reflex_rules.public_methods_are_marked,
        "bizhub/state/a.py",
        "class AState(BizHubState, rx.State):\n def grant_admin(self): ...",
    ),
    (reflex_rules.pages_use_theme_tokens, "bizhub/pages/a.py", "rx.box(width='12px')"),
    (reflex_rules.pages_use_theme_tokens, "bizhub/components/a.py", "rx.box(color='#5b5bd6')"),
    (room_rules.the_domain_stands_alone, "bizhub/domain/a.py", "import pydantic"),
    (room_rules.the_domain_stands_alone, "bizhub/domain/a.py", "from bizhub.models.user import User"),
    (room_rules.services_never_commit, "bizhub/services/a.py", "work.session.commit()"),
    (room_rules.services_never_commit, "bizhub/services/a.py", "work.connection.rollback()"),
    (room_rules.time_comes_from_the_clock, "bizhub/services/a.py", "datetime.now(UTC)"),
    (room_rules.time_comes_from_the_clock, "bizhub/domain/a.py", "time.time()"),
    (room_rules.tests_are_functions, "tests/test_a.py", "class TestTeam: ..."),
    (room_rules.tests_do_not_branch, "tests/test_a.py", "def test_a(x):\n if x:\n  assert x"),
    (room_rules.tests_do_not_branch, "tests/test_a.py", "def test_a(x):\n match x:\n  case 1: assert x"),
    (room_rules.tests_are_not_skipped, "tests/test_a.py", "@pytest.mark.skip\ndef test_a(): ..."),
    (room_rules.tests_are_not_skipped, "tests/test_a.py", "@pytest.mark.xfail(strict=True)\ndef test_a(): ..."),
    (room_rules.tests_are_not_skipped, "tests/test_a.py", "def test_a():\n pytest.skip('later')"),
    (
        record_rules.changes_are_recorded,
        "bizhub/services/a.py",
        "def end(work: Work) -> None:\n work.connection.execute(update(T).values(ended_at=work.now))",
    ),
    (
        record_rules.changes_are_recorded,
        "bizhub/services/a.py",
        "_END = delete(T)\ndef end(work):\n _stop(work)\ndef _stop(work):\n work.connection.execute(_END)",
    ),
]

KEPT: list[tuple[Rule, str, str]] = [
    (size_rules.files_are_short, "bizhub/services/a.py", "x = 1\n" * 300),
    (size_rules.functions_are_short, "bizhub/services/a.py", _of(40, "def f():\n")),
    (size_rules.functions_are_short, "bizhub/pages/a.py", _of(60, "def f():\n")),
    (size_rules.state_classes_are_short, "bizhub/state/a.py", _of(200, "class A:\n")),
    (size_rules.names_say_something, "bizhub/state/sharing.py", "def share_selected(): ..."),
    (reflex_rules.banned_parts_are_not_used, "bizhub/pages/a.py", "import reflex as rx\nrx.text(job.upload())"),
    (reflex_rules.banned_parts_are_not_used, "bizhub/state/remote.py", "import reflex as rx\nrx.event(f)"),
    (reflex_rules.markdown_shows_no_html, "bizhub/pages/a.py", "import reflex as rx\nrx.markdown(text, use_raw=False)"),
    (reflex_rules.scripts_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.call_script('bizhub.open()')"),
    (reflex_rules.scripts_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.call_script(_OPEN_PALETTE)"),
    (reflex_rules.redirects_are_constants, "bizhub/state/a.py", "import reflex as rx\nrx.redirect('/overview')"),
    (
        reflex_rules.computed_vars_read_nothing,
        "bizhub/state/a.py",
        "import reflex as rx\nclass A:\n @rx.var\n def n(self):\n  return len(self.rows)",
    ),
    (
        reflex_rules.public_methods_are_marked,
        "bizhub/state/a.py",
        "class AState(rx.State):\n @remote(background=True)\n async def share(self): ...\n def _plan(self): ...",
    ),
    (reflex_rules.pages_use_theme_tokens, "bizhub/pages/a.py", "rx.box(width='100%', padding='4', href='#top')"),
    (
        room_rules.the_domain_stands_alone,
        "bizhub/domain/a.py",
        "import enum\nfrom bizhub.domain import errors",
    ),
    (room_rules.services_never_commit, "bizhub/services/work.py", "connection.commit()"),
    (room_rules.time_comes_from_the_clock, "bizhub/adapters/clock.py", "datetime.now(UTC)"),
    (room_rules.tests_do_not_branch, "tests/test_a.py", "def test_a(x):\n assert x\ndef factory(x):\n if x: pass"),
    (
        record_rules.changes_are_recorded,
        "bizhub/services/a.py",
        "def end(work):\n work.connection.execute(delete(T))\n _tell(work)\ndef _tell(work):\n work.audit(E)",
    ),
    (record_rules.changes_are_recorded, "bizhub/services/a.py", "def count(work):\n return read(work, select(T))"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_the_rule_notices(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) != []


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_the_rule_lets_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []


@pytest.mark.parametrize("name", sorted(record_rules.UNRECORDED))
def test_an_exception_from_the_record_is_still_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(record_rules.UNRECORDED, name)
    broken = [what for source in sources() for what in record_rules.changes_are_recorded(source)]
    assert [what.split()[1] for what in broken] == [name.partition(".")[2]]


def test_every_rule_was_seen_failing() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)
