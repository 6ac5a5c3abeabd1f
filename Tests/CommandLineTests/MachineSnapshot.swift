import Foundation
import Glibc

/// Every file and setting that a policy may touch: what runs change on the machine, and what they could leave behind.
struct MachineSnapshot: Equatable {
  /// By path, or by a word for what is no single file.
  var values: [String: String]
  /// Journals and control groups whose runs are dead.
  var remains: Set<String>

  /// The state before something is tried: one that lasts, as other tests' runs may just be ending.
  static func atRest() -> MachineSnapshot {
    var state = now()
    for _ in 0..<50 {
      usleep(200_000)
      let next = now()
      if next == state { break }
      state = next
    }
    return state
  }

  /// What a living run has changed is given as that run will leave it: other runs of this machine come and go while a test looks.
  ///
  /// - Parameter run: a process whose groups are told, and settings as they are now.
  static func now(during run: Int32? = nil) -> MachineSnapshot {
    var values = Dictionary(
      uniqueKeysWithValues: (settings + folders.flatMap(files)).compactMap { path in
        text(path).map { (path, $0) }
      })
    let journals = Journal.all
    if run == nil {
      for journal in journals.reversed() where journal.isAlive {
        for change in journal.settings where values[change.path] == change.value {
          values[change.path] = change.before
        }
      }
    }
    if let run, case let own = groups({ $0 == run }), !own.isEmpty {
      values["control groups"] = own.joined(separator: " ")
    }
    values["mounts"] = mounts
    if let tree = resctrl {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: tree)) ?? []
      values["resctrl groups"] = names.sorted().joined(separator: " ")
      for file in ["schemata", "mode", "cpus", "info/L3_MON/max_threshold_occupancy"] {
        values["resctrl \(file)"] = text("\(tree)/\(file)")
      }
    }
    let dead = journals.filter { !$0.isAlive }.map(\.name) + groups { !isThere($0) }
    return MachineSnapshot(values: values, remains: Set(dead))
  }

  /// The state that the machine comes to within 30 s: as before, or what it stays at.
  static func settled(as before: MachineSnapshot) -> MachineSnapshot {
    for _ in 0..<150 {
      let state = now()
      if state.differences(from: before).isEmpty { return state }
      usleep(200_000)
    }
    return now()
  }

  /// What was changed, each with both values, and what remains of dead runs that did not before. That less remains is no fault:
  /// every start clears up.
  func differences(from before: MachineSnapshot) -> [String] {
    let changed: [String] = Set(values.keys).union(before.values.keys).sorted().compactMap { key in
      let (old, new) = (before.values[key] ?? "missing", values[key] ?? "missing")
      return old == new ? nil : "\(key): \(old) became \(new)"
    }
    return changed + remains.subtracting(before.remains).sorted().map { "\($0) remains" }
  }

  // MARK: Where to look

  private static let settings = [
    "/proc/sys/kernel/sched_rt_runtime_us", "/proc/sys/kernel/sched_rt_period_us",
    "/proc/sys/kernel/numa_balancing", "/proc/sys/kernel/perf_event_paranoid",
    "/proc/sys/kernel/split_lock_mitigate", "/proc/sys/vm/nr_hugepages",
    "/proc/sys/vm/nr_overcommit_hugepages", "/proc/sys/vm/overcommit_memory",
    "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/kernel/mm/transparent_hugepage/defrag",
    "/sys/kernel/mm/transparent_hugepage/shmem_enabled", "/sys/kernel/mm/ksm/run",
    "/sys/devices/system/cpu/online", "/sys/devices/system/cpu/smt/control",
    "/sys/devices/system/cpu/intel_pstate/no_turbo", "/sys/devices/system/cpu/cpufreq/boost",
  ]

  /// Folders of folders, with the file that counts in each.
  private static let folders = [
    ("/sys/devices/system/cpu/cpufreq", "scaling_governor"),
    ("/sys/kernel/mm/hugepages", "nr_hugepages"),
    ("/sys/kernel/debug/sched/fair_server", "runtime"),
  ]

  private static func files(_ folder: String, _ file: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.map { "\(folder)/\($0)/\(file)" }
  }

  /// Those that are runs' business; others come and go with the system.
  private static var mounts: String {
    let lines = (text("/proc/mounts") ?? "").split(separator: "\n")
    return lines.filter { $0.contains("resctrl") || $0.contains("bulkhead") }.sorted()
      .joined(separator: " | ")
  }

  private static var resctrl: String? {
    let lines = (text("/proc/mounts") ?? "").split(separator: "\n").map { $0.split(separator: " ") }
    return lines.first { $0.count > 2 && $0[2] == "resctrl" }.map { String($0[1]) }
  }

  /// The groups of runs, whose names carry the number of the process that made them.
  private static func groups(_ isMeant: (Int32) -> Bool) -> [String] {
    let all = FileManager.default.enumerator(atPath: "/sys/fs/cgroup")
    return (all?.compactMap { $0 as? String } ?? []).filter { path in
      let name = path.split(separator: "/").last?.split(separator: "-") ?? []
      guard name.count >= 3, name[0] == "bulkhead", let maker = Int32(name[1]) else { return false }
      return isMeant(maker)
    }.sorted()
  }

  fileprivate static func isThere(_ process: Int32) -> Bool {
    FileManager.default.fileExists(atPath: "/proc/\(process)")
  }

  fileprivate static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }
}

/// What a run has written down of its changes.
private struct Journal {
  let name: String
  let isAlive: Bool
  /// Settings that have not been restored.
  let settings: [(path: String, before: String, value: String)]

  static var all: [Journal] {
    let folder = geteuid() == 0 ? "/run/bulkhead" : "/tmp/bulkhead-\(geteuid())"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".journal") }.sorted().compactMap { name in
      MachineSnapshot.text("\(folder)/\(name)").map { Journal(name, $0) }
    }
  }

  private init(_ name: String, _ text: String) {
    self.name = name
    let lines = text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    let owner = lines.first.flatMap { $0.count > 1 ? Int32($0[1]) : nil }
    isAlive = owner.map(MachineSnapshot.isThere) ?? false
    let changes = lines.dropFirst().filter { $0.first != "undone" }
    let undone = Set(lines.filter { $0.first == "undone" }.compactMap { Int($0.last ?? "") })
    settings = changes.enumerated().compactMap { number, fields in
      guard !undone.contains(number), fields.first == "setting", fields.count == 4 else {
        return nil
      }
      return (fields[1], fields[2], fields[3])
    }
  }
}
