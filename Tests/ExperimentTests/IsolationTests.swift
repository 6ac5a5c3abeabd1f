import HardwareTopology
import Results
import Scheduling
import Testing

@testable import Experiment

@Suite("Single points of failure, and claims of isolation")
struct IsolationTests {
  private func pair(
    _ change: (inout DeploymentBuilder) -> Void = { _ in }
  ) throws -> DeploymentAnalysis {
    var builder = DeploymentBuilder(cores: 2)
    builder.partition("high", cores: [0], criticality: .a)
    builder.partition("low", cores: [0], criticality: .d)
    builder.partition("other", cores: [1], criticality: .d)
    builder.window("high", core: 0, 0..<4_000)
    builder.window("low", core: 0, 4_000..<8_000)
    builder.window("other", core: 1, 2_000..<8_000)
    change(&builder)
    return try builder.analysis(on: "pack:1 l3:1 l2:2 l1:1 core:1 pu:1")
  }

  private func rules(_ analysis: DeploymentAnalysis) -> [String] { analysis.violations.map(\.rule) }

  @Test("A deployment that claims nothing it does not keep has no violation")
  func kept() throws {
    let analysis = try pair {
      $0.separate(["high", "other"], notSharing: ["core", "L1", "L2", "address-space"])
      $0.separate(["high", "low"], notSharing: ["address-space"], neverAtOnce: true)
    }
    #expect(analysis.violations.isEmpty)
  }

  @Test("A claim not to share is checked for each resource, and points at its line")
  func notSharing() throws {
    let analysis = try pair {
      $0.separate(["high", "*"], notSharing: ["core", "L3", "node"], line: 42)
    }
    #expect(
      analysis.violations.map(\.diagnostic.description) == [
        "made-up.yaml:42:3: isolation.42: `high` and `low` share core 0",
        "made-up.yaml:42:3: isolation.42: `high` and `low` share L3 of cores 0-1",
        "made-up.yaml:42:3: isolation.42: `high` and `low` share memory node of cores 0-1",
        "made-up.yaml:42:3: isolation.42: `high` and `other` share L3 of cores 0-1",
        "made-up.yaml:42:3: isolation.42: `high` and `other` share memory node of cores 0-1",
      ])
    #expect(analysis.violations.allSatisfy { $0.isDeclared && $0.isolation == .spatial })
  }

  @Test("A claim never to run at once says how long they do")
  func atOnce() throws {
    let violations = try pair { $0.separate(["high", "other"], neverAtOnce: true) }.violations
    #expect(
      violations.map(\.diagnostic.message) == [
        "`high` on core 0 and `other` on core 1 run at once for 2 ms of every major frame"
      ])
    #expect(violations.map(\.isolation) == [.temporal])
  }

  @Test("Threads of different criticality share an address space, and that is a violation unsaid")
  func threads() throws {
    let analysis = try pair { builder in
      for index in 0..<3 { builder.deployment.partitions[index].backend = "thread" }
    }
    #expect(rules(analysis) == ["shared-address-space"])
    let violation = try #require(analysis.violations.first)
    #expect(violation.partitions == ["high", "low", "other"])
    #expect(violation.diagnostic.line == 10)
    #expect(!violation.isDeclared)
  }

  @Test("No guard between criticalities is a violation; a gap or a guard mends it")
  func guardBand() throws {
    #expect(rules(try pair { $0.deployment.guardBand = .nanoseconds(0) }) == ["guard"])
    #expect(rules(try pair { $0.deployment.guardBand = .nanoseconds(50_000) }) == [])
    let gap = try pair {
      $0.deployment.guardBand = .nanoseconds(0)
      $0.deployment.windows[1].offsetNanoseconds += 100_000
    }
    #expect(gap.violations.isEmpty)
    let wrapped = try pair {
      $0.deployment.guardBand = .nanoseconds(0)
      $0.deployment.windows[1].offsetNanoseconds = 6_000_000
    }
    #expect(
      wrapped.violations.map(\.diagnostic.message) == [
        "the window of `high` on core 0 follows that of `low` with no guard band between criticalities D and A"
      ])
  }

  @Test("Windows of two partitions that overlap on one core are a violation")
  func overlap() throws {
    let analysis = try pair { $0.deployment.windows[1].offsetNanoseconds = 3_500_000 }
    #expect(rules(analysis) == ["window-overlap"])
    #expect(analysis.violations[0].remedy == "begin it at 4 ms or later")
  }

  @Test("Memory without a limit beside a limited partition is a violation")
  func memory() throws {
    let analysis = try pair {
      $0.deployment.partitions[0].memoryBytes = 1 << 20
      $0.deployment.partitions[1].memoryBytes = 1 << 20
    }
    #expect(rules(analysis) == ["unlimited-memory"])
    #expect(analysis.violations[0].partitions.first == "other")
  }

  @Test("Partitions of different criticality on one core without windows are a violation")
  func noWindows() throws {
    let analysis = try pair {
      $0.deployment.majorFrameNanoseconds = nil
      $0.deployment.windows = []
    }
    #expect(rules(analysis) == ["no-windows"])
  }

  @Test("A less critical partition may not stop the module")
  func stopModule() throws {
    let analysis = try pair {
      $0.deployment.partitions[1].healthMonitor.actions["crash"] = .stopModule
    }
    #expect(rules(analysis) == ["stop-module"])
    let point = try #require(analysis.failurePoints.first { $0.element == "partition low" })
    #expect(!point.isContained)
    #expect(point.highestCriticalityLost == .a)
  }

  @Test("A crash of a thread takes the module; of a process, container or guest its own partition")
  func containment() throws {
    for backend in ["thread", "process", "container", "vm"] {
      let analysis = try pair { $0.deployment.partitions[1].backend = backend }
      let point = try #require(analysis.failurePoints.first { $0.element == "partition low" })
      #expect(
        point.lost.map(\.id)
          == (backend == "thread"
            ? ["high/high1", "low/low1", "other/other1"] : ["low/low1"]))
      #expect(point.isContained == (backend != "thread"))
    }
  }

  @Test("A core takes those on it, the hypervisor and the host take everybody")
  func points() throws {
    let points = try pair().failurePoints
    func lost(_ element: String) -> [String]? {
      points.first { $0.element.hasPrefix(element) }?.lost.map(\.name)
    }
    #expect(lost("core 0") == ["high1", "low1"])
    #expect(lost("L2 of core 1") == ["other1"])
    #expect(lost("L3") == ["high1", "low1", "other1"])
    #expect(lost("hypervisor")?.count == 3)
    #expect(lost("host")?.count == 3)
    #expect(lost("guest scheduler") == nil)
  }
}
