import CHwloc
import Glibc

/// A topology inside hwloc: the only type of this module that touches C.
///
/// Its initializer leaves a topology that hwloc has loaded in full, and `deinit` is the only place
/// that destroys it; so the pointer is valid wherever a method can be called. No pointer leaves.
@safe
struct HwlocTopology: ~Copyable {
  /// Only for this type's own extensions.
  let handle: hwloc_topology_t
  let source: TopologySource
  let isThisSystem: Bool

  init(loading source: TopologySource) throws(TopologyError) {
    try Self.check(
      built: Int(HWLOC_API_VERSION), running: Int(hwloc_get_api_version()))
    Self.silence

    let input: Input
    switch source {
    case .thisMachine: input = .machine
    case .xmlFile(let path): input = .xml(path: path, bytes: try Self.xmlBytes(path: path))
    case .synthetic(let text): input = .synthetic(text)
    case .environment("HWLOC_SYNTHETIC", let text): input = .synthetic(text)
    // A copy of another machine's /proc and /sys, or of its CPUID: hwloc itself looks there.
    case .environment("HWLOC_FSROOT", _), .environment("HWLOC_CPUID_PATH", _): input = .machine
    case .environment(_, let path):
      // hwloc reads standard input for "-".
      let file = path == "-" ? "/dev/stdin" : path
      input = .xml(path: file, bytes: try Self.xmlBytes(path: file))
    }
    unsafe handle = try Self.load(input, source)
    isThisSystem = unsafe hwloc_topology_is_thissystem(handle) == 1
    self.source = source
  }

  deinit { unsafe hwloc_topology_destroy(handle) }

  /// hwloc promises a stable ABI within a major version, the upper half of its API version.
  static func check(built: Int, running: Int) throws(TopologyError) {
    guard built >> 16 == running >> 16 else {
      throw .libraryMismatch(built: built >> 16, running: running >> 16)
    }
  }

  /// hwloc prints what it dislikes to standard error, and libxml, which hwloc reads XML with where
  /// its plugin is installed, does so too; our errors say it instead. hwloc reads these variables
  /// once, at first need. Without libxml it uses its own reader, made for the files that hwloc
  /// writes. A user who has set one keeps his setting.
  private static let silence: Void = {
    unsafe _ = setenv("HWLOC_HIDE_ERRORS", "2", 0)
    unsafe _ = setenv("HWLOC_LIBXML_IMPORT", "0", 0)
  }()

  /// The version of the library, which hwloc tells only as a remark on a topology it has made.
  static let libraryVersion: String = {
    guard let smallest = try? HwlocTopology(loading: .synthetic("pu:1")) else { return "" }
    return smallest.rootInfos()["hwlocVersion"] ?? ""
  }()

  private enum Input {
    case machine
    case xml(path: String, bytes: [CChar])
    case synthetic(String)
  }

  private static func load(
    _ input: Input, _ source: TopologySource
  ) throws(TopologyError) -> hwloc_topology_t {
    var new: hwloc_topology_t?
    guard unsafe hwloc_topology_init(&new) == 0, let handle = unsafe new else {
      throw .loadFailed(source: source, reason: "hwloc can't load it: \(systemError())")
    }
    do throws(TopologyError) {
      switch input {
      case .machine: break
      case .xml(let path, let bytes):
        guard unsafe hwloc_topology_set_xmlbuffer(handle, bytes, CInt(bytes.count)) == 0 else {
          throw .badXML(path: path, line: nil, reason: "it is not hwloc XML, or is cut short")
        }
      case .synthetic(let text):
        try SyntheticText.check(text, isAccepted: acceptsSynthetic)
        guard unsafe hwloc_topology_set_synthetic(handle, text) == 0 else {
          throw .badSynthetic(text: text, reason: "hwloc refuses it")
        }
      }
      // With what the cgroup forbids, so that a PU outside it can be named instead of unknown;
      // with instruction caches, which hwloc leaves out unless asked.
      unsafe hwloc_topology_set_flags(
        handle, UInt(HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED.rawValue))
      unsafe hwloc_topology_set_icache_types_filter(handle, HWLOC_TYPE_FILTER_KEEP_ALL)
      if unsafe hwloc_topology_load(handle) != 0 {
        if case .xml(let path, _) = input {
          throw .badXML(path: path, line: nil, reason: "hwloc finds its objects inconsistent")
        }
        throw .loadFailed(source: source, reason: "hwloc can't load it: \(systemError())")
      }
    } catch {
      unsafe hwloc_topology_destroy(handle)
      throw error
    }
    return unsafe handle
  }

  /// Whether hwloc can read a synthetic description. Reads it only; builds nothing.
  private static func acceptsSynthetic(_ text: String) -> Bool {
    var new: hwloc_topology_t?
    guard unsafe hwloc_topology_init(&new) == 0, let handle = unsafe new else { return false }
    defer { unsafe hwloc_topology_destroy(handle) }
    return unsafe hwloc_topology_set_synthetic(handle, text) == 0
  }

  func exportXML() throws(TopologyError) -> String {
    var buffer: UnsafeMutablePointer<CChar>?
    var length: CInt = 0
    guard unsafe hwloc_topology_export_xmlbuffer(handle, &buffer, &length, 0) == 0,
      let text = unsafe buffer
    else { throw .loadFailed(source: source, reason: "no XML export: \(Self.systemError())") }
    defer { unsafe hwloc_free_xmlbuffer(handle, text) }
    return unsafe String(cString: text)
  }

  static func systemError() -> String { unsafe String(cString: strerror(errno)) }
}
