import Foundation
import Glibc
import Platform
import Testing

/// Has the kernel kill this process as `kill -9` would, so many microseconds from now.
private func dieAfter(microseconds: Int) {
  var event = unsafe sigevent()
  unsafe event.sigev_notify = CInt(SIGEV_SIGNAL)
  unsafe event.sigev_signo = SIGKILL
  unsafe withUnsafeMutablePointer(to: &event) { event in
    var timer: timer_t?
    guard unsafe timer_create(CLOCK_MONOTONIC, event, &timer) == 0 else { fatalError("no timer") }
    var time = itimerspec()
    time.it_value = timespec(tv_sec: 0, tv_nsec: microseconds * 1000)
    unsafe timer_settime(timer, 0, &time, nil)
  }
}

extension LiveMachine {
  @Suite("The guardian")
  struct GuardianTests {
    @Test("restores after SIGKILL at 20 random moments, and then goes, too")
    func killed() async throws {
      var generator = SystemRandomNumberGenerator()
      var changed = 0
      for attempt in 0..<20 {
        let folder = FileManager.default.temporaryDirectory
          .appending(path: "bulkhead-guardian-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
        // Values of one length: a file of the kernel's has none, and this one must not be cut between two calls.
        try "950000".write(toFile: "\(folder)/setting", atomically: false, encoding: .utf8)
        let microseconds = Int.random(in: 50...10_000, using: &generator) * 2 + attempt % 2
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [folder = folder as String, microseconds = microseconds as Int] in
          // Odd: death comes while there are changes, or while they are undone; even: at any time.
          var isArmed = microseconds % 2 == 0
          if isArmed { dieAfter(microseconds: microseconds) }
          while true {
            let changes = MachineChanges(in: JournalFolder("\(folder)/journals"))
            try changes.set("\(folder)/setting", to: "800000")
            try changes.makeGroup("\(folder)/group")
            try "x".write(toFile: "\(folder)/changed", atomically: false, encoding: .utf8)
            if !isArmed { dieAfter(microseconds: microseconds / 4) }
            isArmed = true
            sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 2_000_000)
            changes.restore()
          }
        }
        if unsafe access("\(folder)/changed", F_OK) == 0 { changed += 1 }
        let journals = ProcFile("\(folder)/journals")
        #expect(
          eventually { !journals.names.contains { $0.hasSuffix(".journal") } },
          "attempt \(attempt), \(microseconds) us")
        #expect(
          ProcFile("\(folder)/setting").line == "950000", "attempt \(attempt), \(microseconds) us")
        #expect(unsafe access("\(folder)/group", F_OK) != 0)
      }
      #expect(changed > 0, "some deaths came after a change")
    }

    @Test("takes no signal that a terminal or a service manager sends")
    func signals() throws {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "bulkhead-guardian-\(UUID().uuidString)").path
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try "1\n".write(toFile: "\(folder)/setting", atomically: false, encoding: .utf8)
      let before = Self.guardians()
      let changes = MachineChanges(in: JournalFolder("\(folder)/journals"))
      try changes.set("\(folder)/setting", to: "2")
      let guardian = try #require(Self.guardians().subtracting(before).first)
      #expect(getsid(guardian) == guardian, "a session of its own")
      for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGPIPE, SIGUSR1] {
        kill(guardian, signal)
      }
      sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 20_000_000)
      #expect(Self.guardians().contains(guardian))
      #expect(ProcFile("\(folder)/setting").line == "2")
      changes.restore()
      #expect(ProcFile("\(folder)/setting").line == "1")
      #expect(!Self.guardians().contains(guardian), "it ends with the changes")
    }

    /// Children of this process by that name.
    private static func guardians() -> Set<pid_t> {
      let children = ProcFile("/proc/self/task").names.flatMap {
        ProcFile("/proc/self/task/\($0)/children").line?.split(separator: " ") ?? []
      }.compactMap { pid_t($0) }
      return Set(children.filter { ProcFile("/proc/\($0)/comm").line == "bulkhead-guard" })
    }

    @Test(
      "brings real-time throttling back after kill -9 of the run that lifted it",
      .enabled(
        if: RealTimeThrottling().unavailable == nil
          && RealTimeThrottling().reading?.isOff == false,
        "needs real-time throttling to be on, and the right to lift it"))
    func throttling() async throws {
      let before = try #require(RealTimeThrottling().reading)
      // Whatever goes wrong below: the machine gets its setting back.
      defer {
        if RealTimeThrottling().reading != before { _ = MachineChanges.recover() }
      }
      await #expect(processExitsWith: .signal(SIGKILL)) {
        let changes = MachineChanges()
        try RealTimeThrottling().lift(changes)
        guard RealTimeThrottling().reading?.isOff == true else { return }
        kill(getpid(), SIGKILL)
      }
      #expect(eventually { RealTimeThrottling().reading == before })
    }
  }
}
