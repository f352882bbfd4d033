"""Lists all exercises, for teachers: what they teach, how long they take, what they catch.

uv run python tests/tools/list_exercises.py
"""

import textwrap

from helpers import course
from helpers.exercises import notebooks


def listing(notebooks):
    """Returns the exercises of some notebooks as text.

    Args:
        notebooks: Dict from the number of a notebook to its exercises.
    """
    lines = []
    for number, exercises in notebooks.items():
        minutes = sum(exercise.minutes for exercise in exercises)
        lines.append(f"Notebook {number} ({minutes} min)")
        for exercise in exercises:
            lines.append(f"  {exercise.number} {exercise.title} ({exercise.minutes} min)")
            lines.append(f"       Afterwards, learners can {exercise.objective}.")
            for text in exercise.misconceptions.values():
                lines += textwrap.wrap(
                    text, 92, initial_indent="       - ", subsequent_indent=" " * 9
                )
    return "\n".join(lines)


if __name__ == "__main__":
    numbers = [number for number in notebooks.NOTEBOOKS if course.exercises(number)]
    print(listing({number: course.exercises(number) for number in numbers}))
