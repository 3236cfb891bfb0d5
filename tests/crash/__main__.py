"""`python -m tests.crash`: long runs, one JSON object a line; exits with 1 when the judge found something."""

import argparse
import asyncio
import json
import sys

from tests.crash.run import LONG, run


def main() -> int:
    """Plays one run for each seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="one run for each")
    parser.add_argument("--seconds", type=float, default=75.0, help="how long people act and parts are killed")
    asked = parser.parse_args()
    broken = False
    for seed in asked.seeds:
        verdict = asyncio.run(run(seed, LONG.lasting(asked.seconds)))
        sys.stdout.write(json.dumps(verdict.figures, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        broken |= bool(verdict.faults)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
