"""Coverage-guided fuzzing of the readers and the plan parser with atheris; see README.md. Not part of `make test`."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["nextwork_eval", "tests.fuzz.targets", "tomllib", "csv"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Run the target that the first argument names; the others are libFuzzer's."""
    target = TARGETS[sys.argv.pop(1)]
    folder = tempfile.TemporaryDirectory()
    atheris.Setup(sys.argv, lambda content: target(Path(folder.name), content))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
