public import Workloads

/// A workload as a command line asks for it: `chase`, `chase@L2/2`, `chase@64MiB:8192`.
public struct AskedWorkload: Sendable {
  /// What was asked, with the working set that the workload chose where none was given.
  public let label: String
  public let workload: Workload
  /// Bytes that each thread touches; 0 for a workload that has no working set to choose.
  public let workingSetBytes: Int
  /// Accesses in a timed job; the workload's own number when `nil`.
  public let jobAccesses: Int?

  /// Reads `NAME[@SIZE][:JOB]`.
  ///
  /// - Throws: `AskedWorkloadError` saying what is wrong and what would be right.
  public init(parsing text: String, caches: CacheSizes) throws(AskedWorkloadError) {
    var rest = Substring(text)
    var job: Int?
    if let colon = rest.lastIndex(of: ":") {
      let digits = rest[rest.index(after: colon)...]
      guard let number = Int(digits), (1...1_000_000_000).contains(number) else {
        throw AskedWorkloadError(
          "'\(text)': behind `:` stand the accesses of a job, from 1 to 1000000000, not '\(digits)'"
        )
      }
      job = number
      rest = rest[..<colon]
    }
    let parts = rest.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let workload = WorkloadCatalogue.named(name) else {
      let known = WorkloadCatalogue.all.map(\.name)
      let hint = DidYouMean.suggestion(for: name, among: known).map { "did you mean '\($0)'?" }
      throw AskedWorkloadError(
        "unknown workload '\(name)'; \(hint ?? "`bulkhead list workloads` shows them")")
    }
    let size = parts.count == 2 ? String(parts[1]) : nil
    let jobLabel = job.map { ":\($0)" } ?? ""
    self.workload = workload
    jobAccesses = job
    guard workload.hasWorkingSet else {
      if size != nil {
        throw AskedWorkloadError(
          "'\(text)': \(name) has no working set to choose; write \(name)\(jobLabel)")
      }
      workingSetBytes = 0
      label = name + jobLabel
      return
    }
    do {
      let workingSet =
        try size.map { size throws(WorkingSetError) in try WorkingSet(parsing: size) }
        ?? workload.defaultWorkingSet
      workingSetBytes = workload.workingSetBytes(asked: try workingSet.bytes(caches: caches))
      label = "\(name)@\(workingSet)\(jobLabel)"
    } catch {
      throw AskedWorkloadError("'\(text)': \(error.description)")
    }
  }
}

/// Why a text is no workload that could be measured.
public struct AskedWorkloadError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
