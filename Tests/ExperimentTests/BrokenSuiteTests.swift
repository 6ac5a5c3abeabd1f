import Experiment
import Testing

/// A suite with a mistake, and every line that is to be printed for it.
struct Broken: Sendable, CustomTestStringConvertible {
  let mistake: String
  let text: String
  let messages: [String]

  init(_ mistake: String, _ text: String, _ messages: String...) {
    (self.mistake, self.text, self.messages) = (mistake, text, messages)
  }

  /// A mistake in the keys behind a suite that is otherwise right; they begin on line 4.
  init(_ mistake: String, more text: String, _ messages: String...) {
    (self.mistake, self.text, self.messages) = (mistake, minimal + text + "\n", messages)
  }

  var testDescription: String { mistake }
}

struct BrokenSuiteTests {
  @Test(
    "A broken suite is refused with one line a mistake: place, key, what would be right",
    arguments: keys + values + lists + syntax)
  func brokenSuite(broken: Broken) {
    let error = #expect(throws: SuiteErrors.self) { try Suite.parse(broken.text) }
    #expect(error?.diagnostics.map(\.description) == broken.messages)
  }

  static let keys = [
    Broken(
      "an unknown key", more: "round: 5",
      "s.yaml:4:1: round: unknown key; did you mean `rounds`?"),
    Broken(
      "a key unlike any", more: "xyzzy: 5",
      "s.yaml:4:1: xyzzy: unknown key; known are name, description, rounds, precision, budget, phase,"
        + " warmup, margin, policies, victims, aggressors, victim_cores, aggressor_cores, enforcer, guard, cores, seed, controls"
    ),
    Broken(
      "an unknown key in a victim",
      "policies: [baseline]\naggressors: [alu]\nvictims:\n  - workload: chase\n    workingset: L2\n",
      "s.yaml:5:5: victims.workingset: unknown key; did you mean `working_set`?"),
    Broken(
      "rounds and a precision", more: "precision: 2%\nrounds: 20",
      "s.yaml:5:9: rounds: does not go with `precision`, which chooses the rounds; leave one of them out"
    ),
    Broken(
      "a budget for nothing", more: "budget: 5m",
      "s.yaml:4:9: budget: is the limit of a `precision`, which is missing; write precision: 2%"),
    Broken(
      "a precision of nothing", more: "precision: 0%",
      "s.yaml:4:12: precision: `0%` is out of range; it must be 0.01% to 100%"),
    Broken(
      "a precision without its sign", more: "precision: 0.02",
      "s.yaml:4:12: precision: `0.02` is not a percentage; write a number and a percent sign, such as 5%"
    ),
    Broken(
      "a key given twice", more: "rounds: 5\nphase: 20ms\nrounds: 6",
      "s.yaml:6:1: rounds: given twice, first on line 4; keep one of them"),
    Broken(
      "a key given twice in braces",
      "policies: [sliced: { window: 1ms, window: 2ms }]\nvictims: [chase]\naggressors: [alu]\n",
      "s.yaml:1:22: window: given twice; keep one of them"),
    Broken("a key that is a list", more: "[a]: 5", "s.yaml:4:1: a key must be a word, not a list"),
    Broken(
      "a required key left out", "policies: [baseline]\nvictims: [chase]\n",
      "s.yaml:1:1: aggressors: is missing; a suite needs policies, victims and aggressors"),
    Broken(
      "nothing", "", "s.yaml: is empty; a suite needs at least policies, victims and aggressors"),
    Broken(
      "comments only", "# rounds: 5\n",
      "s.yaml: is empty; a suite needs at least policies, victims and aggressors"),
    Broken(
      "a document marker only", "---\n",
      "s.yaml: is empty; a suite needs at least policies, victims and aggressors"),
    Broken(
      "a list instead of keys", "# a list\n- chase\n",
      "s.yaml:2:1: a suite is lines of `key: value`, not a list"),
    Broken(
      "a word instead of keys", "chase\n",
      "s.yaml:1:1: a suite is lines of `key: value`, not `chase`"),
    Broken(
      "many mistakes at once",
      "rounds: many\npolicies: [pined]\nvictims: [chase]\nfase: 3ms\naggressors: []\nguard: 1x\n",
      "s.yaml:1:9: rounds: expected a whole number from 1 to 10000, found `many`",
      "s.yaml:2:12: policies: unknown policy `pined`; did you mean `pinned`?",
      "s.yaml:4:1: fase: unknown key; did you mean `phase`?",
      "s.yaml:5:13: aggressors: is empty; list at least one, as in [write@2*L3]",
      "s.yaml:6:8: guard: `x` is not a unit of time; the units are ns, us, ms, s, m and h"),
  ]

