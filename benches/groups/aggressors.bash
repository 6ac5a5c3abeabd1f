# What an aggressor does to a victim: the victim's job times while it runs over those while it stands still.
#
# The victim is always the same, Bulkhead's, and runs without a break. All aggressors are started and stopped (SIGSTOP); then
# one after the other is let go (SIGCONT) for 60 ms, with 60 ms of nobody beside it, in an order that is shuffled for each
# round and turned for every second one. A slowdown is the ratio of the two neighbours. Starting an aggressor, waiting and
# measuring once ranks aggressors by luck: on a shared machine its control, nobody at all, reads 0.9 to 1.3.
#
# First the strongest of each side is chosen in some rounds, then both are measured in fresh ones: whoever wins among many
# by noise does not carry it over. Pairs are cheap here: three times as many as elsewhere.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups
# shellcheck source=benches/groups/confine.bash
source benches/groups/confine.bash

phase=0.060
# Left out at the start of a phase: caches change hands, and the signal travels.
settle_us=15000
stream_bytes=67108864
declare -A leader=()
# Empty while no victim runs.
victim_process=""

# The name of an aggressor is SIDE:PROGRAM:LOAD; `nobody` is nobody.
candidates() {
  local load peer
  for load in write@16MiB write@64MiB rmw@16MiB rmw@64MiB fill@64MiB copy@64MiB triad@64MiB nt-write@64MiB read@64MiB llc-evict mlp-32@64MiB; do
    if has_workload "${load%@*}"; then echo "ours:bulkhead:$load"; fi
  done
  for peer in stress-ng likwid-bench mbw sysbench; do
    benches/peers/$peer loads | sed "s/^/theirs:$peer:/"
  done
}

# Starts an aggressor in a process group of its own, in the cpuset where there is one.
start_aggressor() {
  local program load command
  IFS=: read -r _ program load <<<"$1"
  if [[ $program == bulkhead ]]; then
    command=("$bulkhead" measure "$load" -c "$others" -D 1h --unrecorded --quiet)
  else
    command=("benches/peers/$program" load "$load" --cpu "$others" --bytes "$stream_bytes")
  fi
  # shellcheck disable=SC2016 # expanded by the inner shell
  setsid bash -c '[[ -z $0 ]] || echo $$ >"$0/cgroup.procs"; exec "$@"' "$confined" "${command[@]}" \
    >"$work/$1.out" 2>&1 &
  leader[$1]=$!
}

# signal_aggressor SIGNAL NAME
signal_aggressor() {
  local process=${leader[$2]:-}
  if [[ -n $process ]]; then kill "-$1" -- "-$process" 2>/dev/null || true; fi
}

