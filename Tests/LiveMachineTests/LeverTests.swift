import CPlatform
import Glibc
import Platform
import Testing

@testable import Partitioning

/// A process of our own that is always busy, until it is ended here.
private final class BusyProcess {
  let id: pid_t
  let descriptor: CInt

  init() throws {
    var id: pid_t = 0
    let words = ["/bin/sh", "-c", "while :; do :; done"]
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    let code = unsafe posix_spawn(&id, "/bin/sh", nil, nil, &arguments, nil)
    for index in unsafe arguments.indices { unsafe free(arguments[index]) }
    guard code == 0 else { throw SystemError("start a shell", code: code) }
    self.id = id
    descriptor = cplatform_process_descriptor(id)
  }

  /// The letter by which the kernel says what it does (proc(5)).
  var state: Character? {
    let text = ProcFile("/proc/\(id)/stat").text ?? ""
    return text.lastIndex(of: ")").flatMap { text[$0...].dropFirst(2).first }
  }

  /// Clock ticks that it has run.
  var time: [Substring] {
    let text = ProcFile("/proc/\(id)/stat").text ?? ""
    return Array(text.split(separator: " ").dropFirst(13).prefix(2))
  }

  deinit {
    kill(id, SIGKILL)
    waitpid(id, nil, 0)
    close(descriptor)
  }
}

extension LiveMachine {
  @Suite("Levers: what is confirmed is so", .serialized)
  struct LeverTests {
    private func target(_ process: BusyProcess) -> cplatform_target {
      var target = unsafe cplatform_target()
      unsafe target.process = process.id
      unsafe target.thread = process.id
      unsafe target.descriptor = process.descriptor
      return unsafe target
    }

    @Test(
      "SIGSTOP is confirmed when the kernel has stopped the process, not before, and not by an old report"
    )
    func signal() throws {
      let process = try BusyProcess()
      var gate = cplatform_gate()
      unsafe withUnsafeMutablePointer(to: &gate) { gate in
        var target = unsafe target(process)
        unsafe target.gate = gate
        let lever = CPLATFORM_LEVER_SIGNAL
        for _ in 0..<20 {
          #expect(unsafe cplatform_lever_confirm(lever, nil, &target, false) == 0)
          #expect(unsafe cplatform_lever_stop(lever, nil, &target) == 0)
          #expect(unsafe cplatform_lever_confirm(lever, nil, &target, true) == 1)
          #expect(process.state == "T")
          #expect(unsafe cplatform_lever_start(lever, nil, &target, 0) == 0)
          #expect(eventually { process.state == "R" })
        }
      }
    }

    @Test("A stop of a process that has ended is refused and not waited for")
    func ended() throws {
      let process = try BusyProcess()
      var target = unsafe target(process)
      kill(process.id, SIGKILL)
      #expect(unsafe cplatform_lever_confirm(CPLATFORM_LEVER_SIGNAL, nil, &target, true) == -ESRCH)
    }

    @Test(
      "The freezer is confirmed when its file says so: the process then gets no time",
      arguments: [
        CgroupMap.Hierarchy.Version.v1, .v2,
      ])
    func freezer(version: CgroupMap.Hierarchy.Version) throws {
      guard
        case .hierarchy(let hierarchy) =
          CgroupMap.ofThisProcess().place(for: .freezing, version: version)
      else { return }
      let changes = MachineChanges()
      let process = try BusyProcess()
      let freezer = try Freezer("test-lever-\(version.rawValue)", in: hierarchy, changes)
      defer { freezer.thaw() }
      try freezer.group.add(process: process.id)
      var gate = cplatform_gate()
      unsafe withUnsafeMutablePointer(to: &gate) { gate in
        var target = unsafe target(process)
        unsafe target.gate = gate
        unsafe target.control = freezer.descriptor
        unsafe target.fact = freezer.stateDescriptor
        var texts = unsafe cplatform_freezer(freezer)
        let lever = CPLATFORM_LEVER_FREEZER
        for _ in 0..<5 {
          #expect(unsafe cplatform_lever_confirm(lever, &texts, &target, false) == 0)
          #expect(unsafe cplatform_lever_stop(lever, &texts, &target) == 0)
          #expect(eventually { unsafe cplatform_lever_confirm(lever, &texts, &target, false) == 1 })
          #expect(freezer.isFrozen)
          let before = process.time
          sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 30_000_000)
          #expect(process.time == before)
          #expect(unsafe cplatform_lever_start(lever, &texts, &target, 0) == 0)
          #expect(eventually { !freezer.isFrozen })
        }
      }
    }
  }
}
