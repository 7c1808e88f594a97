"""The benchmarks compare equal results: what they time is checked against a plain loop first."""

from benchmarks import histories


def test_ten_events_agree_with_a_plain_loop() -> None:
    """On a few hundred invented people over three years."""
    spells, states, months = histories.invented(400, 156)
    matrix = histories.paint(spells, states, months, 400, 156)
    assert matrix.states.shape == (400, 156)
    histories.agree(matrix, 156, sample=400)
