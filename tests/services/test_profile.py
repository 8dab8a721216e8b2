"""What people change about themselves."""

import pytest
from sqlalchemy import text

from bizhub.domain.errors import InvalidInput, Overtaken, SignedOut
from bizhub.services import profile, signals
from bizhub.services.locales import offered_locales
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import World


def test_name_and_locale_are_changed_recorded_and_told(runtime: Runtime, world: World) -> None:
    ada = world.user("Ada")
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    with begin(runtime, ada.caller(), write=True) as work:
        profile.edit_profile(work, name="  Ada  Lovelace ", locale="de-DE", seen={})
    stop()
    with begin(runtime, ada.caller(), write=False) as work:
        person = profile.view_profile(work)
    with runtime.database.transaction(write=False) as connection:
        entry = connection.execute(text("SELECT * FROM activity")).one()
    assert (person.name, person.locale) == ("Ada Lovelace", "de-DE")
    assert (entry.event, entry.center_id, entry.before) == ("user:edit", 0, '{"locale":"","name":"Ada"}')
    assert heard == [signals.UserChanged(ada.id)]


def test_saving_without_a_change_records_nothing(runtime: Runtime, world: World) -> None:
    ada = world.user("Ada")
    with begin(runtime, ada.caller(), write=True) as work:
        profile.edit_profile(work, name="Ada", locale="", seen={})
    with runtime.database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT count(*) FROM activity")).scalar_one() == 0


@pytest.mark.parametrize(
    ("name", "locale", "field"),
    [("", "", "name"), ("\u200b \u202e", "", "name"), ("x" * 101, "", "name"), ("Ada", "tlh", "locale")],
)
def test_what_cannot_be_taken_is_named(runtime: Runtime, world: World, name: str, locale: str, field: str) -> None:
    ada = world.user("Ada")
    with begin(runtime, ada.caller(), write=True) as work, pytest.raises(InvalidInput) as refusal:
        profile.edit_profile(work, name=name, locale=locale, seen={})
    assert refusal.value.field == field


def test_a_stranger_has_no_profile(runtime: Runtime) -> None:
    with begin(runtime, Caller(), write=True) as work, pytest.raises(SignedOut):
        profile.edit_profile(work, name="Ada", locale="", seen={})


def test_locales_are_offered_by_their_own_names() -> None:
    offered = dict(offered_locales())
    assert offered["de-DE"] == "Deutsch (Deutschland)"
    assert offered["en-US"] == "English (United States)"
    assert len(offered) > 40


def test_two_tabs_keep_what_each_changed(runtime: Runtime, world: World) -> None:
    ada = world.user("Ada")
    shown = {"name": "Ada", "locale": ""}
    with begin(runtime, ada.caller(), write=True) as work:
        profile.edit_profile(work, name="Ada", locale="de-DE", seen=shown)
    with begin(runtime, ada.caller(), write=True) as work:
        after = profile.edit_profile(work, name="Ada Lovelace", locale="", seen=shown)
    assert (after.name, after.locale) == ("Ada Lovelace", "de-DE")
    with (
        pytest.raises(Overtaken, match="You changed this to “de-DE”"),
        begin(runtime, ada.caller(), write=True) as work,
    ):
        profile.edit_profile(work, name="Ada Lovelace", locale="fr-FR", seen=shown)
