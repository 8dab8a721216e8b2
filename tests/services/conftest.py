"""Olga, admin of a center, and Max, a member: most tests of use cases are about them."""

import pytest

from tests.factories import MadeUser, World


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def max_(world: World) -> MadeUser:
    return world.user("Max")


@pytest.fixture
def center(world: World, olga: MadeUser, max_: MadeUser) -> str:
    center = world.center(olga)
    world.member(center, max_)
    return center
