import Foundation
import Testing

@Suite("Comparing two runs", .serialized, .timeLimit(.minutes(30)))
struct CompareTests {
  private func deployment(_ type: String, workload: String = "chase@16KiB") -> String {
    """
    hypervisor: { type: \(type) }
    cores: 1
    major_frame: 20ms
    rounds: 2
    phase: 100ms
    partitions:
      - name: one
        core: 0
        scheduler: { round-robin: 2ms }
        applications: [{ name: a, workload: chase@16KiB }, { name: b, workload: alu }]
      - { name: two, core: 0, applications: [{ name: c, workload: \(workload) }] }
    windows:
      - { partition: one, core: 0, duration: 10ms }
      - { partition: two, core: 0, offset: 10ms, duration: 10ms }

    """
  }

  /// The results of a run of a file.
  private func run(_ text: String, in folder: Folder) throws -> String {
    try folder.write("tiny.yaml", text)
    let ending = try Executable.run(
      ["run", "tiny.yaml", "--seed", "7", "-o", "output"], in: folder)
    try #require(ending.status == 0, "\(ending.errors)")
    return try ending.paths().results
  }

  @Test("A deployment and its twin stand side by side; what cannot be compared is one line")
  func twins() throws {
    let folder = try Folder()
    let one = try run(deployment("type1"), in: folder)
    let twin = try run(deployment("type2, load: 1"), in: folder)
    let table = try Executable.run(["compare", one, twin], in: folder)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("type 1"))
    #expect(table.output.contains("one/a"))
    #expect(table.output.contains("how the schedule was kept"))
    let csv = try Executable.run(["compare", one, twin, "--csv", "-"], in: folder)
    #expect(csv.output.hasPrefix("kind,subject,quantity,unit,a,"))
    #expect(csv.output.contains("\npartition,two,windows,count,"))

    for command in [["compare", one, one], ["report", one, one, "-o", "page.html"]] {
      let itself = try Executable.run(command, in: folder)
      #expect(itself.status == 1)
      #expect(itself.errorLines.count == 1)
      #expect(itself.errors.contains("are the same run (r01"), "\(itself.errors)")
    }
    #expect(!(try folder.entries().contains("page.html")))

    let other = try run(deployment("type1", workload: "chase@32KiB"), in: folder)
    let refused = try Executable.run(["compare", one, other], in: folder)
    #expect(refused.status == 1)
    #expect(refused.errorLines.count == 1)
    #expect(
      refused.errors.contains(
        "two/c is chase@16KiB in the first and chase@32KiB in the second"), "\(refused.errors)")

    let suite = try run(tinySuite(), in: folder)
    let foreign = try Executable.run(["compare", one, suite, "--csv", "out.csv"], in: folder)
    #expect(foreign.status == 1)
    #expect(foreign.errors.contains("\(suite): not a run of a deployment"), "\(foreign.errors)")
    #expect(!(try folder.entries().contains("out.csv")))
  }
}
