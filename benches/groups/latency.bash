# Chase and ping-pong over the programs that an expert would write: nanoseconds for a load, or for a round trip.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

heading "latency: ns per access, median over jobs"
for size in 16KiB:16384 512KiB:524288 8MiB:8388608 256MiB:268435456; do
  ours() { measured p50_ns "chase@${size%:*}" -c "$cpu" -D 500ms --seed 1; }
  theirs() { limit ns_per_access limit-chase --cpu "$cpu" --bytes "${size#*:}" --milliseconds 500; }
  in_pairs "chase@${size%:*}" limit-chase ns ours theirs
  said "chase@${size%:*}" limit-chase 0.98 1.02
done
partner=$(cpus_of "$others" | head -n 1)
ours() { measured p50_ns ping-pong -c "$cpu,$partner" -D 500ms; }
theirs() { limit ns_per_access limit-ping-pong --cpu "$cpu,$partner" --milliseconds 500; }
in_pairs ping-pong limit-ping-pong ns ours theirs
said ping-pong limit-ping-pong "" 1.03
