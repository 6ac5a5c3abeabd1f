import Glibc

/// Where resctrl stands on a machine, and what would have to be done to have it.
public struct ResctrlMachine: Sendable {
  private let root: String
  /// Who acts on the file system; a tree of ordinary files has somebody who stands for the kernel.
  let kernel: any ResctrlKernel

  /// - Parameter root: the folder that stands for `/`.
  public init(root: String = "/", kernel: any ResctrlKernel = SystemResctrlKernel()) {
    self.root = root
    self.kernel = kernel
  }

  /// What there is of it.
  public enum State: Sendable, Equatable {
    /// `/proc/filesystems` does not list it. The kernel lists it only after it has found the hardware (resctrl_init).
    case unsupported
    case unmounted
    /// - Parameter options: `cdp`, `cdpl2`, `mba_MBps`, among others.
    case mounted(path: String, options: Set<String>)
  }

  public var state: State {
    for line in file("/proc/mounts").text?.split(whereSeparator: \.isNewline) ?? [] {
      let fields = line.words
      guard fields.count >= 4, fields[2] == "resctrl" else { continue }
      return .mounted(
        path: ProcFile(fields[1], under: root).path,
        options: Set(fields[3].split(separator: ",").map(String.init)))
    }
    let isListed = file("/proc/filesystems").text?.words.contains("resctrl") == true
    return isListed ? .unmounted : .unsupported
  }

  /// The tree, where it is mounted.
  public var tree: ResctrlTree? {
    if case .mounted(let path, _) = state { ResctrlTree(root: path) } else { nil }
  }

  public func hasOption(_ option: String) -> Bool {
    if case .mounted(_, let options) = state { options.contains(option) } else { false }
  }

  /// Where it is mounted when we do it; the kernel makes the folder (resctrl_init).
  public var mountPoint: String { ProcFile("/sys/fs/resctrl", under: root).path }

  /// Whether the processor says in `/proc/cpuinfo` what it can do, and this is not part of it. Only x86 has such words.
  public func lacksFlag(_ flag: String) -> Bool {
    processor["flags"].map { !$0.words.contains(flag) } ?? false
  }

  /// Whether bandwidth is given in AMD's units; Hygon's processors are AMD's.
  public var isAMD: Bool { ["AuthenticAMD", "HygonGenuine"].contains(processor["vendor_id"]) }

  /// The ids of the caches of a level that these CPUs use: the domains of `schemata` (resctrl.rst, "Cache IDs").
  ///
  /// - Returns: the domains; `nil` where the kernel does not tell them for one of the CPUs.
  public func domains(level: Int, cpus: some Sequence<Int>) -> Set<Int>? {
    var domains: Set<Int> = []
    for cpu in cpus {
      let folder = "/sys/devices/system/cpu/cpu\(cpu)/cache"
      let index = file(folder).names.first {
        $0.hasPrefix("index") && file("\(folder)/\($0)/level").line == "\(level)"
          && file("\(folder)/\($0)/type").line != "Instruction"
      }
      guard let index, let id = file("\(folder)/\(index)/id").line.flatMap({ Int($0) }) else {
        return nil
      }
      domains.insert(id)
    }
    return domains
  }

  /// Whether this user may mount it.
  public var mayMount: Bool { kernel.mayMount }

  /// Whether this user may make groups and write to them.
  public func mayChange(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  private var processor: [String: String] { file("/proc/cpuinfo").text?.keyedLines ?? [:] }

  private func file(_ path: String) -> ProcFile { ProcFile(path, under: root) }
}
