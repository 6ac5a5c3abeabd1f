import Results

/// The few numbers of a contention run that a reader wants first.
enum ContentionTiles {
  static func all(_ findings: ContentionFindings) -> [Tile] {
    let sorted = findings.pairs.sorted { $0.nanoseconds < $1.nanoseconds }
    var tiles: [Tile] = []
    if let fastest = sorted.first { tiles.append(tile("fastest hand-over", fastest)) }
    if sorted.count > 1, let slowest = sorted.last {
      tiles.append(tile("slowest hand-over", slowest))
    }
    if !sorted.isEmpty {
      let known = sorted.count - findings.unknown.count
      tiles.append(
        Tile(
          value: "\(Number.count(known)) of \(Number.count(sorted.count))",
          label: "medians known to 1 %", detail: "half of the 95 % interval over the passes",
          tone: ""))
    }
    return tiles
  }

  private static func tile(_ label: String, _ pair: ContentionFindings.HandOver) -> Tile {
    Tile(
      value: Number.time(nanoseconds: pair.nanoseconds), label: label,
      detail: "one way, CPUs \(pair.first) and \(pair.second)", tone: "")
  }
}

/// What has to be known before a contention number is quoted.
enum ContentionCaveats {
  static func all(_ findings: ContentionFindings) -> [Caveats.Caveat] {
    guard !findings.pairs.isEmpty else { return [] }
    var caveats = [
      Caveats.Caveat(
        level: findings.unknown.isEmpty ? .ok : .warn, text: findings.precisionSentence),
      Caveats.Caveat(
        level: findings.areConcurrent ? .ok : .note, text: findings.concurrencySentence),
    ]
    if let sentence = findings.modesSentence {
      caveats.append(Caveats.Caveat(level: .warn, text: sentence))
    }
    return caveats
  }
}
