import Results
import Testing

@testable import Reporting

@Suite("Two runs of a deployment, side by side")
struct DeploymentComparisonTests {
  private func results(_ change: (inout SyntheticDeployment) -> Void = { _ in }) -> ResultSet {
    var deployment = SyntheticDeployment()
    change(&deployment)
    return deployment.results()
  }

  private func twin(slowdown: Double = 1.31, spread: Double = 0.03) -> ResultSet {
    results {
      $0.hypervisor = .type2
      $0.slowdownTogether = slowdown
      $0.spread = spread
    }
  }

  private func sentences(_ a: ResultSet, _ b: ResultSet) throws -> [String] {
    ComparisonSentences(comparison: try DeploymentComparison(a, b)).all
      .map { $0.replacing("\u{A0}", with: " ") }
  }

  @Test("Only the facts that differ are in the table, the others in a line")
  func facts() throws {
    let comparison = try DeploymentComparison(results(), twin())
    #expect(
      comparison.facts.filter(\.differs).map(\.name)
        == ["deployment", "hypervisor", "host load", "scheduling class"])
    let text = DeploymentComparisonTable.text(comparison, width: 0, colour: false)
    #expect(text.contains("hypervisor        type 1     type 2\n"))
    #expect(text.contains("enforcer timer; guard band 50.0\u{A0}µs; backend process;"))
    #expect(text.contains("PUs nav 0, io 0, video 1;"))
  }

  @Test("An application that clearly suffers more is told, with the ratio's interval")
  func worse() throws {
    let told = try sentences(results(), twin(slowdown: 2))
    #expect(
      told.first
        == "nav/gyro is slowed down more by all others in B: 2.00× against 1.31×, 1.53× [1.46, 1.59] as much."
    )
    #expect(
      told.contains(
        "2 applications slowed down as much in B as in A, within 5 %: video/decode and video/scale."
      ))
    let back = try sentences(twin(slowdown: 2), results())
    #expect(back[0].contains("is slowed down less by all others in B"))
  }

  @Test("What the rounds do not tell apart is called so, not equal")
  func inconclusive() throws {
    let told = try sentences(results(), twin(slowdown: 1.4, spread: 0.2))
    #expect(
      told[0]
        == "5 applications inconclusive, the rounds do not tell the two runs apart: nav/gyro, nav/filter, io/logger, video/decode and video/scale."
    )
    #expect(!told.contains { $0.contains("as much in B") })
  }

  @Test("A slowdown without an interval settles nothing")
  func noInterval() throws {
    var other = twin(slowdown: 5)
    for index in other.register.indices {
      other.register[index].slowdownLower = nil
      other.register[index].slowdownUpper = nil
    }
    let told = try sentences(results(), other)
    #expect(told[0].hasPrefix("5 applications inconclusive"))
  }

  @Test("Missed windows and overlap are told by partition, as counted")
  func windows() throws {
    var windows = results().windows
    for index in windows.indices where windows[index].partition == "io" {
      if windows[index].window == 0 {
        windows[index].status = .missed
        windows[index].actualStartNanoseconds = nil
        windows[index].actualEndNanoseconds = nil
        windows[index].startErrorNanoseconds = nil
      } else {
        windows[index].actualStartNanoseconds! -= 1_300_000
      }
    }
    let twin = twin()
    var other = twin.with(windows: windows)
    (other.register, other.partitions) = (twin.register, twin.partitions)
    let told = try sentences(results(), other)
    #expect(told.contains("Of io, 1 of 3 windows never ran in B, 0 of 3 in A."))
    #expect(
      told.contains("io shared a core in time with others for 899 µs in B, for 0 ns in A."))
  }

  @Test("Times alone and the longest jobs are told where they differ, without a claim")
  func times() throws {
    var other = twin()
    for index in other.register.indices where other.register[index].victim == "logger" {
      other.register[index].soloP50Nanoseconds = 1_500
      other.register[index].highWaterMarkNanoseconds = 9_000_000
    }
    let told = try sentences(results(), other)
    #expect(
      told.contains(
        "Alone, io/logger differs most: 1.00 µs in A, 1.50 µs in B at the median; without an interval."
      ))
    #expect(
      told.contains(
        "The longest job seen differs most for io/logger: 5.50 µs in A, 9.00 ms in B; these are the largest that were seen, not bounds."
      ))
    #expect(!(try sentences(results(), twin())).contains { $0.contains("differs most") })
  }

  @Test("What limits a comparison is said: the time between the runs")
  func caveats() throws {
    let told = try sentences(results(), twin())
    #expect(told.last?.contains("measured one after the other") == true)
  }

  @Test("CSV has a row for each number and as many fields in each")
  func csv() throws {
    let comparison = try DeploymentComparison(results(), twin(slowdown: 2))
    let lines = DeploymentComparisonTable.csv(comparison).split(separator: "\n")
    #expect(lines[0].hasPrefix("kind,subject,quantity,unit,a,a_lower,a_upper,b,"))
    for line in lines where !line.contains("\"") {
      #expect(line.count { $0 == "," } == 13, "\(line)")
    }
    #expect(lines.contains("fact,,hypervisor,,type 1,,,type 2,,,,,,"))
    #expect(
      lines.contains {
        $0.hasPrefix("application,nav/gyro,slowdown,ratio,1.31,") && $0.hasSuffix("worse")
      })
    #expect(lines.contains("partition,nav,windows,count,3.0,,,3.0,,,,,,"))
  }

  @Test("No line is wider than asked", arguments: [60, 80, 100, 140])
  func width(width: Int) throws {
    let comparison = try DeploymentComparison(results(), twin(slowdown: 2))
    let text = DeploymentComparisonTable.text(comparison, width: width, colour: false)
    for line in text.split(separator: "\n") where !line.hasPrefix("(too narrow") {
      #expect(line.count <= width, "\(line)")
    }
  }

  // MARK: What cannot be compared

  private func refusal(_ a: ResultSet, _ b: ResultSet) -> String? {
    do {
      _ = try DeploymentComparison(a, b)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("A run of something else is refused by name")
  func noDeployment() {
    let suite = SyntheticResults(policies: ["baseline"]).results()
    let text = refusal(results(), suite)
    #expect(text?.hasPrefix("\(suite.directory): not a run of a deployment") == true)
    #expect(refusal(suite, results()) == text)
  }

  @Test("Other applications are refused, and named")
  func applications() {
    var other = results { $0.applications[2].0 = "io/printer" }
    other.partitions[0].applications = "gyro=chase@L3 filter=chase@L2"
    let text = refusal(results(), other)
    #expect(
      text?.hasSuffix(
        "ran different applications: only the first has io/logger; only the second has io/printer; nav/gyro is chase@L2 in the first and chase@L3 in the second"
      ) == true, "\(text ?? "")")
  }
}
