import Results

/// What a contention run says, in sentences computed from its rows.
extension ContentionFindings {
  /// `CPUs 1 and 2 hand a line over in 52.0 ns, 0 and 3 in 121 ns; 6 pairs fall into 2 groups: 4 around 53 ns, 2 around 120 ns.`
  var headline: String {
    let sorted = pairs.sorted { $0.nanoseconds < $1.nanoseconds }
    guard let fastest = sorted.first, let slowest = sorted.last else {
      return "No pair of PUs was measured"
    }
    let start = "CPUs \(fastest.first) and \(fastest.second) hand a line over in \(time(fastest))"
    guard sorted.count > 1 else { return start }
    return start + ", \(slowest.first) and \(slowest.second) in \(time(slowest)); "
      + grouping(groups)
  }

  /// The same for a figure, where the picture tells how many: `CPUs 0 and 3 are 2.33× as far apart as 1 and 2, 121 ns against 52.0 ns; 2 groups, around 53 ns and 120 ns`.
  var distance: String {
    let sorted = pairs.sorted { $0.nanoseconds < $1.nanoseconds }
    guard let near = sorted.first, let far = sorted.last, sorted.count > 1, groups.count > 1 else {
      return headline
    }
    let middles = groups.prefix(4).map { time($0[$0.count / 2]) }
    return "CPUs \(far.first) and \(far.second) are"
      + " \(Number.times(far.nanoseconds / near.nanoseconds)) as far apart as \(near.first) and"
      + " \(near.second), \(time(far)) against \(time(near)); \(groups.count) groups, around"
      + " " + Words.list(groups.count > 4 ? middles + ["more"] : middles)
  }

  private func time(_ pair: HandOver) -> String { Number.time(nanoseconds: pair.nanoseconds) }

  private func grouping(_ groups: [[HandOver]]) -> String {
    guard groups.count > 1 else { return "all \(pairs.count) pairs are alike" }
    let texts = groups.prefix(4).map { group in
      "\(Number.count(group.count)) around \(time(group[group.count / 2]))"
    }
    let rest = groups.count > 4 ? ", …" : ""
    return "\(Number.count(pairs.count, "pair")) fall into \(groups.count) groups: "
      + texts.joined(separator: ", ") + rest
  }

  /// What one atomic addition costs alone and on the most threads; `nil` when it was not measured.
  var contendedSentence: String? {
    guard let rows = sets.first?.rows, let alone = rows.first(where: { $0.threads == 1 }),
      let most = rows.max(by: { $0.threads < $1.threads }), most.threads > 1,
      let before = alone.accessNanoseconds, let after = most.accessNanoseconds
    else { return nil }
    return "\(Words.capitalised(sets[0].workload)) takes \(Number.time(nanoseconds: after)) on"
      + " \(most.threads) threads and \(Number.time(nanoseconds: before)) on one:"
      + " together they do \(Number.times(before * Double(most.threads) / after)) the work of one"
  }

  /// How well the medians are known: reached everywhere, or where not and why.
  var precisionSentence: String {
    let known = pairs.count - unknown.count
    let widest = pairs.compactMap(\.row.halfWidthPercent).max()
    guard let worst = unknown.max(by: { width($0) < width($1) }) else {
      let width = widest.map { ", at most \(Number.fixed($0, decimals: 1))\(Number.space)%" } ?? ""
      return "Half-width of every pair's median within 1\(Number.space)%\(width)."
    }
    let value = worst.row.halfWidthPercent.map {
      "\(Number.fixed($0, decimals: 1))\(Number.space)%"
    }
    return
      "Half-width of the median within 1\(Number.space)% for \(known) of \(Number.count(pairs.count, "pair"));"
      + " not reached: \(value ?? "no interval") at CPUs \(worst.first) and \(worst.second),"
      + " because \(worst.row.reason)."
  }

  private func width(_ pair: HandOver) -> Double { pair.row.halfWidthPercent ?? .infinity }

  /// Whether pairs ran at the same time, and on what evidence.
  var concurrencySentence: String {
    guard let first = checks.first else { return "One pair ran at a time." }
    let worst = checks.max { distance($0) < distance($1) } ?? first
    let ratio =
      "\(Self.fine(worst.ratio)) [\(Self.fine(worst.ratioLower)),"
      + " \(Self.fine(worst.ratioUpper))] at CPUs \(Self.cpus(worst.cpus).map(String.init).joined(separator: " and "))"
    let count = Number.count(checks.count, "pair")
    if areConcurrent {
      return
        "Disjoint pairs ran at the same time: beside others over alone was within 2\(Number.space)% for \(count) checked (farthest \(ratio))."
    }
    let why =
      switch first.reason {
      case "": "the run ended before it paid: beside over alone so far \(ratio)"
      case "changed": "others change the result: beside over alone \(ratio)"
      default: "the check proved nothing: beside over alone \(ratio)"
      }
    return "One pair ran at a time, as \(why)."
  }

  /// A ratio close to 1, to a tenth of a percent.
  private static func fine(_ ratio: Double?) -> String {
    ratio.map { Number.fixed($0, decimals: 3) } ?? Number.absent
  }

  private func distance(_ row: ContentionRow) -> Double { ((row.ratio ?? 1) - 1).magnitude }

  /// Pairs that changed their mode in mid-run; `nil` when none did.
  var modesSentence: String? {
    let fast = changing.filter { $0.row.fastTimePercent != nil }
      .max { ($0.row.fastTimePercent ?? 0) < ($1.row.fastTimePercent ?? 0) }
    let detail = fast.map { pair in
      ": CPUs \(pair.first) and \(pair.second) were nearer"
        + " (\(Number.time(nanoseconds: pair.row.fastRoundTripP50Nanoseconds.map { $0 / 2 })))"
        + " for \(Number.fixed(pair.row.fastTimePercent ?? 0, decimals: 1))\(Number.space)% of the time, as siblings or below one cache are"
    }
    guard !changing.isEmpty else { return nil }
    return "\(Number.count(changing.count, "pair")) changed between modes\(detail ?? "");"
      + " only the main mode is in the figures."
  }
}
