import Foundation
import HardwareTopology

/// The machines of `Fixtures/`.
enum Machines {
  static let names = [
    "kvm-guest-4", "smt-server-2x16", "epyc-2x96", "hybrid-8p8e", "guest-restricted",
  ]

  static func path(_ file: String) -> String {
    Bundle.module.url(forResource: "Fixtures", withExtension: nil)!
      .appendingPathComponent(file).path
  }

  static func load(_ name: String) throws -> Topology {
    try Topology(loading: .xmlFile(path: path(name + ".xml")))
  }

  static func synthetic(_ text: String) throws -> Topology {
    try Topology(loading: .synthetic(text))
  }

  /// Calls `body` with the path of a file of this content, which is gone afterwards.
  static func withFile<T>(_ content: String, _ body: (String) throws -> T) throws -> T {
    let path = NSTemporaryDirectory() + "bulkhead-topology-\(UUID().uuidString).xml"
    try content.write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
