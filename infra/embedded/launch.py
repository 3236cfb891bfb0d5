"""Started as a script, before a server: leaves the terminal and root, ties the server to its supervisor, becomes it.

    python -I -S launch.py SUPERVISOR_PID SIGNAL UID GID PROGRAM [ARGUMENT…]

Standard library alone and no import of Jalon: the account that runs the server may not be able to read it. A script
and not a `preexec_fn`, which runs Python between fork and exec and may deadlock in a process that has threads.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main(supervisor: int, signal: int, account: tuple[int, int], command: list[str]) -> None:
    """Becomes `command`, which gets `signal` the day `supervisor` dies (Linux; elsewhere it survives it)."""
    # A session of its own: a Ctrl-C typed at the terminal reaches the supervisor alone, which decides the order.
    os.setsid()
    uid, gid = account
    if os.geteuid() == 0 and uid != 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of account: that change clears the setting.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != supervisor:  # it died before the line above
            sys.exit(1)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), (int(sys.argv[3]), int(sys.argv[4])), sys.argv[5:])