  static let values = [
    Broken(
      "a name with a space", more: "name: my suite",
      "s.yaml:4:7: name: expected a name of letters, digits, `-`, `_` and `.` that begins with a"
        + " letter, found `my suite`"),
    Broken(
      "rounds without a value", more: "rounds:",
      "s.yaml:4:8: rounds: expected a whole number from 1 to 10000, found nothing"),
    Broken(
      "no rounds", more: "rounds: 0",
      "s.yaml:4:9: rounds: expected a whole number from 1 to 10000, found `0`"),
    Broken(
      "rounds as a list", more: "rounds: [1, 2]",
      "s.yaml:4:9: rounds: expected a whole number from 1 to 10000, found a list"),
    Broken(
      "zero duration", more: "phase: 0",
      "s.yaml:4:8: phase: `0` is out of range (a number without a unit counts microseconds);"
        + " it may be 1ms to 10s"),
    Broken(
      "a phase in the wrong unit", more: "phase: 30",
      "s.yaml:4:8: phase: `30` is out of range (a number without a unit counts microseconds);"
        + " it may be 1ms to 10s"),
    Broken(
      "a phase as a mapping", more: "phase: { ms: 30 }",
      "s.yaml:4:8: phase: expected a time such as 30ms, found a mapping"),
    Broken(
      "a warmup as long as the phase", more: "warmup: 30ms",
      "s.yaml:4:9: warmup: the warmup leaves nothing of a phase;"
        + " the phase must be longer than the warmup"),
    Broken(
      "a phase as short as the usual warmup", more: "phase: 5ms",
      "s.yaml:4:8: phase: the warmup leaves nothing of a phase;"
        + " the phase must be longer than the warmup"),
    Broken(
      "a margin without a percent sign", more: "margin: 0.05",
      "s.yaml:4:9: margin: `0.05` is not a percentage;"
        + " write a number and a percent sign, such as 5%"),
    Broken(
      "a margin of everything", more: "margin: 100%",
      "s.yaml:4:9: margin: `100%` is out of range; it must be above 0% and below 100%"),
    Broken(
      "an unknown enforcer", more: "enforcer: timers",
      "s.yaml:4:11: enforcer: unknown enforcer `timers`; did you mean `timer`?"),
    Broken(
      "a guard that is too long", more: "guard: 1s",
      "s.yaml:4:8: guard: `1s` is out of range; it may be auto, or 0 to 100ms"),
    Broken(
      "cores that are none", more: "cores: all",
      #"s.yaml:4:8: cores: CPU list "all": "all" is neither a number nor a range FIRST-LAST "#
        + "(write a list such as 1-3,5 or a mask such as 0x2e)"),
    Broken(
      "cores as a YAML list", more: "cores: [0, 1]",
      "s.yaml:4:8: cores: expected a list of cores such as 0-3,6, found a list"),
    Broken(
      "no aggressor cores", more: "aggressor_cores: 0",
      "s.yaml:4:18: aggressor_cores: expected `all` or a number of cores from 1, found `0`"),
    Broken(
      "a negative seed", more: "seed: -1",
      "s.yaml:4:7: seed: expected a whole number from 0 to 18446744073709551615, found `-1`"),
    Broken(
      "controls of old YAML", more: "controls: yes",
      "s.yaml:4:11: controls: expected true or false, found `yes`"),
    Broken(
      "a value that would break the line", more: "seed: \"a\\nb\\e[31m\"",
      "s.yaml:4:7: seed: expected a whole number from 0 to 18446744073709551615, found `a b [31m`"),
  ]

  static func lists(policies: String = "[baseline]", victims: String = "[chase]") -> String {
    "aggressors: [alu]\npolicies: \(policies)\nvictims: \(victims)\n"
  }

