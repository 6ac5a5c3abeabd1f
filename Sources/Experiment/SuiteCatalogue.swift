import Foundation
import Partitioning
import Policies
import Workloads

/// The suites that can be run by name or without one.
public enum SuiteCatalogue {
  /// A suite and where it is.
  public struct Entry: Sendable {
    public let name: String
    public let description: String
  }

  /// The suite that runs when none is named. It is part of the binary, which so works from any directory.
  public static var standard: SourceText {
    SourceText(
      file: "benches/default.yaml",
      text: String(decoding: PackageResources.default_yaml, as: UTF8.self))
  }

  /// The built-in suite and those in `benches/` below the current directory.
  public static func available() -> [Entry] {
    var entries: [Entry] = []
    if let suite = try? Suite.parse(standard, vocabulary: .current) {
      entries.append(
        Entry(name: "(none)", description: "\(suite.description) (built in: benches/default.yaml)"))
    }
    for path in files(in: "benches") {
      if let suite = try? Suite.read(path, vocabulary: .current) {
        entries.append(Entry(name: path, description: suite.description))
      }
    }
    return entries
  }

  /// The YAML files in a folder below the current directory, by name.
  static func files(in folder: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.sorted().filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }
  }
}

extension Suite.Vocabulary {
  /// The names that this version knows.
  public static var current: Suite.Vocabulary {
    Suite.Vocabulary(
      workloads: WorkloadCatalogue.all.map(\.name), policies: PolicyCatalogue.all.map(\.name),
      enforcers: EnforcerCatalogue.all.map(\.name),
      parameters: Dictionary(
        uniqueKeysWithValues: PolicyCatalogue.all.map {
          ($0.name, PolicyCatalogue.parameters(of: $0.name).map(\.name))
        }))
  }
}
