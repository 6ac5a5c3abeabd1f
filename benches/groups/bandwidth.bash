# Streams over the limit programs and the peers: lines of 64 bytes in a second, all threads together. An access of `write` and
# of clstore is a word of a line, and counts as the line.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

bytes=268435456

declare -A chosen=()

# strongest KIND: sets `kernel` to the likwid-bench kernel of a kind that moves most lines here, by the median of three short runs.
# Chosen before the pairs and not by them: the best of many noisy figures is better than any of them.
strongest() {
  local candidate
  : "${chosen[$1 $list]:=$(
    for candidate in $(benches/peers/likwid-bench kernels "$1"); do
      for _ in 1 2 3; do
        benches/peers/likwid-bench measure "$candidate" --cpu "$list" --bytes $bytes --milliseconds 100 |
          value lines_per_second
      done | quantiles | awk -v candidate="$candidate" '{ print $3, candidate }'
    done | sort -g | tail -n 1 | cut -d' ' -f2
  )}"
  peer=likwid-bench kernel=${chosen[$1 $list]}
}

# over ITEM WORKLOAD REFERENCE LEAST FUNCTION: the function prints lines in a second.
over() {
  local item=$1 workload=$2 reference=$3 least=$4 theirs=$5
  in_pairs "$item" "$reference" lines/s ours "$theirs"
  said "$item" "$reference" "$least"
}

# All of them measure `$workload` on `$list`; `$kernel` is a peer's.
ours() { measured accesses_per_s "$workload@256MiB" -c "$list" -D 500ms; }
limit_lines() {
  limit megabytes_per_second "limit-$workload" --cpu "$list" --bytes $bytes --milliseconds 500 --vector "$vector" |
    awk '{ printf "%.0f\n", $1 * 1e6 / 64 }'
}
# Sets `vector` to the width in which the limit program is fastest here, as an expert would.
widest_or_better() {
  vector=$(for vector in 128 256 512; do
    for _ in 1 2 3; do
      "$limits/limit-$workload" --cpu "$list" --bytes $bytes --milliseconds 100 --vector $vector 2>/dev/null |
        value megabytes_per_second
    done | quantiles | awk -v vector=$vector '{ print $3, vector }'
  done | sort -g | tail -n 1 | cut -d' ' -f2)
}
peer_lines() {
  "benches/peers/$peer" measure "$kernel" --cpu "$list" --bytes $bytes --milliseconds 500 | value lines_per_second
}

heading "bandwidth: lines of 64 bytes per second, 256 MiB for each thread"
for list in "$cpu" "$all"; do
  place=$([[ $list == "$cpu" ]] && echo "one core" || echo "all cores")
  for workload in read write fill nt-write copy nt-copy; do
    has_workload "$workload" || continue
    item="$workload ($place)"
    if [[ -x $limits/limit-$workload ]]; then
      widest_or_better
      over "$item" "$workload" "limit-$workload" 0.98 limit_lines
    fi
    strongest "$workload"
    over "$item" "$workload" "likwid-bench $kernel" 1.0 peer_lines
    case $workload in
    read | write)
      peer=sysbench kernel=$workload
      over "$item" "$workload" "sysbench $kernel" "" peer_lines
      ;;
    copy)
      peer=mbw
      for kernel in memcpy dumb mcblock; do over "$item" "$workload" "mbw $kernel" "" peer_lines; done
      # Past the caches: the same result by other means, so that it is shown and not judged.
      strongest nt-copy
      over "$item" "$workload" "likwid-bench $kernel" "" peer_lines
      ;;
    esac
  done
done
