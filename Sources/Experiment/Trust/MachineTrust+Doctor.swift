public import Platform
import Results
import Statistics

extension MachineTrust {
  /// The answers to the doctor's questions that need a measurement, in the order of `DoctorLine.Subject.measured`.
  public var doctorLines: [DoctorLine] {
    [floorLine, percentilesLine, slowdownLine, siblingsLine]
  }

  private var quietCores: String {
    let list = Doctor.cpuList(floor.map { Int($0.cpu) })
    return
      "at the next boot: isolcpus=managed_irq,domain,\(list) nohz_full=\(list) rcu_nocbs=\(list)"
  }
  private static let pinnedCores = "on the host: virsh vcpupin DOMAIN VCPU CPU"

  // MARK: The floor

  private var gaps: [JitterRow] { floor.filter { $0.source == .gaps && $0.seconds > 0 } }

  private static func rate(_ row: JitterRow) -> Double { Double(row.count) / row.seconds }

  /// The highest rate that the counts do not contradict: seeing none in half a second does not mean that there are none.
  private static func highestRate(_ row: JitterRow) -> Double {
    PoissonRate.upperBound(
      count: Int(row.count), seconds: row.seconds, confidence: rateConfidence)
  }
  private static let rateConfidence = 0.95

  /// The core with the most gaps.
  private var worst: JitterRow? { gaps.max { Self.rate($0) < Self.rate($1) } }

  private var floorLine: DoctorLine {
    let why = "nothing measured on these cores can be steadier than they are when idle"
    guard let worst else {
      return DoctorLine(
        subject: .noiseFloor, grade: .warn, seen: "no core could be watched", why: why,
        fix: "bulkhead jitter")
    }
    let lost = gaps.map(\.lostPercent).max() ?? 0
    var seen =
      "up to \(Self.whole(Self.rate(worst))) gaps/s (CPU \(worst.cpu)), "
      + "\(Self.decimals(lost, 2)) % of the time, "
      + "longest \(Self.micro(gaps.compactMap(\.longestNanoseconds).max()))"
    let timers = floor.filter { $0.source == .timer }
    if let longest = timers.compactMap(\.longestNanoseconds).max() {
      let middle = timers.compactMap(\.p50Nanoseconds).max()
      let missed = timers.reduce(0) { $0 + $1.missed }
      seen +=
        "; timers wake \(Self.micro(middle)) late (p50), at most \(Self.micro(longest))"
        + (missed > 0 ? ", \(missed) of \(timers.reduce(0) { $0 + $1.n }) releases missed" : "")
    }
    guard lost >= 1 else {
      return DoctorLine(subject: .noiseFloor, grade: .ok, seen: seen, why: why)
    }
    return DoctorLine(
      subject: .noiseFloor, grade: .warn, seen: seen, why: why, fix: quietCores)
  }

  // MARK: What can be trusted

  /// The core that may have the most gaps, and how many in a second.
  private var mostDisturbed: (row: JitterRow, rate: Double)? {
    gaps.map { (row: $0, rate: Self.highestRate($0)) }.max { $0.rate < $1.rate }
  }

  private static let jobLengths: [(name: String, nanoseconds: Double)] = [
    ("10 us", 10_000), ("100 us", 100_000), ("1 ms", 1_000_000),
  ]

  private var percentilesLine: DoctorLine {
    let law =
      "a job of length J meets none of λ gaps/s with probability exp(-λJ); percentiles beyond that share show the machine"
    guard let (row, rate) = mostDisturbed else {
      return DoctorLine(
        subject: .percentiles, grade: .warn, seen: "unknown without a floor", why: law,
        fix: "bulkhead jitter")
    }
    let why =
      "\(law); λ is at most \(Self.decimals(rate, 1)) at \(Self.whole(Self.rateConfidence * 100)) % confidence, "
      + "from \(row.count) gaps in \(Self.decimals(row.seconds, 2)) s on CPU \(row.cpu)"
    let parts = Self.jobLengths.map { job in
      let highest = InterferenceLimit.highestQuantile(
        rate: rate, jobNanoseconds: job.nanoseconds)
      return "\(job.name): \(highest.map { "up to " + Self.percentile($0) } ?? "none")"
    }
    let seen = "trust for jobs of " + parts.joined(separator: ", ")
    let isGood =
      InterferenceLimit.untouchedShare(rate: rate, jobNanoseconds: 100_000) >= 0.9
    return DoctorLine(
      subject: .percentiles, grade: isGood ? .ok : .warn, seen: seen, why: why,
      fix: isGood ? "" : quietCores)
  }

