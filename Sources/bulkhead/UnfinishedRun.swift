import ArgumentParser
import Experiment
import HardwareTopology
import Results
import Verdicts

/// The directory of a run that did not come to its end, with what it says about how to go on.
struct UnfinishedRun {
  /// Holds the directory's lock.
  let writer: ResultsWriter
  /// What was run, as the directory keeps it.
  let source: SourceText
  /// `plan.json`, byte for byte.
  let plan: String
  /// The command as it was given then.
  let command: RunCommand

  var seed: UInt64 { writer.provenance.seed }

  /// - Throws: `CommandFailure` that says why it cannot be gone on with: complete, being written, of another command.
  init(_ directory: String) throws {
    writer = try ResultsWriter(resuming: directory)
    let provenance = writer.provenance
    let parsed = try? Bulkhead.parseAsRoot(Array(provenance.arguments.dropFirst()))
    guard let command = parsed as? RunCommand else {
      throw CommandFailure(
        message:
          "\(directory): cannot be resumed: its command line is not one of `bulkhead run`: \(provenance.arguments.joined(separator: " "))",
        status: .usage)
    }
    self.command = command
    // Under its first name, which is the suite's where it gives itself none.
    source = SourceText(
      file: command.suite ?? SuiteCatalogue.standard.file, text: try writer.text(of: "suite.yaml"))
    plan = try writer.text(of: "plan.json")
  }

  /// Refuses to go on where numbers would come to stand in one table that were not measured alike.
  ///
  /// - Throws: `CommandFailure` that names every fact that is not the same.
  func check(_ machine: Machine) throws {
    let path = "\(writer.directory)/env/topology.xml"
    let old = Comparability.Run(
      provenance: writer.provenance, cells: [],
      topology: try Topology(loading: .xmlFile(path: path)).shape)
    let now = Comparability.Run(
      provenance: Provenance(
        machine: machine, command: "run", seed: seed, arguments: [], notes: []), cells: [],
      topology: machine.topology.shape)
    let differences = Comparability.differences(within: old, now: now)
    guard differences.isEmpty else {
      throw refusal(
        "this is not the machine or the Bulkhead that began it: "
          + differences.map(\.description).joined(separator: "; "))
    }
  }

  /// The plan of a suite as it was begun.
  func suitePlan() throws(CommandFailure) -> Plan {
    guard let plan = PlanText.plan(of: plan) else {
      throw refusal("its plan.json is not the plan of a suite")
    }
    return plan
  }

  /// Refuses to go on with a plan that is not what the suite gives here.
  func check(plan now: String) throws {
    guard now != plan else { return }
    throw refusal("its plan.json is not what its suite.yaml and seed give on this machine")
  }

  private func refusal(_ message: String) -> CommandFailure {
    CommandFailure(message: "\(writer.directory): cannot be resumed: \(message)", status: .usage)
  }
}
