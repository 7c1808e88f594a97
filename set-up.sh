#!/bin/sh
# Makes the environment that every make target uses: exact versions with hashes, nothing from outside requirements.lock.
set -eu
python=$1
venv=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "nextwork_eval needs Python 3.11 or later; '$python' is older. Say which one to use: make PYTHON=python3.12" >&2
    exit 1
}
# Debian keeps the part of Python that makes environments in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package, which Python needs to make an environment."
        apt-get update -qq && apt-get install -y -qq "$package"
    else
        echo "Python cannot make an environment here. Install it first:  sudo apt-get install $package" >&2
        exit 1
    fi
fi
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
