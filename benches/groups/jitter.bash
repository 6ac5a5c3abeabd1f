# Wake-ups and gaps beside cyclictest and oslat.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

if ((EUID == 0)); then
  benches/jitter-beside-peers "$pairs" "$directory" || missed=1
else
  echo "jitter: left out; cyclictest and oslat need root"
fi