  private var slowdownLine: DoctorLine {
    let why =
      "20 rounds in which nothing differed still differ by this much (A/A, 95 % interval): less is not a finding"
    guard let smallestSlowdown else {
      return DoctorLine(
        subject: .smallestSlowdown, grade: .warn, seen: "unknown: too few jobs ran", why: why,
        fix: "bulkhead doctor")
    }
    let seen = "\(Self.decimals(smallestSlowdown * 100, 2)) % at p50"
    let isGood = smallestSlowdown <= Self.practicalMargin
    return DoctorLine(
      subject: .smallestSlowdown, grade: isGood ? .ok : .warn, seen: seen, why: why,
      fix: isGood ? "" : "bulkhead run --rounds 40")
  }

  /// The margin of the verdicts: what is less is seldom worth a decision.
  private static let practicalMargin = 0.05

  // MARK: Siblings

  private var siblingsLine: DoctorLine {
    let why =
      "a hypervisor can show two hardware threads of one core as two cores, and they slow each other whatever the policy"
    let findings = siblings.findings
    func list(_ verdict: SiblingVerdict) -> String {
      findings.filter { $0.verdict == verdict }.map { finding in
        let times = finding.slowdown.map { " (\(Self.decimals($0.value, 2))x)" } ?? ""
        return "\(finding.first)-\(finding.second)\(times)"
      }.joined(separator: ", ")
    }
    guard !findings.isEmpty else {
      return DoctorLine(
        subject: .hiddenSiblings, grade: .ok, seen: "no: there is no pair of cores", why: why)
    }
    let looked =
      findings.count == siblings.pairs
      ? "\(findings.count) pairs" : "\(findings.count) of \(siblings.pairs) pairs looked at"
    let found = list(.yes)
    let open = list(.inconclusive)
    switch (found.isEmpty, open.isEmpty) {
    case (false, _):
      return DoctorLine(
        subject: .hiddenSiblings, grade: .warn,
        seen: "yes: \(found)" + (open.isEmpty ? "" : "; inconclusive: \(open)") + "; \(looked)",
        why: why, fix: Self.pinnedCores)
    case (true, false):
      return DoctorLine(
        subject: .hiddenSiblings, grade: .warn, seen: "inconclusive: \(open); \(looked)", why: why,
        fix: Self.pinnedCores)
    case (true, true):
      return DoctorLine(subject: .hiddenSiblings, grade: .ok, seen: "no: \(looked)", why: why)
    }
  }

  // MARK: Numbers

  private static func decimals(_ value: Double, _ count: Int) -> String {
    Doctor.decimals(value, count)
  }

  private static func whole(_ value: Double) -> String { decimals(value, 0) }

  private static func micro(_ nanoseconds: Int64?) -> String {
    guard let nanoseconds else { return "-" }
    return nanoseconds >= 1_000_000
      ? "\(decimals(Double(nanoseconds) / 1e6, 2)) ms"
      : "\(decimals(Double(nanoseconds) / 1e3, 1)) us"
  }

  /// `p50`, `p99.9`.
  static func percentile(_ partsPerMillion: Int) -> String {
    let (whole, part) = partsPerMillion.quotientAndRemainder(dividingBy: 10_000)
    guard part > 0 else { return "p\(whole)" }
    var digits = String(10_000 + part).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "p\(whole).\(digits)"
  }
}
