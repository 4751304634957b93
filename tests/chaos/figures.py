# SPDX-License-Identifier: Apache-2.0
"""The lines a run ends with: `name value unit bar pass|fail`; and quantiles of our histograms."""

import re


class Figures:
    def __init__(self):
        self.failed = False

    def add(self, name, value, unit, bar="-", good=True):
        self.failed = self.failed or not good
        shown = f"{value:.6g}" if isinstance(value, float) else value
        print(f"{name} {shown} {unit} {bar} {'pass' if good else 'fail'}", flush=True)


def read_histogram(metrics, name):
    """Counts by upper bound, cumulative as in the text."""
    pattern = re.compile(rf'^{name}_bucket{{[^}}]*le="([^"]+)"[^}}]*}} (\d+)', re.MULTILINE)
    return {float(bound): int(count) for bound, count in pattern.findall(metrics)}


def add_histograms(total, other):
    for bound, count in other.items():
        total[bound] = total.get(bound, 0) + count


def quantile(histogram, share):
    """Linear within its bucket; 0 for an empty one."""
    bounds = sorted(histogram)
    wanted = share * (histogram[bounds[-1]] if bounds else 0)
    lower, below = 0.0, 0
    for bound in bounds:
        if histogram[bound] >= wanted and histogram[bound] > below:
            if bound == float("inf"):
                return lower
            return lower + (bound - lower) * (wanted - below) / (histogram[bound] - below)
        lower, below = bound, histogram[bound]
    return lower
