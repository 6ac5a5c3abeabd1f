# What the intervals and verdicts promise, with twenty times the campaigns of the test suite, in an optimised build.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

echo "coverage: shares of simulated campaigns (Tests/StatisticsTests/CoverageTests.swift)"
if ! log=$(BULKHEAD_SIMULATIONS=20 BULKHEAD_PART=coverage swift test --configuration release --enable-testable-imports --disable-xctest \
  --scratch-path .build/coverage --filter StatisticsTests.CoverageTests 2>&1); then
  echo "coverage: NOT KEPT, or not built" >&2
  missed=1
fi
grep -E "claimed|^✘|error:" <<<"$log" | sort || true
