# What the wrappers of the peers share. Each wrapper is one program with these verbs:
#
#   PEER operations                    what it can measure, one name in a line
#   PEER measure OPERATION [OPTIONS]   measures, prints `key value` lines
#   PEER loads                         what it can do as an aggressor, one name in a line (not all have any)
#   PEER load NAME [OPTIONS]           does it on every CPU of --cpu until it is killed
#   PEER parse [OPTIONS]               reads the peer's own output on standard input, prints the same `key value` lines
#
#   --cpu LIST          the CPUs, one thread on each (0); as in taskset
#   --bytes N           bytes that each thread touches (268435456)
#   --milliseconds N    how long, about (500)
#
# Peers count in MB, MiB, bytes copied or bytes read and written, so that only one number is compared: lines of 64 bytes in
# a second, all threads together. What a wrapper starts it ends, on every way out.
# shellcheck shell=bash

cpus=0 bytes=268435456 milliseconds=500

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# needs PROGRAM PACKAGE
needs() { command -v "$1" >/dev/null || fail "$1 is missing: make deps installs Debian's $2"; }

# Reads the options into the variables above; what is no option is left in `arguments`.
read_options() {
  arguments=()
  while (($#)); do
    case $1 in
    --cpu | --bytes | --milliseconds)
      (($# > 1)) || fail "$1 takes a value"
      case $1 in
      --cpu) cpus=$2 ;;
      --bytes) bytes=$2 ;;
      --milliseconds) milliseconds=$2 ;;
      esac
      shift 2
      ;;
    --*) fail "unknown option $1; known: --cpu, --bytes, --milliseconds" ;;
    *)
      arguments+=("$1")
      shift
      ;;
    esac
  done
  [[ $cpus =~ ^[0-9]+([-,][0-9]+)*$ ]] || fail "--cpu takes a list such as 1-3,5, not '$cpus'"
  [[ $bytes =~ ^[0-9]+$ && $milliseconds =~ ^[0-9]+$ ]] || fail "--bytes and --milliseconds take numbers"
  mapfile -t cpu_list < <(awk -v list="$cpus" 'BEGIN {
    for (n = split(list, part, ","); ++i <= n;) {
      m = split(part[i], end, "-")
      for (cpu = end[1]; cpu <= end[m]; cpu++) print cpu
    }
  }')
  # shellcheck disable=SC2034 # for the wrappers
  threads=${#cpu_list[@]}
}

seconds() { echo $(((milliseconds + 999) / 1000)); }

work=$(mktemp -d)
printed=$work/printed
children=()
clean_up() {
  local status=$? child
  trap - EXIT
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Starts a program in the background. `finish` waits for all, fails with the last lines of one that did, and leaves what they
# printed in $printed.
start() {
  "$@" >"$work/out.${#children[@]}" 2>"$work/err.${#children[@]}" &
  children+=($!)
}

finish() {
  local index
  for index in "${!children[@]}"; do
    wait "${children[index]}" || fail "$(tail -n 3 "$work/out.$index" "$work/err.$index")"
  done
  children=()
  cat "$work"/out.* >"$printed"
}

# main PEER'S ARGUMENTS: calls operations, measure, loads, load or parse as the wrapper defines them.
main() {
  local verb=${1:-}
  shift || true
  read_options "$@"
  case $verb in
  operations | measure | loads | load | parse) ;;
  *) fail "usage: ${0##*/} operations | measure OPERATION | loads | load NAME | parse; see benches/peers/common.bash" ;;
  esac
  declare -F "$verb" >/dev/null || fail "${0##*/} has no $verb"
  "$verb" "${arguments[@]}"
}

# one_of NAME LISTER: refuses a name that is not among the lines that LISTER prints.
one_of() {
  local known
  known=$("$2")
  grep -qxF -- "$1" <<<"$known" || fail "unknown name '$1'; known: ${known//$'\n'/, }"
}
