# A cpuset cgroup for programs that set their own affinity: taskset does not hold them, a cpuset does. Needs root and the
# cpuset controller, of cgroup v1 or v2; without them nothing is changed, and such programs are left out.
#
# What is made is written into $confine_record first, and undone by `unconfine`; after a SIGKILL by the next start.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

confine_record=.build/side-by-side.cgroup
# The cgroup's directory; empty when there is none.
confined=""

# confine CPUS
confine() {
  unconfine
  ((EUID == 0)) || return 0
  local root version
  if root=$(awk '$3 == "cgroup" && $4 ~ /(^|,)cpuset(,|$)/ { print $2; found = 1; exit } END { exit !found }' /proc/mounts); then
    version=1
  elif root=$(awk '$3 == "cgroup2" { print $2; found = 1; exit } END { exit !found }' /proc/mounts) &&
    grep -qw cpuset "$root/cgroup.controllers"; then
    version=2
  else
    return 0
  fi
  local group_directory=$root/bulkhead-side-by-side-$$ added=""
  if [[ $version == 2 ]] && ! grep -qw cpuset "$root/cgroup.subtree_control"; then added=$root/cgroup.subtree_control; fi
  printf '%s\n%s\n' "$group_directory" "$added" >"$confine_record"
  if { [[ -z $added ]] || echo +cpuset >"$added"; } && mkdir "$group_directory" &&
    echo "$1" >"$group_directory/cpuset.cpus" &&
    { [[ $version == 2 ]] || cat "$root/cpuset.mems" >"$group_directory/cpuset.mems"; }; then
    confined=$group_directory
  else
    unconfine
  fi 2>/dev/null
}

# Only programs that were started here are ever in the cgroup, so that it alone says what a run that was killed left behind.
unconfine() {
  [[ -f $confine_record ]] || return 0
  local group_directory added process
  { read -r group_directory && read -r added; } <"$confine_record" || true
  if [[ -n $group_directory && -d $group_directory ]]; then
    for ((tries = 0; tries < 50; tries++)); do
      while read -r process; do
        kill -KILL "$process" 2>/dev/null || true
      done <"$group_directory/cgroup.procs"
      rmdir "$group_directory" 2>/dev/null && break
      sleep 0.1
    done
    [[ ! -d $group_directory ]] || fail "cannot remove the cgroup $group_directory; as root: rmdir $group_directory"
  fi
  if [[ -n $added ]]; then echo -cpuset >"$added" || true; fi
  rm -f "$confine_record"
  confined=""
}
