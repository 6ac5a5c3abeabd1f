import Results

/// What a campaign of faults came to, in counts and sentences.
struct FaultFindings {
  let rows: [FaultRow]
  let measured: [FaultRow]

  init?(_ results: ResultSet) {
    guard !results.faults.isEmpty else { return nil }
    rows = results.faults
    measured = rows.filter { $0.status == .measured }
  }

  var contained: [FaultRow] { measured.filter { $0.isContained == true } }
  var escaped: [FaultRow] { measured.filter { $0.isContained == false } }
  var singlePoints: [FaultRow] { measured.filter { $0.isSinglePointOfFailure == true } }
  var unavailable: [FaultRow] { rows.filter { $0.status == .unavailable } }

  /// The kinds of partitions, in the order of the rows.
  var backends: [String] { Findings.distinct(rows.map(\.backend)) }

  /// How many of a backend's faults were contained: `process 12 of 12`.
  var byBackend: [String] {
    backends.compactMap { backend in
      let all = measured.filter { $0.backend == backend }
      guard !all.isEmpty else { return nil }
      return "\(backend) \(all.count { $0.isContained == true }) of \(all.count)"
    }
  }

  var headline: String {
    guard !measured.isEmpty else { return "No fault could be injected here" }
    return "\(contained.count) of \(Number.count(measured.count, "fault")) were contained: "
      + Words.list(byBackend)
  }

  var sentence: String {
    var text = headline + "."
    if !singlePoints.isEmpty {
      let names = Findings.distinct(singlePoints.map(\.backend)).map { backend in
        "\(backend) (\(Words.list(singlePoints.filter { $0.backend == backend }.map(\.fault))))"
      }
      text += " Single points of failure: \(Words.list(names))."
    }
    return text
  }

  /// Faults that nobody saw, although they were committed.
  var unnoticed: [FaultRow] { measured.filter { $0.detectedFrame == nil } }
}
