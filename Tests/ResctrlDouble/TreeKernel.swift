import Foundation
import Glibc
public import Platform
import Synchronization

/// Stands for the kernel behind a tree of ordinary files: fills groups when they are made, merges what is written into `schemata`
/// and refuses what fs/resctrl/ctrlmondata.c refuses, moves threads, empties groups when they are removed. It can also lie.
public final class TreeKernel: ResctrlKernel {
  public struct Behaviour: Sendable {
    /// Groups are refused with this number and word, as often as this.
    public var refusal: (code: CInt, word: String, times: Int)?
    /// Writes succeed and change nothing.
    public var keepsMasks = true
    public var keepsThreads = true
    public var mayMount = true

    public init(
      refusal: (code: CInt, word: String, times: Int)? = nil, keepsMasks: Bool = true,
      keepsThreads: Bool = true, mayMount: Bool = true
    ) {
      self.refusal = refusal
      self.keepsMasks = keepsMasks
      self.keepsThreads = keepsThreads
      self.mayMount = mayMount
    }
  }

  private let path: String
  private let layout: ResctrlLayout
  private let behaviour: Mutex<Behaviour>
  private var mountPoint: String { "\(path)/sys/fs/resctrl" }

  init(_ path: String, _ layout: ResctrlLayout, _ behaviour: Behaviour) {
    self.path = path
    self.layout = layout
    self.behaviour = Mutex(behaviour)
  }

  // MARK: The acts

  public var mayMount: Bool { behaviour.withLock { $0.mayMount } }

  public func mount(
    on path: String, options: [String], _ changes: MachineChanges
  ) throws(MachineChangeError) {
    fillMount(options: options)
  }

  public func makeGroup(_ path: String, _ changes: MachineChanges) throws(MachineChangeError) {
    let refusal = behaviour.withLock { behaviour -> (code: CInt, word: String)? in
      guard let refusal = behaviour.refusal, refusal.times > 0 else { return nil }
      behaviour.refusal!.times -= 1
      return (refusal.code, refusal.word)
    }
    if let refusal {
      say(refusal.word)
      throw MachineChangeError(path, "make the group", code: refusal.code)
    }
    try changes.makeGroup(path)
    say("ok")
    fill(path)
  }

  public func undo(_ path: String, _ changes: MachineChanges) {
    if path == mountPoint {
      try? FileManager.default.removeItem(atPath: mountPoint)
      TreeMachine.write("proc /proc proc rw 0 0\n", to: "\(self.path)/proc/mounts")
      return
    }
    // The kernel removes what it has put there, and moves the threads to the default group.
    let orphans = (try? String(contentsOfFile: "\(path)/tasks", encoding: .utf8)) ?? ""
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
    let everybody = "\(mountPoint)/tasks"
    let there = (try? String(contentsOfFile: everybody, encoding: .utf8)) ?? ""
    TreeMachine.write(there + orphans, to: everybody)
    changes.restore(path)
  }

  public func write(_ text: String, to path: String) throws(SystemError) {
    // Valid input requires a trailing newline (rdtgroup_schemata_write).
    guard text.hasSuffix("\n") else { throw SystemError("write to \(path)", code: EINVAL) }
    let (keepsMasks, keepsThreads) = behaviour.withLock { ($0.keepsMasks, $0.keepsThreads) }
    let line = text.dropLast()
    if path.hasSuffix("/schemata") {
      if let reason = complaint(String(line)) {
        say(reason)
        throw SystemError("write `\(line)` to \(path)", code: EINVAL)
      }
      if keepsMasks { merge(String(line), into: path) }
    } else if path.hasSuffix("/tasks"), keepsThreads {
      move(String(line), to: path)
    }
    say("ok")
  }

  // MARK: What the kernel does

  func fillMount(options: [String]) {
    let text = (["rw", "relatime"] + options).joined(separator: ",")
    TreeMachine.write(
      "proc /proc proc rw 0 0\nresctrl /sys/fs/resctrl resctrl \(text) 0 0\n",
      to: "\(path)/proc/mounts")
    for (name, text) in layout.info { TreeMachine.write(text, to: "\(mountPoint)/info/\(name)") }
    fill(mountPoint)
    TreeMachine.write("1\n2\n", to: "\(mountPoint)/tasks")
    for (group, files) in layout.groups {
      fill("\(mountPoint)/\(group)")
      for (name, text) in files { TreeMachine.write(text, to: "\(mountPoint)/\(group)/\(name)") }
    }
  }

