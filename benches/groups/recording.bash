# What recording every job costs its own victim: the same kernel on the same core and the same buffer, with and without, in
# phases that alternate; work done in the time of a phase, without over with.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

heading "recording: work done without recording over work done with it"
for workload in alu chase@L1/2 chase@L2/2 chase@64MiB read@64MiB; do
  ours() { measured ratio "$workload" -c "$cpu" -D 1s --recording; }
  theirs() { echo 1; }
  in_pairs "$workload" "without recording" ratio ours theirs
  said "$workload" "without recording" "" 1.01
done
