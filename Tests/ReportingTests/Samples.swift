import Results

/// The synthetic runs that tests go through: the ordinary one and the edges.
enum Samples {
  static let hostile = "<script>alert('\"&\u{1B}[31m')</script>"

  static let all: [(name: String, results: ResultSet)] = [
    ("ordinary", SyntheticResults().results()),
    ("unavailable", unavailable.results()),
    ("empty", empty.results()),
    ("nothing", SyntheticResults(policies: [], hasControls: false).results()),
    ("one-cell", oneCell.results()),
    ("two-policies", SyntheticResults(policies: ["baseline", "sliced"]).results()),
    ("long-names", longNames.results()),
    ("hostile", hostileNames.results()),
    ("sweep", SyntheticSweep().results()),
    (
      "bare-sweep",
      SyntheticSweep(passes: 3, hasCompany: false, hasParallelism: false, isMeasured: false)
        .results()
    ),
    ("failed-control", SyntheticResults(negativeControlFails: true).results()),
    ("contention", SyntheticContention().results()),
    ("contention-24", SyntheticContention(cpus: Array(0..<24), cluster: 8).results()),
    ("contention-hostile", hostileContention),
    ("deployment", SyntheticDeployment().results()),
    ("deployment-unmeasured", SyntheticDeployment(backend: "thread", isMeasured: false).results()),
    ("deployment-hostile", hostileDeployment),
    ("jitter", JitterSamples.measurement),
    ("floor", JitterSamples.floor),
    ("policies", SyntheticPolicies().results()),
    ("policies-crowd", SyntheticPolicies(crowd: 24).results()),
    (
      "policies-hostile",
      SyntheticPolicies(
        victims: [hostile], long: hostile + String(repeating: "long-name-", count: 9)
      )
      .results()
    ),
    ("leakage", SyntheticLeakage.results()),
    (
      "leakage-hostile",
      SyntheticLeakage.results { "\($0)-\(hostile)-\(String(repeating: "long", count: 20))" }
    ),
  ]

  /// Names that are markup, and longer than any figure has room for.
  static var hostileDeployment: ResultSet {
    let long = String(repeating: "long-name-", count: 9)
    return SyntheticDeployment(
      applications: [("nav/<b>&\"gyro", 0), ("nav/\(long)", 0), ("\(long)/\(long)", 1)],
      levels: ["nav": "A", long: "<i>"]
    ).results()
  }

  /// Files that somebody has been at: lists that are none, names that are markup.
  static var hostileContention: ResultSet {
    var results = SyntheticContention(unknown: ("0,2", 2.3, hostile)).results()
    for index in results.contention.indices {
      results.contention[index].workload = hostile
      if index == 4 { results.contention[index].cpus = "9-0,x" }
    }
    return results
  }

  static let unavailable = SyntheticResults(
    policies: ["baseline", "pinned", "sliced", "cache-ways"],
    unavailable: ["cache-ways": "resctrl is not mounted (mount -t resctrl resctrl /sys/fs/resctrl)"]
  )

  static let empty = SyntheticResults(hasSummary: false, isPartial: true)

  static let oneCell = SyntheticResults(
    policies: ["baseline"], victims: ["chase@L3/2"], aggressors: ["write@2*L3"], hasControls: false)

  static let longNames = SyntheticResults(
    policies: ["baseline", "sliced-with-cache-colouring-and-memory-bandwidth-regulation"],
    victims: ["pointer-chase-with-a-long-name@512KiB", "sequential-read-of-a-frame-buffer@L3/2"],
    aggressors: ["non-temporal-write-with-a-long-name@64MiB", "alu", "read@2*L3"])

  static let hostileNames = SyntheticResults(
    policies: ["baseline", hostile], victims: [hostile], aggressors: ["\"><img src=x onerror=1>"],
    unavailable: [hostile: "because </title></svg><b>"], host: hostile)
}

extension Samples {
  static let names = all.map(\.name)

  static func results(_ name: String) -> ResultSet {
    guard let sample = all.first(where: { $0.name == name }) else {
      preconditionFailure("no sample is called \(name)")
    }
    return sample.results
  }
}