  static let lists = [
    Broken(
      "an unknown policy", lists(policies: "[slice]"),
      "s.yaml:2:12: policies: unknown policy `slice`; did you mean `sliced`?"),
    Broken(
      "a policy instead of a list", lists(policies: "pinned"),
      "s.yaml:2:11: policies: expected a list such as [baseline, pinned], found `pinned`"),
    Broken(
      "an unknown parameter", lists(policies: "[sliced: { windows: 1ms }]"),
      "s.yaml:2:22: policies.sliced.windows: unknown key; did you mean `window`?"),
    Broken(
      "a parameter that is a list", lists(policies: "[sliced: { window: [1ms] }]"),
      "s.yaml:2:30: policies.sliced.window: expected a value such as 1ms, found a list"),
    Broken(
      "parameters for a policy without any", lists(policies: "[pinned: { window: 1ms }]"),
      "s.yaml:2:20: policies.pinned: takes no parameters; write `- pinned`"),
    Broken(
      "a policy with a colon and nothing behind it", lists(policies: "[sliced: ]"),
      "s.yaml:2:20: policies.sliced: expected parameters such as { window: 1ms }, found nothing;"
        + " without any write `- sliced`"),
    Broken(
      "a parameter that is not indented", lists(policies: "\n  - sliced:\n    window: 1ms"),
      "s.yaml:3:5: policies: one policy an item; write `- sliced: { window: 1ms }`"),
    Broken(
      "an unknown policy with parameters", lists(policies: "[slyced: { window: 1ms }]"),
      "s.yaml:2:12: policies: unknown policy `slyced`; did you mean `sliced`?"),
    Broken(
      "a policy listed twice", lists(policies: "[pinned, baseline, pinned]"),
      "s.yaml:2:30: policies: `pinned` is listed twice, first on line 2"),
    Broken(
      "an unknown workload", lists(victims: "[chas@L2/2]"),
      "s.yaml:3:11: victims: unknown workload `chas`; did you mean `chase`?"),
    Broken(
      "a workload listed twice", lists(victims: "[chase@L2, chase@L3, chase@L2]"),
      "s.yaml:3:31: victims: `chase@L2` is listed twice, first on line 3"),
    Broken(
      "an empty working set", lists(victims: "[chase@]"),
      "s.yaml:3:11: victims: no working set behind `@`; write it as in chase@L2/2"),
    Broken(
      "two working sets", lists(victims: "[{ workload: chase@L2, working_set: L3 }]"),
      "s.yaml:3:46: victims.working_set: the working set is given twice;"
        + " keep this or the one behind `@`"),
    Broken(
      "a victim without a workload", lists(victims: "[{ working_set: L3 }]"),
      "s.yaml:3:11: victims: has no `workload`; write `workload: chase`"),
    Broken(
      "a job without accesses", lists(victims: "[{ workload: chase, job: 0 }]"),
      "s.yaml:3:35: victims.job: expected a whole number from 1 to 1000000000, found `0`"),
    Broken(
      "a victim that is a list", lists(victims: "[[chase]]"),
      "s.yaml:3:11: victims: expected a workload such as chase@L2/2, found a list"),
  ]

  static let syntax = [
    Broken(
      "a tab as indentation", "policies:\n\t- baseline\n",
      "s.yaml:2:1: YAML: a tab cannot indent; use spaces"),
    Broken(
      "a value that begins with a reserved character", "victims:\n  - @chase\n",
      "s.yaml:2:5: YAML: a value cannot start with `@`; put it in quotes"),
    Broken(
      "a colon inside a plain value", "description: one: two\n",
      "s.yaml:1:17: YAML: a `:` stands where no key can; check the indentation,"
        + " or put the value in quotes"),
    Broken(
      "a key without its colon", "rounds: 5\nphase\nmargin: 5%\n",
      "s.yaml:2:1: YAML: a key without its `:`; write `key: value`"),
    Broken(
      "a list that is not closed", "policies: [baseline\nvictims: [chase]\n",
      "s.yaml:1:11: YAML: the list that opens here lacks a comma or its end"),
    Broken(
      "parameters that are not closed", "policies: [sliced: { window: 1ms ]\n",
      "s.yaml:1:20: YAML: the mapping that opens here lacks a comma or its end"),
    Broken(
      "a quote that is not closed", "name: \"x\nrounds: 5\n",
      "s.yaml:1:7: YAML: the quote that opens here is never closed"),
    Broken(
      "indentation that fits nothing", "victims:\n    - chase\n  - read\n",
      "s.yaml:3:3: YAML: did not find expected key; check the indentation"),
    Broken(
      "an alias without its anchor", "victims: *missing\n",
      "s.yaml:1:10: YAML: found undefined alias; its anchor (`&name`) must come before it"),
    Broken(
      "two documents", minimal + "---\nname: second\n",
      "s.yaml:4:1: YAML: a second document begins here; a suite is one document,"
        + " so remove the `---`"),
    Broken(
      "a control character", "name: a\nrounds: \u{7}5\n",
      "s.yaml:2:9: YAML: control characters are not allowed; remove the character that stands here"),
    Broken(
      "nesting without end", String(repeating: "[", count: 5000),
      "s.yaml:1:1: YAML: nested too deeply; a suite has three levels"),
  ]
}
