/// What the machine, its kernel and this process's rights are, as far as they bear on a measurement.
///
/// Read from `/proc` and `/sys` only, by any user, and never written. `nil` or an empty collection means that
/// the kernel does not show the fact here.
public struct MachineFacts: Sendable, Equatable {
  /// Name, release and version, as `uname -srv` prints them.
  public var kernel = ""
  public var hostName = ""
  /// The parameters the kernel was started with.
  public var kernelCommandLine = ""

  public var processor = Processor()
  /// Who runs this machine as a guest, in words; `nil` when no sign of a hypervisor was found.
  public var hypervisor: String?
  public var clockSource = ClockSource()
  /// The frequency governors in use, each once; empty where no frequency control is visible (most guests).
  public var governors: [String] = []
  /// Whether the processor may exceed its nominal frequency; `nil` where that is not visible.
  public var turboEnabled: Bool?
  public var multithreading = Multithreading()
  /// CPUs online, as the kernel lists them, for instance `0-3`.
  public var onlineCPUs = ""
  /// Vulnerability to state of its mitigation, in the kernel's words.
  public var mitigations: [String: String] = [:]

  public var realTimeThrottling: RealTimeThrottling?
  /// CPUs kept free of the scheduler's load balancing (`isolcpus`); empty when there are none.
  public var isolatedCPUs = ""
  /// CPUs without a periodic tick (`nohz_full`); empty when there are none.
  public var ticklessCPUs = ""
  public var resctrl = Resctrl.absent
  public var cgroups = Cgroups.none
  public var performanceCounters = PerformanceCounters()

  public var privileges = Privileges()
  public var memory = Memory()
  public var loadAverage: LoadAverage?

  public init() {}

  /// The facts of this machine and this process.
  ///
  /// - Parameter root: the folder that stands for `/`; another one holds the files of another machine.
  public static func read(root: String = "/") -> MachineFacts {
    func file(_ path: String) -> ProcFile { ProcFile(path, under: root) }
    var facts = MachineFacts()
    facts.kernel = ["ostype", "osrelease", "version"]
      .compactMap { file("/proc/sys/kernel/\($0)").line }.joined(separator: " ")
    facts.hostName = file("/proc/sys/kernel/hostname").line ?? ""
    facts.kernelCommandLine = kernelParameters(file("/proc/cmdline").line ?? "")

    let processors = file("/proc/cpuinfo").text ?? ""
    facts.processor = Processor(cpuinfo: processors)
    facts.clockSource = ClockSource(file)
    facts.hypervisor = hypervisor(cpuinfo: processors, clockSource: facts.clockSource, file)
    facts.governors = governors(file)
    facts.turboEnabled = turboEnabled(file)
    facts.multithreading = Multithreading(file)
    facts.onlineCPUs = file("/sys/devices/system/cpu/online").line ?? ""
    facts.mitigations = mitigations(file)

    facts.realTimeThrottling = RealTimeThrottling(file)
    facts.isolatedCPUs = cpuList(file("/sys/devices/system/cpu/isolated"))
    facts.ticklessCPUs = cpuList(file("/sys/devices/system/cpu/nohz_full"))
    let mounts = file("/proc/mounts").text ?? ""
    facts.resctrl = Resctrl(filesystems: file("/proc/filesystems").text ?? "", mounts: mounts)
    facts.cgroups = Cgroups(mounts: mounts)
    facts.performanceCounters = PerformanceCounters(file)

    facts.privileges = Privileges(
      status: file("/proc/self/status").text ?? "", limits: file("/proc/self/limits").text ?? "")
    facts.memory = Memory(
      meminfo: file("/proc/meminfo").text ?? "",
      transparentHugePages: file("/sys/kernel/mm/transparent_hugepage/enabled").line)
    facts.loadAverage = LoadAverage(file("/proc/loadavg").line ?? "")
    return facts
  }

  /// Older kernels print an unset CPU mask as `(null)`.
  private static func cpuList(_ file: ProcFile) -> String {
    let list = file.line ?? ""
    return list == "(null)" ? "" : list
  }

  /// The kernel's own parameters: what follows `--` is meant for init and no fact of the machine
  /// (Documentation/admin-guide/kernel-parameters.rst).
  static func kernelParameters(_ commandLine: String) -> String {
    let words = commandLine.split(separator: " ")
    return words.prefix { $0 != "--" }.joined(separator: " ")
  }
}
