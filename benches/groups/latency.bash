# Chase and ping-pong over the programs that an expert would write: nanoseconds for a load, or for a round trip.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

heading "latency: ns per access, median over jobs"
# Both read the clock once in as many loads.
for size in 16KiB:16384:8192 512KiB:524288:2048 8MiB:8388608:1024 256MiB:268435456:1024; do
  IFS=: read -r name bytes job <<<"$size"
  ours() { measured p50_ns "chase@$name:$job" -c "$cpu" -D 500ms --seed 1; }
  theirs() { limit ns_per_access limit-chase --cpu "$cpu" --bytes "$bytes" --batch "$job" --milliseconds 500; }
  in_pairs "chase@$name" limit-chase ns ours theirs
  said "chase@$name" limit-chase 0.98 1.02
done
partner=$(cpus_of "$others" | head -n 1)
ours() { measured p50_ns ping-pong -c "$cpu,$partner" -D 500ms; }
theirs() { limit ns_per_access limit-ping-pong --cpu "$cpu,$partner" --milliseconds 500; }
in_pairs ping-pong limit-ping-pong ns ours theirs
said ping-pong limit-ping-pong "" 1.03
