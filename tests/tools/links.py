"""Asks each address that the course links whether it still answers. It needs a network.

python3 tests/tools/links.py     prints the links that are dead, and exits with 1 if there are any
"""

import concurrent.futures
import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).parents[2]
# A bracket or a full stop behind an address belongs to the sentence.
ADDRESS = re.compile(r"https?://[^\s\"'`<>()|\\]+[^\s\"'`<>()|\\.,:;]")
NOT_MEANT_TO_ANSWER = ("OWNER", "ADDRESS", "localhost", "127.0.0.1", "0.0.0.0")
GONE = (404, 410)  # others, such as 403 and 429, are said to scripts and not to readers
SECONDS = 20


def addresses():
    """Finds the links of notebooks and pages.

    Returns:
        Dict from each address, without its `#…`, to the names of the files that hold it.
    """
    found = {}
    for path in [*ROOT.glob("*.md"), *ROOT.glob("notebooks/*.ipynb")]:
        for address in ADDRESS.findall(_prose(path)):
            if not any(word in address for word in NOT_MEANT_TO_ANSWER):
                found.setdefault(address.split("#")[0], set()).add(path.name)
    return found


def _prose(path):
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return text
    cells = json.loads(text)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def fault_of(address):
    """Opens an address.

    Returns:
        Why it is dead, or an empty text.
    """
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0"})
    try:
        urllib.request.urlopen(request, timeout=SECONDS).close()
    except urllib.error.HTTPError as error:
        return str(error) if error.code in GONE else ""
    except OSError as error:  # no such host, no answer in time
        return str(error)
    return ""


def main():
    found = addresses()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        faults = dict(zip(found, pool.map(fault_of, found), strict=True))
    dead = {address: fault for address, fault in faults.items() if fault}
    print(f"{len(found)} links, {len(dead)} of them dead")
    for address, fault in dead.items():
        print(f"- {address} ({', '.join(sorted(found[address]))}): {fault}")
    sys.exit(bool(dead))


if __name__ == "__main__":
    main()
