import CPlatform
import Glibc
import Platform
import Scheduling
import Workloads

/// A forked child in which one partition lives: its own address space, its own end.
///
/// It dies with the harness, whichever way that ends. What it writes down lies in memory that both share.
@safe final class HostProcess: PartitionHost {
  let memories: [ThreadMemory]
  private(set) var descriptor: CInt?
  private let process: pid_t
  private let backend: BackendKind
  private let message: MessageBox
  private let container: Container?
  private var end: PartitionEnd?

  /// Forks the child; it makes the partition's code and threads, and waits for the run to begin.
  ///
  /// - Parameter container: what the child becomes before it makes anything; `nil` for a mere process.
  /// - Throws: `SystemError` when no process can be had. What goes wrong in the child is its end, `failed`.
  init(
    _ memories: [ThreadMemory], memoryBytes: Int?, setup: PartitionThread.Setup,
    backend: BackendKind,
    in container: Container? = nil
  ) throws(SystemError) {
    self.memories = memories
    self.container = container
    self.backend = backend
    message = try MessageBox()
    // In a container the process's own limit comes well before that of the group. At the latter the kernel searches for memory, for
    // milliseconds, at the partition's priority and on its core, and no enforcer can stop it.
    let body = HostBody(
      memories: memories, memoryBytes: container == nil ? memoryBytes : memoryBytes.map { $0 / 2 },
      setup: setup, backend: backend, message: message, container: container)
    // The child never returns, so that its own reference is given up by nobody; the harness gives up its own here.
    let box = unsafe Unmanaged.passRetained(body)
    defer { unsafe box.release() }
    func fork() -> pid_t {
      unsafe cplatform_fork_host(
        { unsafe Unmanaged<HostBody>.fromOpaque($0!).takeUnretainedValue().run() }, box.toOpaque())
    }
    let pid = if let container { try container.forking(fork) } else { fork() }
    guard pid > 0 else { throw SystemError("fork a process for a partition", code: -pid) }
    process = pid
    let descriptor = cplatform_process_descriptor(pid)
    self.descriptor = descriptor < 0 ? nil : descriptor
  }

  /// Its process id.
  var processID: Int32? { process }

  /// What an independent look shows of the container it lives in; `nil` for a mere process, and after its end.
  var evidence: ContainerEvidence? { end == nil ? container?.evidence(process) : nil }

  /// All of its threads but the first, which only waits for the others. As the harness sees them, whatever name space the child is in.
  var kernelThreads: [Int32] {
    guard end == nil else { return [] }
    return ProcFile("/proc/\(process)/task").names.compactMap { Int32($0) }
      .filter { $0 != process }.sorted()
  }

  func poll() -> PartitionEnd? {
    if let end { return end }
    var status: CInt = 0
    guard unsafe cplatform_reap(process, &status) == 1 else { return nil }
    end = ending(status)
    return end
  }

  /// The kernel's flags of a thread, the ninth field of its line, say that it is on its way out (PF_EXITING; proc(5)).
  ///
  /// Never asked of a guest: reading the line holds the process's memory for a moment (get_task_mm in fs/proc/array.c), and who
  /// happens to be the last to let go of it takes the guest apart, here for half a second and inside the read.
  var isEnding: Bool {
    if backend == .vm { return false }
    let exiting: UInt64 = 0x4
    return ProcFile("/proc/\(process)/task").names.contains { thread in
      let line = ProcFile("/proc/\(process)/task/\(thread)/stat").line ?? ""
      // The second field is a name in parentheses, which may hold anything.
      let fields = line[(line.lastIndex(of: ")") ?? line.startIndex)...].split(separator: " ")
      return fields.count > 7 && (UInt64(fields[7]) ?? 0) & exiting != 0
    }
  }

  func stop() {
    if end == nil { kill(process, SIGKILL) }
  }

  func close() {
    while poll() == nil {
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 200_000)
    }
    if let descriptor { Glibc.close(descriptor) }
    descriptor = nil
  }

  /// What wait(2) says: the low seven bits are the signal, the next eight the exit status.
  private func ending(_ status: CInt) -> PartitionEnd {
    let signal = Int(status & 0x7f)
    if signal != 0 {
      // Its windows were over when the harness lost patience with what the kernel had left to do.
      return memories.allSatisfy(\.isFinished) ? .finished : .killed(signal: signal)
    }
    if let text = message.text { return .failed(reason: text) }
    return status == 0 && memories.allSatisfy(\.isFinished)
      ? .finished : .exited(status: Int(status >> 8) & 0xff)
  }
}

/// What the child runs.
private final class HostBody {
  private let memories: [ThreadMemory]
  private let memoryBytes: Int?
  private let setup: PartitionThread.Setup
  private let backend: BackendKind
  private let message: MessageBox
  private let container: Container?

  init(
    memories: [ThreadMemory], memoryBytes: Int?, setup: PartitionThread.Setup,
    backend: BackendKind, message: MessageBox, container: Container?
  ) {
    self.memories = memories
    self.memoryBytes = memoryBytes
    self.setup = setup
    self.backend = backend
    self.message = message
    self.container = container
  }

  func run() -> CInt {
    if let failure = container?.enter() {
      message.write(failure)
      return 1
    }
    do {
      var setup = setup
      if backend == .vm { setup.hosted = try guests() }
      let threads = try memories.map { try PartitionThread([$0], setup: setup) }
      Confinement.confine(
        isContainer: container != nil, memoryBytes: memoryBytes,
        schedulingClass: setup.schedulingClass,
        longestStretchNanoseconds: memories.map { $0.plan.longestStretchNanoseconds }.max() ?? 0)
      for thread in threads { thread.join() }
      return 0
    } catch {
      message.write("\(error)")
      return 1
    }
  }

  /// One machine for all of the partition; whichever guest of it comes to an end ends the partition.
  private func guests() throws -> @Sendable (any PartitionCode) throws -> any PartitionCode {
    if let reason = GuestMachine.unavailable { throw WorkloadUnavailable(reason) }
    let machine = try GuestMachine()
    return { [message] code in
      try GuestCode(code, in: machine) { end in
        message.write("\(end)")
        _exit(1)
      }
    }
  }
}

/// A line of text that a child leaves behind.
@safe private final class MessageBox: Sendable {
  private static let capacity = 1024
  private let arena: Arena

  init() throws(SystemError) { arena = try Arena(bytes: Self.capacity, sharing: .inherited) }

  func write(_ text: String) {
    for (index, byte) in text.utf8.prefix(Self.capacity - 1).enumerated() {
      unsafe arena.base.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
  }

  var text: String? {
    let text = unsafe String(cString: arena.base.assumingMemoryBound(to: CChar.self))
    return text.isEmpty ? nil : text
  }
}
