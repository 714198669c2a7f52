"""
The flake gate: many runs with many seeds against the sound sandbox, and not one alarm.

``python tests/defects/seeds.py [RUNS] [VENDOR ...]``; heavy rules are left out.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from defects.planting import Benign, planted

import conformance
from conformance.judging.vendors import VENDORS

MODES = ("write", "lock", "destructive")
ALARMS = {"FAIL", "WARN", "FLAKY", "ERROR"}


def main(runs: int, vendors: list[str]) -> int:
    alarms = 0
    for vendor in vendors:
        with planted(vendor, Benign("sound")) as url:
            started = time.perf_counter()
            for seed in range(runs):
                report = conformance.check(url, vendor=vendor, modes=MODES, seed=seed)
                found = [each for each in report.results if each.verdict in ALARMS]
                for result in found:
                    print(
                        f"{vendor} seed {seed}: {result.verdict} {result.rule.id} {result.reason}"
                    )
                alarms += len(found) + len(report.left)
            mean = (time.perf_counter() - started) / runs
        print(f"{vendor}: {runs} runs, {mean:.1f} s each")
    print(f"{alarms} alarms")
    return 1 if alarms else 0


if __name__ == "__main__":
    count, *names = sys.argv[1:] or ["20"]
    sys.exit(main(int(count), names or list(VENDORS)))
