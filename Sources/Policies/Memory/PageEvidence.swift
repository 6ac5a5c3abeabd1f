import Platform

/// What smaps says of the buffers.
enum PageEvidence {
  static func reading(
    _ observation: PolicyObservation, isRight: (Arena.Pages) -> Bool
  ) -> Evidence {
    // Up to a size pages do not matter and are of the base size whatever was asked for.
    let buffers = observation.partitions.flatMap(\.memory).filter {
      $0.bytes > Arena.largestInBasePages
    }
    let wrong = buffers.filter { !isRight($0.pages) }
    let kinds = Set(buffers.map(\.pages.rawValue)).sorted().joined(separator: ", ")
    let large = buffers.isEmpty ? "no buffer is larger than 32 KiB" : "smaps shows \(kinds)"
    return Evidence(held: wrong.isEmpty, detail: "\(large) in \(buffers.count) buffers")
  }
}
