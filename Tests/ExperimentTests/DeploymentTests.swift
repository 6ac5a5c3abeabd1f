import Experiment
import Scheduling
import Testing

struct DeploymentTests {
  @Test("A deployment of two keys has one core, no windows, and a type 1 hypervisor")
  func smallest() throws {
    let deployment = try Deployment.parse(
      "cores: 1\npartitions: [{ name: a, core: 0, applications: [{ name: x, workload: chase }] }]")
    #expect(deployment.name == "d")
    #expect(deployment.hypervisor == Deployment.Hypervisor())
    #expect(deployment.majorFrameNanoseconds == nil && deployment.windows.isEmpty)
    #expect(deployment.enforcer == nil && deployment.guardBand == .auto)
    #expect(deployment.rounds == 5 && deployment.phaseNanoseconds == nil)
    let partition = try #require(deployment.partitions.first)
    #expect(partition.backend == "thread" && partition.memoryBytes == nil)
    #expect(partition.guestScheduler == .roundRobin(quantumNanoseconds: 1_000_000))
    #expect(partition.healthMonitor.otherwise == .stopPartition)
    #expect(partition.applications.map(\.core) == [0])
    #expect(deployment.table == nil)
    #expect(deployment.share(of: "a", core: 0) == 1)
  }

  @Test("Every key arrives in its value")
  func everyKey() throws {
    let deployment = try Deployment.parse(
      """
      name: all
      description: every key
      hypervisor: { type: type1, priority: 60, throttling: lift }
      cores: 3
      major_frame: 10ms
      enforcer: timer
      guard: 20us
      rounds: 7
      phase: 40ms
      seed: 42
      partitions:
        - name: nav
          criticality: SIL-3
          cores: [2, 0]
          backend: process
          memory: 8MiB
          scheduler: fixed-priority
          health_monitor: { otherwise: log, crash: restart-partition, overrun: stop-module }
          applications:
            - { name: a, workload: ping-pong, core: 0, priority: 1, period: 10ms, budget: 1ms }
            - { name: b, workload: read, working_set: 2MiB, job: 99, intensity: 25%, priority: 2 }
        - name: show
          core: 1
          scheduler: { round-robin: 250 }
          applications: [{ name: c, workload: chase@L2/2, fault: { kind: segv, after: 20 } }]
      windows: [{ partition: nav, offset: 1ms, duration: 2ms, period: 5ms }]
      schedule: { 1: [{ idle: 1ms }, { show: 3ms }] }
      isolation: [{ between: ["*", nav], not_sharing: [core, L2], at_once: never }]
      """)
    #expect(deployment.name == "all" && deployment.description == "every key")
    #expect(deployment.hypervisor.realTimePriority == 60 && deployment.hypervisor.liftsThrottling)
    #expect(deployment.enforcer == "timer" && deployment.guardBand == .nanoseconds(20_000))
    #expect(deployment.rounds == 7 && deployment.seed == 42)
    #expect(deployment.phaseNanoseconds == 40_000_000)
    let nav = deployment.partitions[0]
    #expect(nav.criticality == .b && nav.cores == [2, 0] && nav.backend == "process")
    #expect(nav.memoryBytes == 8 << 20 && nav.guestScheduler == .fixedPriority)
    #expect(nav.healthMonitor.action(for: "crash") == .restartPartition)
    #expect(nav.healthMonitor.action(for: "overrun") == .stopModule)
    #expect(nav.healthMonitor.action(for: "exit") == .log)
    #expect(nav.cores(of: nav.applications[0], threads: 2) == [0, 2])
    #expect(nav.applications[0].budgetNanoseconds == 1_000_000)
    let reader = nav.applications[1]
    #expect(reader.core == 2 && reader.workload.workingSet == "2MiB")
    #expect(reader.workload.jobAccesses == 99 && reader.workload.intensity == .duty(0.25))
    let show = deployment.partitions[1]
    #expect(show.guestScheduler == .roundRobin(quantumNanoseconds: 250_000))
    #expect(show.applications[0].fault == .init(kind: "segv", afterFrames: 20))
    #expect(
      deployment.windows == [
        .init(
          partition: "nav", core: 2, offsetNanoseconds: 1_000_000, durationNanoseconds: 2_000_000),
        .init(
          partition: "nav", core: 2, offsetNanoseconds: 6_000_000, durationNanoseconds: 2_000_000),
        .init(
          partition: "nav", core: 0, offsetNanoseconds: 1_000_000, durationNanoseconds: 2_000_000),
        .init(
          partition: "nav", core: 0, offsetNanoseconds: 6_000_000, durationNanoseconds: 2_000_000),
        .init(
          partition: "show", core: 1, offsetNanoseconds: 1_000_000, durationNanoseconds: 3_000_000),
      ])
    #expect(deployment.share(of: "nav", core: 0) == 0.4)
    #expect(deployment.separations.map(\.between) == [["nav", "*"]])
    #expect(deployment.separations[0].notSharing == ["core", "L2"])
    #expect(deployment.separations[0].neverAtOnce)
  }

  @Test("Places are kept by path, and a periodic window's repetitions share theirs")
  func places() throws {
    let deployment = try Deployment.parse(twoPartitions)
    func place(_ path: String) -> [Int] {
      deployment.locations[path].map { [$0.line, $0.column] } ?? []
    }
    #expect(place("major_frame") == [2, 14])
    #expect(place("partitions.1.applications.0.workload") == [9, 44])
    #expect(place("windows.0") == [11, 5])
    #expect(place("windows.1") == [12, 5] && place("windows.2") == [12, 5])
    #expect(deployment.windows.count == 3 && place("windows.3").isEmpty)
  }

  @Test(
    "A deployment is told from a suite, even when it is broken",
    arguments: [
      (twoPartitions, true), ("{ cores: 1, \"partitions\": [] }", true),
      ("cores: 1\npartitions:\n\t- x\n", true), (minimal, false), ("", false),
      ("victims: [partitions]\n", false), ("x: [\n  partitions: 1\n", false),
    ])
  func told(text: String, isDeployment: Bool) {
    #expect(Deployment.isDeployment(SourceText(file: "x.yaml", text: text)) == isDeployment)
  }

  @Test("A deployment file that is not there is named, with where to look")
  func missing() {
    let error = #expect(throws: SuiteErrors.self) {
      try Deployment.read("no/such.yaml", vocabulary: .testing)
    }
    #expect(
      error?.description
        == "no/such.yaml: no such file; `bulkhead list` shows the suites and deployments there are"
    )
  }

  @Test("The text draws who has which core when, and says shares and folding")
  func text() throws {
    let deployment = try Deployment.parse(twoPartitions)
    let folded = try Folding(deployment, onto: [5])
    #expect(
      DeploymentText.text(deployment, width: 28) == """
        deployment d: 2 applications in 2 partitions on 2 cores, type 1 hypervisor; major frame 10 ms

           partition  level  backend  cores  share of them  applications
        A  nav        -      thread   0      40 %           pos (chase)
        B  show       -      thread   1      80 %           draw (read@64KiB)

        one major frame of 10 ms, 500 us to a character, . for nobody
        core 0  AAAAAAAA............
        core 1  BBBBBBBB..BBBBBBBB..
        """)
    #expect(
      DeploymentText.text(deployment, folding: folded, width: 28).hasSuffix(
        """
        one major frame of 20 ms, 1 ms to a character, . for nobody
        CPU 5  AAAA......BBBB.BBBB.

        its 2 cores are folded onto 1 CPU: cores 0 and 1 on CPU 5; cores on one CPU take turns of one \
        major frame and never run at once, and the major frame is 20 ms instead of 10 ms
        """))
  }
}
