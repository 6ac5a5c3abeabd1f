# Streams over the limit programs and the peers: lines of 64 bytes in a second, all threads together.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

bytes=268435456

# strongest KIND CPUS: the likwid-bench kernel of a kind that moves most lines here, by the median of three short runs.
# Chosen before the pairs and not by them: the best of many noisy figures is better than any of them.
strongest() {
  local kernel
  for kernel in $(benches/peers/likwid-bench kernels "$1"); do
    for _ in 1 2 3; do
      benches/peers/likwid-bench measure "$kernel" --cpu "$2" --bytes $bytes --milliseconds 200 | value lines_per_second
    done | quantiles | awk -v kernel="$kernel" '{ print $3, kernel }'
  done | sort -g | tail -n 1 | cut -d' ' -f2
}

# over ITEM WORKLOAD REFERENCE LEAST COMMAND…
over() {
  local item=$1 workload=$2 reference=$3 least=$4
  shift 4
  local command=("$@")
  ours() { measured accesses_per_s "$workload@256MiB" -c "$list" -D 500ms; }
  theirs() { "${command[@]}" --cpu "$list" --bytes $bytes --milliseconds 500 | value lines_per_second; }
  in_pairs "$item" "$reference" lines/s ours theirs
  said "$item" "$reference" "$least"
}

heading "bandwidth: lines of 64 bytes per second, 256 MiB for each thread"
for list in "$cpu" "$all"; do
  place=$([[ $list == "$cpu" ]] && echo "one core" || echo "all cores")
  for workload in read write fill nt-write copy nt-copy; do
    has_workload "$workload" || continue
    item="$workload, $place"
    over "$item" "$workload" limit-stream 0.98 "$limits/limit-stream" "$workload"
    # A word for each line and whole lines are both stores to likwid.
    kernel=$(strongest "${workload/fill/write}" "$list")
    over "$item" "$workload" "likwid-bench $kernel" 1.0 benches/peers/likwid-bench measure "$kernel"
  done
  over "read, $place" read "sysbench read" "" benches/peers/sysbench measure read
  over "write, $place" write "sysbench write" "" benches/peers/sysbench measure write
  for method in memcpy dumb mcblock; do
    over "copy, $place" copy "mbw $method" "" benches/peers/mbw measure "$method"
  done
done
