"""Run all cells, as a learner does, past those that are meant to fail."""


def test_all_cells_run_past_those_that_are_meant_to_fail(run_all):
    run_all("01_see_what_a_blueprint_holds.ipynb")
