"""Run all cells, as a learner does, past those that are meant to fail."""


def test_all_cells_run_past_those_that_are_meant_to_fail(run_all):
    run_all("02_find_out_why_a_loss_has_no_number.ipynb")


def test_the_set_up_check_says_yes(run_all):
    page = run_all("00_start_here.ipynb")
    assert page.get_by_text("Everything that the course needs is here.").last.is_visible()
