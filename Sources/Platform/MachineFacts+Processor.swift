/// A file of the tree that is being read.
typealias ProcReader = (String) -> ProcFile

extension MachineFacts {
  /// The processor as `/proc/cpuinfo` names it.
  public struct Processor: Sendable, Equatable {
    /// Model name; on arm64, where there is none, the implementer's and the part's number.
    public var model = ""
    /// Revision of the microcode; guests see what the hypervisor chose to show.
    public var microcode: String?

    public init() {}

    init(cpuinfo: String) {
      let values = cpuinfo.keyedLines
      microcode = values["microcode"]
      if let name = values["model name"] {
        model = name
      } else if let implementer = values["CPU implementer"], let part = values["CPU part"] {
        model = "arm64 implementer \(implementer) part \(part)"
      }
    }
  }

  /// What the kernel reads the time from.
  public struct ClockSource: Sendable, Equatable {
    /// For instance `tsc`; empty when unknown.
    public var current = ""
    public var available: [String] = []

    public init() {}

    init(_ file: ProcReader) {
      let folder = "/sys/devices/system/clocksource/clocksource0"
      current = file("\(folder)/current_clocksource").line ?? ""
      available = (file("\(folder)/available_clocksource").line ?? "").words
    }
  }

  /// Whether cores run several hardware threads.
  public struct Multithreading: Sendable, Equatable {
    /// The kernel's word: `on`, `off`, `forceoff`, `notsupported` or `notimplemented`; empty when unknown.
    public var control = ""
    public var isActive = false

    public init() {}

    init(_ file: ProcReader) {
      control = file("/sys/devices/system/cpu/smt/control").line ?? ""
      isActive = file("/sys/devices/system/cpu/smt/active").line == "1"
    }
  }

  /// Names the hypervisor, or `nil` when nothing points to one.
  ///
  /// The `hypervisor` flag of cpuinfo is CPUID leaf 1, ECX bit 31, which processors leave 0 and hypervisors set. It
  /// says that there is one, and never which; the names come from Xen's own file, from the firmware, or from the
  /// paravirtual clock that the kernel was offered.
  static func hypervisor(cpuinfo: String, clockSource: ClockSource, _ file: ProcReader) -> String? {
    let xen = file("/sys/hypervisor/type").line
    let firmware = ["sys_vendor", "product_name"]
      .compactMap { file("/sys/class/dmi/id/\($0)").line }.joined(separator: " ")
    let isGuest =
      cpuinfo.keyedLines["flags"].map { $0.words.contains("hypervisor") }
      ?? (virtualProducts.contains { firmware.contains($0) } && !firmware.contains(".metal"))
    guard isGuest || xen != nil else { return nil }

    let clock = paravirtualClocks.first { clockSource.available.contains($0.clock) }?.hypervisor
    let names = [xen, clock].compactMap { $0 }
    if let name = names.first {
      return firmware.isEmpty ? name : "\(name) (\(firmware))"
    }
    return firmware.isEmpty ? "unnamed hypervisor" : firmware
  }

  /// Parts of the vendor and product names that hypervisors' firmware gives itself; they decide on arm64, where no CPU
  /// flag tells. EC2's bare-metal machines carry `.metal` in the product name.
  private static let virtualProducts = [
    "QEMU", "KVM", "VMware", "VirtualBox", "Xen", "Bochs", "Parallels", "Amazon EC2",
    "Google Compute Engine",
    "Microsoft Corporation Virtual Machine", "OpenStack", "Firecracker", "Cloud Hypervisor",
  ]

  private static let paravirtualClocks = [
    (clock: "kvm-clock", hypervisor: "KVM"),
    (clock: "hyperv_clocksource_tsc_page", hypervisor: "Hyper-V"),
    (clock: "xen", hypervisor: "Xen"),
  ]

  static func governors(_ file: ProcReader) -> [String] {
    let folder = "/sys/devices/system/cpu/cpufreq"
    let used = file(folder).names.compactMap { file("\(folder)/\($0)/scaling_governor").line }
    return Set(used).sorted()
  }

  /// intel_pstate says `no_turbo`; the other drivers say `boost`.
  static func turboEnabled(_ file: ProcReader) -> Bool? {
    if let off = file("/sys/devices/system/cpu/intel_pstate/no_turbo").line { return off == "0" }
    return file("/sys/devices/system/cpu/cpufreq/boost").line.map { $0 == "1" }
  }

  static func mitigations(_ file: ProcReader) -> [String: String] {
    let folder = "/sys/devices/system/cpu/vulnerabilities"
    var states: [String: String] = [:]
    for name in file(folder).names { states[name] = file("\(folder)/\(name)").line }
    return states
  }
}
