import Foundation
import Statistics

/// A directory for one test, which starts `bulkhead` in it; gone when the last reference is.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(
      path: "bulkhead-command-line-\(UUID().uuidString)"
    ).resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: url.appending(path: name))
  }

  func write(_ name: String, _ text: String) throws { try write(name, text.utf8) }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: url.appending(path: name), withIntermediateDirectories: false)
  }

  /// What a user would see in it, in order.
  func entries(_ name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).filter { !$0.hasPrefix(".") }
      .sorted()
  }
}

/// A suite that is over in about a second and measures nothing worth knowing.
///
/// Sizes are in bytes, so that it runs on a machine whose caches are not known.
func tinySuite(
  rounds: Int = 2, phase: String = "2ms", window: String = "500us",
  policies: String? = nil, victims: String = "chase@16KiB", more: String = ""
) -> String {
  """
  rounds: \(rounds)
  phase: \(phase)
  warmup: 200us
  policies: [\(policies ?? "baseline, pinned, gang: { window: \(window) }")]
  victims: [\(victims)]
  aggressors: [alu]
  \(more)

  """
}

/// Random numbers whose seed is printed: `BULKHEAD_TEST_SEED=… swift test` repeats them.
func seededGenerator() -> SplitMix64 {
  let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"].flatMap { UInt64($0) }
  let seed = given ?? .random(in: 0...(.max))
  print("BULKHEAD_TEST_SEED=\(seed)")
  return SplitMix64(seed: seed)
}