# Ends the victim and all aggressors, those that stand still too. Every group is led by a child of this shell that was not waited for, so that its number
# cannot have become somebody else's.
end_aggressors() {
  local name
  for name in "${!leader[@]}"; do
    signal_aggressor TERM "$name"
    signal_aggressor CONT "$name"
  done
  if [[ -n $victim_process ]]; then
    kill "$victim_process" 2>/dev/null || true
    wait "$victim_process" 2>/dev/null || true
    victim_process=""
  fi
  ((${#leader[@]} == 0)) || sleep 0.3
  for name in "${!leader[@]}"; do
    signal_aggressor KILL "$name"
    wait "${leader[$name]}" 2>/dev/null || true
  done
  leader=()
}

now_us() { local now=${EPOCHREALTIME/[.,]/}; printf -v "$1" '%s' "$now"; }

# `sleep` without a process: nothing ever comes out of this descriptor.
exec {never}<> <(:)
nap() { read -r -t "$1" -u "$never" || true; }

# hold NAME CONDITION: one phase; its times go to the log.
hold() {
  local from to
  if [[ $2 == on ]]; then signal_aggressor CONT "$1"; fi
  now_us from
  nap $phase
  now_us to
  if [[ $2 == on ]]; then signal_aggressor STOP "$1"; fi
  echo "$1 $round $2 $from $to" >>"$work/log"
}

# slowdowns VICTIM ROUNDS NAME…: prints `NAME ROUND SLOWDOWN` for each aggressor and round.
slowdowns() {
  local victim=$1 rounds=$2 name round
  shift 2
  : >"$work/log"
  local duration=$((2 + $# * rounds * 13 / 100))
  # A job is long enough not to flood the disk, and short beside a phase.
  "$bulkhead" measure "$victim" -c "$cpu" -D "${duration}s" --seed 1 --quiet --jobs "$work/jobs" >/dev/null &
  victim_process=$!
  # Pages are touched and the cycle is laid before anything is timed.
  nap 1.5
  for ((round = 1; round <= rounds; round++)); do
    for name in $(printf '%s\n' "$@" | shuf); do
      if ((round % 2)); then hold "$name" off; hold "$name" on; else hold "$name" on; hold "$name" off; fi
    done
  done
  local ended=0
  wait "$victim_process" || ended=$?
  victim_process=""
  if ((ended)); then
    echo "side-by-side: the victim $victim failed" >&2
    missed=1
    return
  fi
  medians | awk '
    { median[$1 " " $2, $3] = $4; seen[$1 " " $2] }
    END {
      for (pair in seen) if (median[pair, "off"] > 0 && median[pair, "on"] > 0)
        print pair, median[pair, "on"] / median[pair, "off"]
    }'
}

# `NAME ROUND CONDITION NANOSECONDS`: the median over the jobs that ended inside the phase, once it had settled.
medians() {
  awk -F '[ ,]' -v settle=$settle_us '
    FNR == NR { phase[++n] = $1 " " $2 " " $3; from[n] = $4 + settle; to[n] = $5; at = 1; next }
    FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    {
      us = $column["end_unix_ns"] / 1000
      while (at <= n && us > to[at]) at++
      if (at <= n && us >= from[at]) print at, phase[at], $column["ns_per_access"]
    }' "$work/log" "$work/jobs" | sort -k1,1n -k5,5g | awk '
    function said() { if (k) print name, k % 2 ? v[(k + 1) / 2] : (v[k / 2] + v[k / 2 + 1]) / 2 }
    $1 != number { said(); number = $1; name = $2 " " $3 " " $4; k = 0 }
    { v[++k] = $5 }
    END { said() }'
}

# strongest_of SIDE: by the median slowdown, of what `slowdowns` printed.
strongest_of() {
  local name
  awk -v side="$1:" 'index($1, side) == 1 { print $1 }' "$work/chosen" | sort -u | while read -r name; do
    awk -v name="$name" '$1 == name { print $3 }' "$work/chosen" | quantiles | awk -v name="$name" '{ print $3, name }'
  done | sort -g | tail -n 1 | cut -d' ' -f2
}

trap 'end_aggressors; unconfine; rm -rf "$work"' EXIT
confine "$others"
BULKHEAD_CONFINED=$([[ -n $confined ]] && echo 1 || echo 0)
export BULKHEAD_CONFINED
heading "aggressors on CPU $others: slowdown of the victim on CPU $cpu, ours over theirs"
((BULKHEAD_CONFINED)) || echo "not confined by a cpuset (needs root): stress-ng's cache and llc-affinity are left out"
mapfile -t names < <(candidates)
for name in "${names[@]}" ours:bulkhead:alu; do
  start_aggressor "$name"
  nap 0.3
done
# The slowest of them, likwid-bench, looks at the clock for a second before it begins.
nap 3
for name in "${!leader[@]}"; do
  signal_aggressor STOP "$name"
  if ! kill -0 "${leader[$name]}" 2>/dev/null; then
    echo "side-by-side: ${name#*:} did not start: $(tail -n 1 "$work/$name.out")" >&2
    missed=1
  fi
done

for victim in chase@L2/2:16384 chase@4MiB chase@64MiB read@64MiB; do
  slowdowns "$victim" 5 "${names[@]}" >"$work/chosen"
  ours=$(strongest_of ours) theirs=$(strongest_of theirs)
  slowdowns "$victim" $((3 * pairs)) "$ours" "$theirs" nobody ours:bulkhead:alu >"$work/final"
  for control in nobody ours:bulkhead:alu "$ours" "$theirs"; do
    while read -r round slowdown; do
      pair_row "$victim" "alone (beside ${control#*:})" "$round" - ratio "$slowdown" 1
    done < <(awk -v name="$control" '$1 == name { print $2, $3 }' "$work/final" | sort -n)
    said "$victim" "alone (beside ${control#*:})"
  done
  while read -r round a b; do
    pair_row "$victim: ${ours#*:}" "${theirs#*:}" "$round" - slowdown "$a" "$b"
  done < <(awk -v ours="$ours" -v theirs="$theirs" '
    $1 == ours { a[$2] = $3 } $1 == theirs { b[$2] = $3 }
    END { for (round in a) if (round in b) print round, a[round], b[round] }' "$work/final" | sort -n)
  said "$victim: ${ours#*:}" "${theirs#*:}" 1.0
done
end_aggressors
unconfine
