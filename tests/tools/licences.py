"""Lists the licences of all locked packages that are installed here.

uv run python tests/tools/licences.py

It fails if a licence is unknown, or is not among those that were thought about. What a package
says of itself is read, and not its code.
"""

import collections
import importlib.metadata
import re
import sys

from support.lock import locked

# Anybody may use, change and pass on what has one of these, in whatever course or company. The
# MPL asks for changes of its own files to be published, and nobody changes those here.
FINE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}
# What packages say that do not use the names of SPDX.
ALSO_CALLED = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Packages whose metadata name no licence; a file that comes with them does.
LOOKED_UP = {
    "axe-playwright-python": "MIT",  # and axe-core, which it brings, is MPL-2.0
    "namex": "Apache-2.0",
}


def licences(metadata):
    """Returns the licences that a package names.

    Args:
        metadata: Its `importlib.metadata` message.

    Returns:
        Set of names, those of SPDX where the name is known; empty if it names none.
    """
    if expression := metadata.get("License-Expression"):
        return set(re.split(r"[\s()]+|\b(?:AND|OR)\b", expression)) - {""}
    classifiers = [
        classifier.split(" :: ")[-1]
        for classifier in metadata.get_all("Classifier", [])
        if classifier.startswith("License :: ") and not classifier.endswith("OSI Approved")
    ]
    free_text = metadata.get("License", "").strip().splitlines()[:1]
    return {ALSO_CALLED.get(name, name) for name in classifiers or free_text}


def found():
    """Returns a dict from each locked package that is installed here to its licences."""
    names = dict.fromkeys(
        pin.name for pin in locked() if pin.marker is None or pin.marker.evaluate()
    )
    return {
        name: licences(importlib.metadata.metadata(name)) or {LOOKED_UP.get(name, "unknown")}
        for name in names
    }


def to_think_about(packages):
    """Returns those packages, with their licences, of which one is not fine.

    Args:
        packages: Dict from the name of a package to its licences.
    """
    return {name: named for name, named in packages.items() if not named <= FINE}


def main():
    """Prints the packages under each licence; fails if one needs thought."""
    by_licence = collections.defaultdict(list)
    packages = found()
    for name, named in packages.items():
        by_licence[" and ".join(sorted(named))].append(name)
    print("| licence | packages | |\n|---|---|---|")
    for licence, names in sorted(by_licence.items(), key=lambda item: -len(item[1])):
        print(f"| {licence} | {len(names)} | {', '.join(names)} |")
    if problems := to_think_about(packages):
        sys.exit(f"Think about {problems}")


if __name__ == "__main__":
    main()
