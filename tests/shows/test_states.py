import pytest

from shows.states import MOVES, State, check_move, may_move
from streaming.foundation.refusals import Refused


def test_every_state_has_a_row_in_the_table():
    assert set(MOVES) == set(State)


def test_every_state_but_draft_can_be_reached():
    assert set().union(*MOVES.values()) == set(State) - {State.DRAFT}


@pytest.mark.parametrize("here", State)
@pytest.mark.parametrize("there", State)
def test_what_the_table_does_not_name_is_refused(here, there):
    if there in MOVES[here]:
        check_move(here, there)
        return
    assert not may_move(here, there)
    with pytest.raises(Refused) as refusal:
        check_move(here, there)
    assert refusal.value.code == "show.wrong_moment"
