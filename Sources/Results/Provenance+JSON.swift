extension Provenance {
  /// As `env/provenance.json` has it, to stand inside another document.
  public func json() -> String {
    // Its values are texts, whole numbers and finite times, and all of them have a form in JSON.
    let bytes = try! JSON.encode(self, file: ResultSet.provenanceFile)
    return String(decoding: bytes.dropLast(), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
  }
}
