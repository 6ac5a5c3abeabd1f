import Foundation
import Glibc

/// Processes that were started for one moment, and all that they started: they carry a mark in their environment.
enum Marked {
  static let variable = "BULKHEAD_CAMPAIGN"

  static func processes(_ mark: String) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { process in
      guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ")
      else { return false }
      return environment.range(of: Data("\(variable)=\(mark)".utf8)) != nil
    }
  }

  /// The name that a process goes by.
  static func name(of process: Int32) -> String? {
    FileManager.default.contents(atPath: "/proc/\(process)/comm").map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// Those that are still there after 30 s, when all should long have ended: to take a guest apart, which on an idle machine takes
  /// half a second, a busy one needs several.
  static func waitForEnd(of mark: String) -> [Int32] {
    for _ in 0..<1500 {
      if processes(mark).isEmpty { return [] }
      usleep(20_000)
    }
    return processes(mark)
  }
}
