"""The labs of notebooks 05, 08, 09 and 11, operated by mouse and by keyboard."""

from playwright.sync_api import expect


def test_threshold_lab(open_lab):
    lab = open_lab("05_judge_a_classifier_by_more_than_its_loss.ipynb", "threshold_lab")
    with lab.another_picture():
        lab.press("threshold", "ArrowRight")
    expect(lab.said).to_contain_text("from 0.50 to 0.51")
    expect(lab.said).to_contain_text("did not move: neither knows the threshold")

    with lab.another_picture():
        lab.drag("threshold", 1)
    expect(lab.said).to_contain_text("precision is 0/0, and Keras says 0")

    with lab.another_picture():
        lab.menu("truth is yes in").select_option("5% of all rows")
    expect(lab.said).to_contain_text("Other rows, so a network was trained anew")
    assert not lab.violations()


def test_fraud_lab(open_lab):
    lab = open_lab("08_find_out_when_loss_and_metric_disagree.ipynb", "fraud_lab")
    with lab.another_picture():
        lab.drag("Threshold", 0)
    expect(lab.said).to_contain_text("nothing was trained, and the probabilities are the same")
    expect(lab.said).to_contain_text("108 of 108 frauds are stopped")

    with lab.another_picture():
        lab.press("Weight of fraud", "ArrowRight")
    expect(lab.code).to_contain_text("weight=3")
    expect(lab.said).to_contain_text("You changed the weight of a fraud")

    with lab.another_picture():
        lab.menu("Loss").select_option("Dice")
    expect(lab.said).to_contain_text("You changed the loss, so a network was trained anew")
    assert not lab.violations()


def test_replica_lab(open_lab):
    lab = open_lab("09_train_one_loss_on_several_devices.ipynb", "replica_lab")
    with lab.another_picture():
        lab.press("Replicas", "ArrowRight")
    expect(lab.said).to_contain_text("It is 4.89 times as large")

    with lab.another_picture():
        lab.drag("Rows there", 0)
    expect(lab.code).to_contain_text("n_rows=1")
    expect(lab.said).to_contain_text("NaN spoils everything")

    with lab.another_picture():
        lab.menu("Reduction").select_option("each its sum / rows there; add")
    expect(lab.said).to_contain_text("They agree, and so do the gradients")
    assert not lab.violations()


def test_loss_breakdown_lab(open_lab):
    lab = open_lab("11_explain_the_number_that_fit_prints.ipynb", "loss_breakdown_lab")
    expect(lab.said).to_contain_text("The largest cause: moving weights")
    with lab.another_picture():
        lab.menu("The weights move").uncheck()
    expect(lab.said).to_contain_text("Nothing moves one away from the other")

    with lab.another_picture():
        lab.menu("L2 penalty").check()
    expect(lab.said).to_contain_text("The largest cause: penalties")
    expect(lab.code).to_contain_text("course.loss_breakdown_lab(moves=False, penalty=True)")

    lab.press("Batch size", "ArrowRight", "ArrowRight")  # no cause, as long as no weight moves
    expect(lab.code).to_contain_text("batch_size=64")
    with lab.another_picture():
        lab.menu("Loss").select_option("Dice")
    expect(lab.code).to_contain_text("loss='dice'")
    with lab.another_picture():
        lab.menu("L2 penalty").uncheck()
    expect(lab.said).to_contain_text("The largest cause: batches counted by their rows")

    with lab.another_picture():
        lab.menu("Number of").select_option("evaluate")
    expect(lab.code).to_contain_text("method='evaluate'")
    lab.menu("Weights").select_option("class weights")
    expect(lab.said).to_contain_text("It takes no class weights")
    assert not lab.violations()
