"""A file writes its numbers in one style."""

import pytest

from bizhub.domain.money import NumberStyle, choose_style

DOT, COMMA = NumberStyle.DOT, NumberStyle.COMMA


@pytest.mark.parametrize(
    ("shown", "style"), [([], None), ([DOT, DOT], DOT), ([COMMA], COMMA), ([COMMA, DOT, COMMA], DOT)]
)
def test_a_file_has_the_style_its_cells_agree_on(shown: list[NumberStyle], style: NumberStyle | None) -> None:
    assert choose_style(shown) is style
