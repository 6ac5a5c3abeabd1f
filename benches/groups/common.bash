# What the groups of benches/side-by-side share: measuring in pairs, and what is said of the ratios.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317 # names are shared between the groups

bulkhead=.build/release/bulkhead
limits=.build/limits
pairs=10 cpu="" others="" directory=results
# 1 once a pair could not be measured.
missed=0

fail() {
  echo "side-by-side: $*" >&2
  exit 1
}

# Checks what is needed, chooses cores, opens the CSV.
prepare() {
  [[ $pairs =~ ^[1-9][0-9]*$ ]] || fail "--pairs takes a number from 1, not '$pairs'"
  [[ -x $bulkhead ]] || fail "$bulkhead is not there yet: run make build first"
  local allowed
  mapfile -t allowed < <(cpus_of "$(taskset --cpu-list --pid $$ | sed 's/.*: //')")
  ((${#allowed[@]} > 1)) || fail "needs two CPUs, and may use only ${allowed[*]}"
  # The first CPU has most of a machine's interrupts.
  : "${cpu:=${allowed[1]}}"
  [[ " ${allowed[*]} " == *" $cpu "* ]] || fail "--cpu: CPU $cpu is not among ${allowed[*]}, which may be used"
  all=$(IFS=, && echo "${allowed[*]}")
  : "${others:=$(printf '%s\n' "${allowed[@]}" | grep -vx "$cpu" | paste -sd,)}"
  mkdir -p "$directory"
  csv=$directory/side-by-side-$(date -u +%Y-%m-%dT%H%M%SZ).csv
  echo "group,item,reference,pair,first,unit,bulkhead,reference_value,ratio" >"$csv"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# The CPUs of a list such as 0-2,5, one in a line.
cpus_of() {
  awk -v list="$1" 'BEGIN {
    for (n = split(list, part, ","); ++i <= n;) {
      m = split(part[i], end, "-")
      for (cpu = end[1]; cpu <= end[m]; cpu++) print cpu
    }
  }'
}

# Whether this build has the workload: catalogues grow.
has_workload() { "$bulkhead" explain "$1" >/dev/null 2>&1; }

# measured COLUMN MEASURE'S ARGUMENTS: one column of what `bulkhead measure` says of its first workload.
measured() {
  local column=$1
  shift
  "$bulkhead" measure "$@" --quiet --csv - | csv_column "$column" | head -n 1
}

# csv_column NAME: of CSV on standard input, whose quoted fields (a list of CPUs) may hold commas.
csv_column() {
  awk -v column="$1" '
    {
      n = split($0, part, "\"")
      line = ""
      for (i = 1; i <= n; i++) {
        if (i % 2 == 0) gsub(/,/, ";", part[i])
        line = line part[i]
      }
      n = split(line, field, ",")
    }
    NR == 1 { for (i = 1; i <= n; i++) if (field[i] == column) at = i; next }
    at { print field[at] }'
}

# value KEY: what follows the key in `key value` lines on standard input.
value() { awk -v key="$1" '$1 == key { print $2 }'; }

# limit KEY PROGRAM ARGUMENTS
limit() {
  local key=$1 program=$limits/$2
  shift 2
  [[ -x $program ]] || fail "$program is not there: make bench builds it (benches/limits)"
  "$program" "$@" | value "$key"
}

# in_pairs ITEM REFERENCE UNIT OURS THEIRS: both functions print one number; they take turns.
in_pairs() {
  local item=$1 reference=$2 unit=$3 ours=$4 theirs=$5 pair first a b
  for ((pair = 1; pair <= pairs; pair++)); do
    # A B, B A, A B, …: a drift that is the same throughout cancels.
    if ((pair % 2)); then
      first=bulkhead
      a=$($ours) || a=""
      b=$($theirs) || b=""
    else
      first=reference
      b=$($theirs) || b=""
      a=$($ours) || a=""
    fi
    pair_row "$item" "$reference" "$pair" "$first" "$unit" "$a" "$b"
  done
}

pair_row() {
  awk -v OFS=, -v group="$group" -v item="$1" -v reference="$2" -v pair="$3" -v first="$4" -v unit="$5" -v a="$6" \
    -v b="$7" 'BEGIN {
      if (a + 0 <= 0 || b + 0 <= 0) exit 1
      print group, item, reference, pair, first, unit, a, b, sprintf("%.5f", a / b)
    }' >>"$csv" || {
    echo "side-by-side: $1 over $2, pair $3: not measured (bulkhead '$6', reference '$7')" >&2
    missed=1
  }
}

heading() {
  printf '%s\n%-26s %-36s %11s %11s  %-6s %-15s %-15s %3s\n' "$1" "" "over" "bulkhead" "reference" "ratio" \
    "quartiles" "least-greatest" n
}

# said ITEM REFERENCE [LEAST [GREATEST]]: the line of an item, from its rows in the CSV; with bounds, whether the median
# keeps them.
said() {
  rows "$1" "$2" | cut -d, -f9 | quantiles | awk -v item="$1" -v reference="$2" -v least="${3:-}" \
    -v greatest="${4:-}" -v ours="$(median_of "$1" "$2" 7)" -v theirs="$(median_of "$1" "$2" 8)" '
    function figure(x) { return x >= 1e6 ? sprintf("%.4g", x) : sprintf("%.3f", x) }
    {
      verdict = ""
      if (least != "" || greatest != "") {
        kept = (least == "" || $3 >= least) && (greatest == "" || $3 <= greatest)
        wanted = least == "" ? "at most " greatest : greatest == "" ? "at least " least : least " to " greatest
        verdict = (kept ? "kept" : "NOT KEPT") ": " wanted
      }
      printf "%-26s %-36s %11s %11s  %-6.3f %-15s %-15s %3d  %s\n", item, reference, figure(ours), figure(theirs), $3,
        sprintf("[%.3f %.3f]", $2, $4), sprintf("%.3f-%.3f", $1, $5), $6, verdict
    }'
}

# median_of ITEM REFERENCE FIELD: over the pairs, of one field of the CSV.
median_of() { rows "$1" "$2" | cut -d, -f"$3" | quantiles | cut -d' ' -f3; }

rows() { awk -F, -v group="$group" -v item="$1" -v reference="$2" '$1 == group && $2 == item && $3 == reference' "$csv"; }

# Least, quartiles, greatest and count of numbers on standard input; linear between neighbours, as R's type 7.
quantiles() {
  sort -g | awk '
    { v[NR] = $1 }
    function at(p,  h, k) { h = 1 + (NR - 1) * p; k = int(h); return k < NR ? v[k] + (h - k) * (v[k + 1] - v[k]) : v[NR] }
    END { if (NR) print v[1], at(0.25), at(0.5), at(0.75), v[NR], NR }'
}
