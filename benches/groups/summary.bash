# A million samples: the whole of `bulkhead summarise`, from the start of the process to its end, over what an expert writes by
# hand, and over the hundred milliseconds that it may take.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

heading "summary: milliseconds for a million samples in a file, process and reading included"
samples=$work/samples.txt
# Latencies around 20 us with a tail of twenty times as much.
awk 'BEGIN { srand(7); for (i = 0; i < 1000000; i++) { u = rand(); printf "%d\n", 20000 + 1000 / (0.0025 + u) } }' >"$samples"
milliseconds() {
  local start=$EPOCHREALTIME
  taskset --cpu-list "$cpu" "$@" >/dev/null || return 1
  local end=$EPOCHREALTIME
  awk -v a="$start" -v b="$end" 'BEGIN { printf "%.3f", (b - a) * 1e3 }'
}
ours() { milliseconds "$bulkhead" summarise "$samples"; }
by_hand() { milliseconds "$limits/limit-sort-quantiles" "$samples"; }
budget() { echo 100; }
in_pairs "a million samples" "C: fgets, qsort" ms ours by_hand
said "a million samples" "C: fgets, qsort" "" 1
in_pairs "a million samples" "budget of 100 ms" ms ours budget
said "a million samples" "budget of 100 ms" "" 1
