import Workloads

/// Every fault that can be injected, by name.
public enum FaultCatalogue {
  public static let all: [Fault] = processor + system + dispatcher

  public static func named(_ name: String) -> Fault? { all.first { $0.name == name } }

  /// Faults of the code itself, which need no operating system.
  private static let processor = [
    Fault(
      "endless-loop", "Loops for ever: no job is ever done, and no deadline looked at.",
      limits: "Under the cooperative enforcer it keeps its core.", .act(.endlessLoop)),
    Fault("segv", "Writes to a page that is not there.", .act(.storeNowhere)),
    Fault(
      "fpe", "Divides a whole number by zero.",
      limits: "On arm64 such a division is no fault: the signal is raised there.",
      .act(.divideByZero)),
    Fault("stack-overflow", "Calls itself until its stack is used up.", .act(.overflowStack)),
    Fault("deadlock", "Waits for a lock that it holds itself.", .act(.lockTwice)),
    Fault(
      "wild-writes", "Writes anything anywhere into its own memory.",
      limits: "Inside its own buffer only: a write elsewhere is what segv is about.",
      .act(.scribble)),
    Fault(
      "triple-fault", "Runs into an instruction that is none, without anybody to handle that.",
      limits: "A guest only: in a process the operating system turns it into a signal.",
      .act(.undefinedInstruction),
      refusals: Dictionary(
        uniqueKeysWithValues: [BackendKind.thread, .process, .container].map {
          ($0, "only a guest has no operating system below it that handles the fault")
        })),
  ]

  /// Faults by system calls.
  private static let system = [
    Fault(
      "abort", "Ends itself by abort(3).", limits: inGuests, .act(.abort)),
    Fault(
      "exit", "Ends as if its work were done.", limits: inGuests,
      .act(.exit(status: 3))),
    Fault(
      "memory-hog", "Takes memory until it is refused, \(hogBytes >> 20) MiB at most.",
      limits: "Without a limit on the partition's memory it gets all of them.",
      .act(.takeMemory(mostBytes: hogBytes))),
    Fault(
      "fork-storm",
      "Makes \(stormChildren) processes that spin for \(stormLifeNanoseconds / 1_000_000) ms each.",
      limits:
        "Each child ends by itself, and with the partition. Not in the harness's own process.",
      .act(.fork(children: stormChildren, lifeNanoseconds: stormLifeNanoseconds)),
      refusals: [
        .thread: "the children would be the harness's own, with none of them to be contained"
      ]),
  ]

  /// Faults of whoever starts and stops the partition: they are done to it from outside.
  private static let dispatcher = [
    Fault(
      "dispatcher-delayed",
      "Who starts and stops the partition does not run for \(delayFrames) major frames.",
      limits: "By SIGSTOP to the process that it lives in.", .delay(frames: delayFrames)),
    Fault(
      "dispatcher-killed", "Who starts and stops the partition is killed.",
      limits: "By SIGKILL to the process that it lives in.", .kill),
  ]

  /// More than the limit that a campaign gives a partition, and less than any machine has.
  static let hogBytes = 96 << 20
  static let stormChildren: Int32 = 16
  static let stormLifeNanoseconds: Int64 = 200_000_000
  static let delayFrames: Int64 = 5

  private static let inGuests = "Of a guest, its host makes the system call."
}
