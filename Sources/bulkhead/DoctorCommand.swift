import ArgumentParser
import HardwareTopology
import Platform
import Reporting

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says whether this machine can support the claims. Only reads; takes two seconds.")

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Judge these PUs instead of all that may be used.", valueName: "LIST"),
    transform: parsePUs)
  var cpus: PUSet?

  func run() throws {
    let topology = try Topology(loading: .thisMachine)
    try topology.requireThisSystem()
    if let cpus { try topology.requireUsable(cpus) }
    let usable = Array(cpus ?? topology.usable)
    let facts = MachineFacts.read()
    let first = MachineFacts.CPUTimeReading.now()
    sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 2_000_000_000)
    let shares = MachineFacts.CPUTimeReading.now().shares(since: first)
    let lines = Doctor.examine(facts, usableCPUs: usable, shares: shares)
    let width = lines.map { $0.subject.rawValue.count }.max() ?? 0
    for line in lines {
      let subject = line.subject.rawValue
      print(
        mark(line.grade) + "  " + subject + String(repeating: " ", count: width - subject.count + 2)
          + line.seen)
      let indent = String(repeating: " ", count: width + 8)
      if line.grade != .ok { print(indent + line.why) }
      if !line.fix.isEmpty { print(indent + "fix: " + line.fix) }
    }
    let failed = lines.filter { $0.grade == .fail }.map(\.subject.rawValue)
    if !failed.isEmpty {
      throw CommandFailure(
        message:
          "as it is now, this machine cannot support the claims: \(failed.joined(separator: ", "))",
        status: .missingFeature)
    }
  }

  private func mark(_ grade: DoctorLine.Grade) -> String {
    let text = grade.rawValue + String(repeating: " ", count: 4 - grade.rawValue.count)
    guard Terminal.usesColour else { return text }
    let colour =
      switch grade {
      case .ok: "32"
      case .warn: "33"
      case .fail: "31"
      }
    return "\u{1b}[\(colour)m\(text)\u{1b}[0m"
  }
}
