"""Who sits where: kept as long as a tab's state, bounded, and never passed on to the next session."""

from bizhub.state.seats import KEPT_S, Seats


def everybody(_: object) -> bool:
    return True


def test_a_seat_keeps_its_person_until_another_session_takes_it() -> None:
    seats = Seats()
    seats.note("tab", "ada", "/")
    seats.name("tab", user_id="1", center_id="2")
    seats.note("tab", "ada", "/insights")
    assert seats.tokens(lambda seat: (seat.user_id, seat.center_id, seat.path) == ("1", "2", "/insights")) == ["tab"]
    seats.note("tab", "eve", "/insights")
    assert seats.tokens(lambda seat: seat.user_id == "1") == []
    assert seats.digest("tab") == "eve"


def test_nobody_is_named_on_an_empty_seat() -> None:
    seats = Seats()
    seats.name("tab", user_id="1", center_id="2")
    assert seats.tokens(everybody) == []
    assert seats.digest("tab") is None


def test_old_seats_are_forgotten() -> None:
    now = [0.0]
    seats = Seats(clock=lambda: now[0])
    seats.note("old", "ada", "/")
    now[0] = KEPT_S / 2
    seats.note("new", "ada", "/")
    now[0] = KEPT_S + 1
    assert seats.tokens(everybody) == ["new"]


def test_only_connected_tabs_are_reached() -> None:
    seats = Seats()
    seats.note("here", "ada", "/")
    seats.note("away", "ada", "/")
    assert seats.connected(everybody, {"here"}) == ["here"]
    seats.leave("here")
    assert seats.connected(everybody, {"here"}) == []
