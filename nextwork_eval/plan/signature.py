"""A lock signed with an SSH key: at the end you know whose key locked the plan, where somebody signed it.

The signature is OpenSSH's own, made and verified by `ssh-keygen -Y`; there is no key format of this package.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from nextwork_eval.errors import LockError, UsageError

NAMESPACE = "nextwork-plan"


def signature_path(lock: Path) -> Path:
    """Return where the signature of a lock lies."""
    return lock.with_name(f"{lock.name}.sig")


def sign(lock: Path, key: Path) -> Path:
    """Sign a lock and return the signature's file.

    Parameters
    ----------
    lock
        The lock.
    key
        A private SSH key; or a public one whose private half the SSH agent holds.

    Raises
    ------
    UsageError
        If the key cannot be used, or there is no ssh-keygen.
    """
    made = signature_path(lock)
    made.unlink(missing_ok=True)  # ssh-keygen asks before it writes over a file
    done = _keygen("sign", "-f", str(key), "-n", NAMESPACE, str(lock))
    if done.returncode != 0 or not made.is_file():
        raise UsageError("The lock was not signed.", ["ssh-keygen refused the key: give a private SSH key of yours."])
    return made


def signer(lock: Path, allowed_signers: Path) -> str:
    """Return who signed a lock, by a file of allowed signers as OpenSSH knows it.

    Raises
    ------
    LockError
        If the lock is not signed, was signed by nobody in the file, or was changed after it was signed.
    UsageError
        If the file of allowed signers cannot be read, or there is no ssh-keygen.
    """
    made = signature_path(lock)
    if not made.is_file():
        raise LockError(f"The lock '{lock.name}' is not signed.", [f"Expected a signature in '{made.name}'."])
    if not allowed_signers.is_file():
        raise UsageError(f"There is no file '{allowed_signers.name}' of allowed signers.", ["See `man ssh-keygen`."])
    found = _keygen("find-principals", "-s", str(made), "-f", str(allowed_signers))
    names = found.stdout.decode(errors="replace").splitlines()
    content = lock.read_bytes()
    for name in names if found.returncode == 0 else []:
        words = ("-f", str(allowed_signers), "-I", name, "-n", NAMESPACE, "-s", str(made))
        if _keygen("verify", *words, content=content).returncode == 0:
            return name
    raise LockError(
        f"The signature of '{lock.name}' does not hold.",
        [f"It is by nobody in '{allowed_signers.name}', or the lock was changed after it was signed."],
    )


def _keygen(task: str, *words: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", "-Y", task, *words],
            input=content,
            stdin=subprocess.DEVNULL if content is None else None,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise UsageError(
            "There is no ssh-keygen on this machine.", ["Install OpenSSH, or leave signatures out."]
        ) from None
