import Results

/// The few numbers of a deployment run that a reader wants first, and what to know before quoting one.
enum RegisterTiles {
  static func all(_ findings: RegisterFindings) -> [Tile] {
    var tiles: [Tile] = []
    if let worst = findings.worst {
      tiles.append(
        Tile(
          value: worst.hedgedSlowdown, label: "worst path",
          detail: "\(worst.victimID) beside \(worst.aggressorID)",
          tone: worst.verdict == .worse ? "bad" : ""))
    }
    if let worst = findings.worstBesideAll {
      tiles.append(
        Tile(
          value: worst.hedgedSlowdown, label: "worst beside all others",
          detail: worst.victimID, tone: worst.verdict == .worse ? "bad" : ""))
    }
    tiles.append(
      Tile(
        value: "\(Number.count(findings.measured.count)) of \(Number.count(findings.paths.count))",
        label: "paths measured", detail: "the others say why not in the register", tone: ""))
    return tiles
  }

  static func caveats(_ findings: RegisterFindings) -> [Caveats.Caveat] {
    var caveats = [
      Caveats.Caveat(
        level: .note,
        text: "The longest job seen is a high-water mark: nothing bounds what was not seen.")
    ]
    if findings.unverified > 0 {
      caveats.append(
        Caveats.Caveat(
          level: .warn,
          text:
            "\(Number.count(findings.unverified)) of \(Number.count(findings.measured.count, "measured path"))"
            + " rest on a generator that did not prove here that it stresses what it claims."))
    }
    if findings.untested > 0 {
      caveats.append(
        Caveats.Caveat(
          level: .warn,
          text: "\(Number.count(findings.untested, "path")) not tested: nothing is known of them."))
    }
    return caveats
  }
}
