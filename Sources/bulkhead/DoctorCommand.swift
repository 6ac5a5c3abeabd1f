import ArgumentParser
import Experiment
import HardwareTopology
import Platform
import Reporting

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says whether this machine can support the claims, and which numbers to trust here.",
    discussion: """
      Reads for two seconds, then measures for three: how often the cores are interrupted, up to which percentile that \
      leaves a job alone, how small a slowdown can be told from none, and whether cores are secretly hardware threads \
      of one core. No setting of the machine is changed.

      Exit code 5 means that something needed is missing. Other load and stolen time are warnings: they pass.
      """)

  @Flag(help: "Measure nothing, and read for half a second.")
  var quick = false

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
    let reading: Int64 = quick ? 500_000_000 : 2_000_000_000
    sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + reading)
    let shares = MachineFacts.CPUTimeReading.now().shares(since: first)
    let width = DoctorLine.Subject.allCases.map(\.rawValue.count).max() ?? 0
    let read = Doctor.examine(facts, usableCPUs: usable, shares: shares)
    show(read, width: width)
    if !quick {
      let machine = try Machine(
        topology: topology, asked: cpus, scale: .calibrated(), facts: facts)
      show(try MachineTrust.measured(on: machine).doctorLines, width: width)
    }
    let failed = read.filter { $0.grade == .fail }.map(\.subject.rawValue)
    if !failed.isEmpty {
      throw CommandFailure(
        message:
          "as it is now, this machine cannot support the claims: \(failed.joined(separator: ", "))",
        status: .missingFeature)
    }
  }

  private func show(_ lines: [DoctorLine], width: Int) {
    for line in lines {
      let subject = line.subject.rawValue
      let mark = line.grade.rawValue + String(repeating: " ", count: 4 - line.grade.rawValue.count)
      // Beside a column of names there is too little room for a text.
      let isNarrow = (1..<2 * (width + 8)).contains(Terminal.lineWidth)
      let gap = isNarrow ? ": " : String(repeating: " ", count: width - subject.count + 2)
      let text = FoldedText.text(
        mark + "  " + subject + gap + line.seen, width: Terminal.lineWidth)
      display(painted(mark, line.grade) + text.dropFirst(mark.count), width: 0)
      let indent = String(repeating: " ", count: width + 8)
      if line.grade != .ok { display(indent + line.why) }
      if !line.fix.isEmpty {
        // A command that is broken over lines cannot be copied.
        let fix = "fix: " + line.fix
        let fits = Terminal.lineWidth == 0 || indent.count + fix.count <= Terminal.lineWidth
        display((fits ? indent : "      ") + fix, width: 0)
      }
    }
  }

  private func painted(_ text: String, _ grade: DoctorLine.Grade) -> String {
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
