"""The one module that notebooks import: it hands out what the others make."""

import gc

from helpers import cluster, session
from helpers.claims import stored
from helpers.claims import verdicts as claim_verdicts
from helpers.custom import check, introduce
from helpers.errors import why as errors
from helpers.exercises import handed_out
from helpers.figures import still
from helpers.labs import prediction, setup_check
from helpers.labs.all_losses import AllLossesLab
from helpers.labs.fraud import FraudLab
from helpers.labs.gradient import GradientLab
from helpers.labs.loss_breakdown import LossBreakdownLab
from helpers.labs.loss_curve import LossCurveLab
from helpers.labs.loss_metric import LossMetricLab
from helpers.labs.replicas import ReplicaLab
from helpers.labs.tensor import TensorLab
from helpers.labs.threshold import ThresholdLab
from helpers.labs.top_k import TopKLab
from helpers.learner_code import gradient
from helpers.scoring import loss_breakdown
from helpers.tensors import report
from helpers.training import datasets

# TensorFlow's million objects stay to the end. Without this, Python looks through them
# again and again while a slider moves, and each time the lab stands still for half a second.
gc.freeze()

start = session.start
check_setup = setup_check.check_setup
why = errors.why
show = still.show

dataset = datasets.dataset.uncached  # a learner may change the rows, and labs share theirs
payments = datasets.payments.uncached
report = report.report
explain_gradient = gradient.explain_gradient
loss_breakdown = loss_breakdown.loss_breakdown
loss, metric = introduce.loss, introduce.metric
check_loss, check_metric = check.check_loss, check.check_metric

run_workers = cluster.run_workers
predict = prediction.predict
exercises, progress = handed_out.exercises, handed_out.progress
stored_text, stored_table = stored.stored_text, stored.stored_table

tensor_lab = TensorLab
gradient_lab = GradientLab
loss_curve_lab = LossCurveLab
loss_metric_lab = LossMetricLab
threshold_lab = ThresholdLab
top_k_lab = TopKLab
all_losses_lab = AllLossesLab
fraud_lab = FraudLab
replica_lab = ReplicaLab
loss_breakdown_lab = LossBreakdownLab


def settle(claim, **found):
    """Draws the verdict on a claim of the documents from what an experiment found, and prints it.

    Args:
        claim: Id of the claim, such as `"A01"`.
        **found: `as_stated`: whether it is true as the document states it, without an exception,
            and `shown`: what showed it; `with_care`: whether it is true under the condition that
            `care` names; `formerly`: whether it was true in the version that `until` names;
            `instead`: what is true if all that is wrong. If the sentence can be read in two ways,
            `reading` names one, and `otherwise` is a dict of the same for the other. If nothing
            was tested, only `untested`: why.

    Raises:
        ValueError: If there is no such claim, or what was found decides nothing.
    """
    finding = session.state.findings[claim] = claim_verdicts.settle(claim, **found)
    print(finding)


def verdicts():
    """Lists the claims that were settled in this kernel by their verdicts.

    Returns:
        A table.
    """
    return claim_verdicts.VerdictTable(session.state.findings)
