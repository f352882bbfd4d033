"""What the two documents claim, in our words, and where it stands."""

import dataclasses
import re

# Title, date and file name say where a claim can be looked up.
DOCUMENTS = {
    "A": (
        "Is a symbolic tensor a suitable metric and loss function?",
        "26 January 2025",
        "000_5107a3ef63aea560.txt",
    ),
    "B": (
        "What distinguishes TensorFlow's loss functions from its metrics?",
        "30 January 2025",
        "004_14b36cb1a4530053.txt",
    ),
}

# Id, place, and words that stand there to the letter and that our restatement must keep, because
# the claim would be another one without them. Then the restatement. Paragraphs are those of prose:
# headings, code and the lines above the first paragraph are not counted.
_CLAIMS = """
A01 · paragraph 1 · rather than concrete
a symbolic tensor stands for operations and structure rather than concrete values
A02 · paragraphs 1, 4 and 9 · direct use
a symbolic tensor is not suitable for direct use as a metric or a loss
A03 · paragraph 2 · after
a metric says how good a model is after a prediction: it takes numerically evaluated output
and the ground truth, and returns a scalar
A04 · paragraph 2 · indicating the error
a loss function gives a scalar indicating the error between predictions and true values
A05 · paragraph 3 · structural specification
loss and metric are computed in the forward pass, after the output of the model, and do not
belong to its structural specification
A06 · paragraph 5 · conceptual model; remains consistent across; such as
the conceptual model remains consistent across other frameworks, such as PyTorch or JAX
A07 · comment in example 1, and paragraph 6 · do not exist numerically
after the lines of example 1, `input_data`, `weights`, `bias` and `output` are symbolic: nothing is
computed for them yet, and they do not exist numerically
A08 · paragraph 6 · ops.Tensor
`input_data`, `weights` and `output` are of type `tensorflow.python.framework.ops.Tensor`
A09 · paragraph 6 · numerical calculation
example 1 does no numerical calculation
A10 · paragraph 6 · without first passing
asking `input_data`, `weights` or `output` for specific values, without first passing numeric
data through them in a `tf.function` or eagerly, raises an error
A11 · implied by example 1 ·
example 1 runs as printed
A12 · paragraph 7 · therefore
in example 2, `loss` is of type `tensorflow.python.framework.ops.Tensor`, and therefore it
remains symbolic
A13 · comment in example 2, and paragraph 7 · will throw
in example 2, `loss.numpy()` will throw an error, because it cannot be executed out of the graph
A14 · paragraph 7 · directly used
the symbolic `loss` of example 2 cannot be directly used for backpropagation
A15 · paragraph 7 · directly used
the symbolic `loss` of example 2 cannot be directly used for evaluation
A16 · implied by example 3 ·
example 3 runs as printed, and prints a loss
A17 · paragraph 8 · explicitly provided
within the function of example 3 one operates on numeric tensors that were explicitly provided,
and not on symbolic values
A18 · paragraph 8 · definition
the definition of the loss as a symbolic tensor stands entirely within the function
A19 · paragraph 8 · can be accessed
what the function returns is an `EagerTensor`, whose number can be accessed
A20 · paragraph 8 · correctly computed
in example 3 the gradients can be correctly computed, and used for backpropagation
A21 · implied by example 3 ·
the optimizer may be made inside the training step
A22 · paragraph 7 · during the forward pass
the loss must be evaluated during the forward pass, with actual numeric tensors for input and
target
A23 · paragraph 3 · placeholders
the parameters of a model are initially defined with placeholders
A24 · paragraph 9 · within a computational graph
metrics and losses are numerical calculations on the results of what symbolic tensors define
within a computational graph
A25 · comment in example 3 · numeric here
the line of the forward pass in `train_step` says that the output is numeric here
A26 · paragraph 7 · mathematically correct
the expression for `loss` in example 2 is a mathematically correct mean squared error
A27 · paragraph 3 · only when
numbers are computed only when specific data is passed into the graph, in the forward pass
B01 · paragraphs 1 and 2 · update
the optimizer uses the loss to update the weights
B02 · paragraph 2 · differentiable
loss functions are differentiable
B03 · paragraph 3 · directly involved
metrics are not directly involved in the update of the weights
B04 · paragraphs 1 and 3 · typically
metrics judge a model on separate data that were unseen in training, typically a validation or
test set
B05 · paragraph 3 · often
metrics are often not differentiable
B06 · paragraph 3 · more human-interpretable
metrics give a more human-interpretable measure of how good a model is
B07 · paragraph 3 · common examples
accuracy, precision, recall, F1, AUC-ROC and MAE are common examples of metrics
B08 · paragraph 2 · significantly impacts
the choice of the loss significantly impacts how fast a model converges, and how well it
performs overall
B09 · paragraph 2 · implicitly assumes
mean squared error, used for regression, implicitly assumes a Gaussian distribution of errors
B10 · paragraph 2 · for classification
cross-entropy, used for classification, assumes a multinomial distribution
B11 · paragraph 4 · indicating overfitting
a model can have a low loss in training and do poorly on unseen data, indicating overfitting
B12 · paragraph 4 · such as precision and recall
in a fraud detection project, a loss was minimised with excellent training accuracy, and results
on real-world data were unsatisfactory, because the classes are imbalanced; metrics such as
precision and recall, looked at early, would have spared it
B13 · implied by example 1 ·
example 1 runs, as a fragment that assumes `X_train` and the other arrays
B14 · paragraph 5 · choice of MAE
the choice of MAE as a metric does not depend on the loss in training
B15 · implied by examples 1, 2 and 3 ·
`input_shape=` on the first layer is how a model gets its input
B16 · paragraph 6 · dissimilarity
binary cross-entropy is suitable for binary classification, and measures the dissimilarity of
predicted probability and true binary label
B17 · paragraph 6 · comprehensive measure
AUC-ROC is a comprehensive measure of how well a classifier can discriminate between two classes
B18 · paragraph 6 · particularly useful
AUC-ROC is particularly useful when classes are imbalanced
B19 · paragraph 6 · independent of the loss
the AUC-ROC metric is independent of the loss function
B20 · paragraph 7 · one-hot
categorical cross-entropy measures the difference between a predicted distribution and one-hot
true labels
B21 · paragraph 7 · percentage
top-k accuracy is the percentage of predictions whose true label is among the top k
B22 · paragraph 7 · Instead of standard
Instead of standard accuracy, example 3 uses top-k accuracy
B23 · paragraph 4 · guide
losses guide the training, while metrics assess the performance
B24 · paragraph 3 · avoiding overfitting
metrics assess how well a model generalises, indicating robustness and avoiding overfitting
B25 · paragraph 2 · iteratively
the error is iteratively reduced, over numerous epochs
B26 · paragraphs 4, 5 and 6 · diverse range
a robust evaluation needs a diverse range of relevant metrics
B27 · paragraph 7 · especially valuable
top-k accuracy is especially valuable where it is sufficient to predict the few most likely
classes
"""


@dataclasses.dataclass(frozen=True)
class Claim:
    """One claim of a document, in our words.

    Attributes:
        document: `"A"` or `"B"`.
        where: Its place there, or by what it is implied.
        text: Our restatement.
        words: Words of the document at that place, to the letter. They decide what is claimed,
            so each restatement holds them.
    """

    document: str
    where: str
    text: str
    words: tuple[str, ...]


def _claims(table):
    for entry in re.split(r"\n(?=[AB]\d\d ·)", table.strip()):
        head, text = entry.split("\n", 1)
        claim, where, words = (part.strip() for part in head.split(" ·"))
        words = tuple(words.split("; ")) if words else ()
        yield claim, Claim(claim[0], where, text.replace("\n", " "), words)


CLAIMS = dict(_claims(_CLAIMS))
