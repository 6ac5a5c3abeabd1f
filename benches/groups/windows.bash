# How exactly windows start, beside cyclictest in the same minutes.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

if ((EUID == 0)); then
  benches/enforcers 5 "$directory" 60 -- --enforcer timer --windows 1ms || missed=1
else
  echo "windows: left out; cyclictest needs root"
fi
