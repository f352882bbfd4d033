"""What the course knows of one error, or of one failure that raises none."""

import dataclasses
import re


def thread(repository, number):
    """Returns the name and the address of a thread on GitHub.

    Args:
        repository: Owner and name, such as `"keras-team/keras"`.
        number: Number of the issue or the pull request.
    """
    name = f"{repository.split('/')[1]}#{number}"
    return name, f"https://github.com/{repository}/issues/{number}"


@dataclasses.dataclass(frozen=True)
class ErrorEntry:
    """An error of TensorFlow or Keras, or a failure without one: its cause and its repair.

    Attributes:
        id: Such as `"E01"`. It stays when the wording of the library changes.
        title: The message as TensorFlow and Keras have it today, without what differs from
            case to case; for a silent failure, what one sees.
        cause: What happened, in two or three sentences.
        repair: What to write instead, and in half a sentence why. Labs and exercises say it too.
        taught: Numbers of the notebooks that teach it, the best one first.
        links: Pairs of a name and an address: threads in which people met it, or guides.
        older: The wordings of older versions, as people still search for them.
        types: Names of the exceptions that say it, through all versions. Empty for a silent
            failure.
        signs: Regular expressions for the parts of its messages that stay, through all versions.
    """

    id: str
    title: str
    cause: str
    repair: str
    taught: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    older: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    def place(self, text):
        """Says where in a text the entry is meant: the end of the last sign of it; -1 if nowhere.

        Args:
            text: A message, in one line.
        """
        found = (match.end() for sign in self.signs for match in re.finditer(sign, text))
        return max(found, default=-1)

    def __str__(self):
        plural = "s" if len(self.taught) > 1 else ""
        taught = f" Taught in notebook{plural} {' and '.join(self.taught)}." if self.taught else ""
        return (
            f"{self.id} · {self.title}\n\nCause: {self.cause}\n\nRepair: {self.repair}\n\n"
            f"The code that raises it, and the mended code: notebook 12, entry {self.id}.{taught}"
        )

    __repr__ = __str__
