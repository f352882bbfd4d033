#!/usr/bin/env bash
# Runs notebooks where little is allowed: no network at all, an ordinary user, 64 MB of disk for
# temporary files, and a checkout that cannot be written, in a folder with spaces and letters
# beyond ASCII. Then looks whether the home folder is as it was.
#
# tests/tools/offline.sh                 all notebooks
# tests/tools/offline.sh notebooks/01*   some of them
set -euo pipefail
cd "$(dirname "$0")/../.."
notebooks=("$@")
[ $# -gt 0 ] || notebooks=(notebooks/*.ipynb)
python="$PWD/.venv/bin/python"
[ -x "$python" ] || python="$(command -v python)"

place="$(mktemp -d)"
trap 'chmod -R u+w "$place" && rm -rf "$place"' EXIT
mkdir "$place/home" "$place/tmp"

# Inside, `unshare` makes root of anybody, who may bring the loopback up and mount a disk, and then
# an ordinary user of root, whom permissions hold back.
alone() {
    unshare --map-root-user --net --mount bash -c \
        'ip link set lo up && mount -t tmpfs -o size=64m small "$0" &&
        exec unshare --map-user=1000 --map-group=1000 "$@"' "$place/tmp" "$@"
}
if ! alone true; then
    echo "skipped: this system does not allow a process without network (unshare, ip, mount)" >&2
    exit 77
fi

copy="$place/a cöpy of the 講座"
mkdir "$copy"
git ls-files -z | xargs -0 cp --parents -t "$copy"
chmod -R a-w "$copy"
listing() { (cd "$place/home" && find . -type f -exec md5sum {} + | sort -k 2); }

# Jupyter, IPython, Keras and Matplotlib keep files of their own, which are not the course's.
settings=(
    HOME="$place/home" TMPDIR="$place/tmp" PYTHONPATH="$copy"
    JUPYTER_DATA_DIR="$place/tmp/jupyter" IPYTHONDIR="$place/tmp/ipython"
    KERAS_HOME="$place/tmp/keras" MPLCONFIGDIR="$place/tmp/matplotlib"
)
cd "$copy"
alone env "${settings[@]}" "$python" - <<'PYTHON'
import os, pathlib, shutil, socket, tempfile, helpers
here = pathlib.Path.cwd()
assert pathlib.Path(helpers.__file__).is_relative_to(here), "helpers of another checkout"
assert os.getuid() and not os.access(here / "README.md", os.W_OK), "the copy can be written"
assert shutil.disk_usage(tempfile.gettempdir()).total == 64 * 2**20, "the disk is not small"
assert [name for _, name in socket.if_nameindex()] == ["lo"], "there is a network"
PYTHON

touch "$place/home/mine"
before="$(listing)"
alone env "${settings[@]}" "$python" -m pytest -q -p no:cacheprovider "${notebooks[@]}"
if [ "$(listing)" != "$before" ]; then
    echo "The home folder has changed:" >&2
    diff <(echo "$before") <(listing) >&2
    exit 1
fi
echo "The home folder is as it was."