  private func fill(_ group: String) {
    let schemata = layout.schemata.joined(separator: "\n") + "\n"
    TreeMachine.write(schemata, to: "\(group)/schemata")
    TreeMachine.write("", to: "\(group)/tasks")
    TreeMachine.write("\n", to: "\(group)/cpus_list")
    TreeMachine.write("shareable\n", to: "\(group)/mode")
    writeSizes(group)
    guard let monitors = layout.monitors else { return }
    for domain in layout.domains {
      for monitor in monitors {
        let name = String(format: "mon_L3_%02d", domain)
        TreeMachine.write("0\n", to: "\(group)/mon_data/\(name)/\(monitor)")
      }
    }
  }

  private func writeSizes(_ group: String) {
    guard let schemata = try? ResctrlGroup(path: group).schemata() else { return }
    let lines = schemata.lines.map { line in
      let isCache = line.resource.hasPrefix("L")
      let sizes = line.values.sorted { $0.key < $1.key }.map {
        "\($0.key)=\(isCache ? UInt64($0.value.nonzeroBitCount * layout.wayBytes) : $0.value)"
      }
      return "    \(line.resource):\(sizes.joined(separator: ";"))\n"
    }
    TreeMachine.write(lines.joined(), to: "\(group)/size")
  }

  /// The reasons of cbm_validate, bw_validate and parse_cbm; `nil` when there is none.
  private func complaint(_ text: String) -> String? {
    guard let line = try? Schemata(text).lines.first,
      let known = try? ResctrlGroup(path: mountPoint).schemata()[line.resource],
      line.values.keys.allSatisfy({ known[$0] != nil })
    else { return "Unknown or unsupported resource name" }
    guard line.resource != "MB" else {
      let isRate = layout.options.contains("mba_MBps") || layout.vendor == "AuthenticAMD"
      return isRate || line.values.values.allSatisfy { $0 >= 10 && $0 <= 100 }
        ? nil : "MB value out of range [10,100]"
    }
    guard let cache = try? ResctrlTree(root: mountPoint).cache(line.resource) else { return "?" }
    for (domain, bits) in line.values {
      let mask = CapacityMask(UInt32(bits))
      if mask.bits == 0 || mask.subtracting(cache.mask).bits != 0 { return "Mask out of range" }
      if !cache.isSparse, !mask.isContiguous {
        return "The mask \(mask) has non-consecutive 1-bits"
      }
      if mask.ways.count < cache.leastWays {
        return "Need at least \(cache.leastWays) bits in the mask"
      }
      if mask.overlaps(cache.cache(domain: domain).reserved) {
        return "Overlaps with exclusive group"
      }
    }
    return nil
  }

  private func merge(_ text: String, into path: String) {
    let group = String(path.dropLast("/schemata".count))
    guard let line = try? Schemata(text).lines.first,
      var schemata = try? ResctrlGroup(path: group).schemata(),
      let index = schemata.lines.firstIndex(where: { $0.resource == line.resource })
    else { return }
    schemata.lines[index].values.merge(line.values) { $1 }
    TreeMachine.write(schemata.lines.map { "    \($0)\n" }.joined(), to: path)
    writeSizes(group)
  }

  private func move(_ thread: String, to path: String) {
    let groups = ResctrlTree(root: mountPoint).groupNames.map { "\(mountPoint)/\($0)/tasks" }
    for file in groups + ["\(mountPoint)/tasks"] {
      var threads = ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
        .split(separator: "\n").map(String.init).filter { $0 != thread }
      if file == path { threads.append(thread) }
      TreeMachine.write(threads.map { "\($0)\n" }.joined(), to: file)
    }
  }

  private func say(_ word: String) {
    TreeMachine.write("\(word)\n", to: "\(mountPoint)/info/last_cmd_status")
  }
}
