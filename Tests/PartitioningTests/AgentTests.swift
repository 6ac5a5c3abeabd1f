import Scheduling
import Testing
import Workloads

@testable import Partitioning

@Suite("Agents: who serves whom, and from where")
struct AgentTests {
  private struct Nothing: PartitionCode {
    func measure(_ measurement: Measurement) -> Never { fatalError() }
    func load(_ measurement: Measurement) -> Never { fatalError() }
  }

  private func plan(_ cpus: [Int], _ windows: [(Int64, Int64)]) -> ThreadPlan {
    ThreadPlan(
      partition: "p", cpus: cpus,
      windows: windows.enumerated().map { index, window in
        PlannedWindow(start: window.0, end: window.1, index: 0, frame: Int64(index))
      }, code: Nothing(), duty: .load, stepsPerJob: 1, sampleCapacity: 1)
  }

  @Test("Threads that take turns on a core share an agent, and it has their windows in time order")
  func turns() {
    let plans = [
      plan([1], [(0, 10), (40, 50)]), plan([0], [(0, 10)]), plan([1], [(10, 20), (20, 40)]),
    ]
    let lanes = Lane.lanes(of: plans)
    #expect(lanes == [Lane(cpu: 0, threads: [1]), Lane(cpu: 1, threads: [0, 2])])
    let turns = lanes[1].turns(plans)
    #expect(turns.map(\.member) == [0, 1, 1, 0])
    #expect(turns.map(\.window) == [0, 0, 1, 1])
  }

  @Test("Threads whose windows overlap on a core, and threads without one, have an agent each")
  func alone() {
    let plans = [plan([0], [(0, 10)]), plan([0], [(5, 15)]), plan([0, 1], [(0, 1)]), plan([], [])]
    let lanes = Lane.lanes(of: plans)
    #expect(Set(lanes.map(\.threads)) == [[0], [1], [2], [3]])
    #expect(lanes.filter { $0.cpu == nil }.map(\.threads) == [[2], [3]])
  }

  @Test("An agent elsewhere sits where no partition runs, if there is such a core")
  func seats() {
    let lane = Lane(cpu: 1, threads: [0])
    let here = AgentSeat.seat(.sameCore, lane: lane, allowed: [0, 1, 2], used: [1])
    #expect(here == AgentSeat(cpus: [1], isOnCore: true))
    let free = AgentSeat.seat(.otherCore, lane: lane, allowed: [0, 1, 2], used: [0, 1])
    #expect(free == AgentSeat(cpus: [2], isOnCore: false))
    let full = AgentSeat.seat(.otherCore, lane: lane, allowed: [0, 1], used: [0, 1])
    #expect(full == AgentSeat(cpus: [0], isOnCore: false))
    let roaming = AgentSeat.seat(
      .sameCore, lane: Lane(cpu: nil, threads: [0]), allowed: [0, 1], used: [])
    #expect(!roaming.isOnCore)
  }

  @Test("The number of a thread in its own name space is the last one the kernel lists")
  func numbers() {
    #expect(ThreadNumbers.innermost("Name:\tx\nNSpid:\t812\t7\nNSsid:\t1\t1\n") == 7)
    #expect(ThreadNumbers.innermost("NSpid:\t812\n") == 812)
    #expect(ThreadNumbers.innermost("Name:\tx\n") == nil)
  }

  @Test("A reservation is the shortest window in the shortest distance of two starts")
  func reservations() throws {
    let found = try #require(
      DeadlineEnforcer.reservation(for: plan([0], [(0, 30), (100, 120), (180, 210)])))
    #expect(found.runtimeNanoseconds == 20 && found.periodNanoseconds == 80)
    #expect(DeadlineEnforcer.reservation(for: plan([0], [])) == nil)
  }

  @Test(
    "What stops whole processes is refused where a partition is less, or more, than one thread of one"
  )
  func refusals() {
    let thread = plan([0], [(0, 1)])
    let process = PartitionPlan(name: "a", backend: .process, threads: [thread])
    func obstacle(_ enforcer: any Enforcer, _ plans: PartitionPlan...) -> String? {
      enforcer.obstacle(to: plans.map(PartitionShape.init), in: .batch)
    }
    let stop = AgentEnforcer.sigstop
    #expect(obstacle(stop, process) == nil)
    let inside = PartitionPlan(name: "a", backend: .thread, threads: [thread])
    #expect(obstacle(stop, inside) != nil)
    #expect(obstacle(AgentEnforcer.dispatcher, inside) == nil)
    let two = PartitionPlan(name: "a", backend: .process, threads: [thread, thread])
    #expect(obstacle(stop, two)?.contains("2 threads") == true)
    #expect(obstacle(TimerEnforcer(), two, inside) == nil)
    let several = PartitionShape(name: "a", backend: .thread, applications: [2])
    #expect(
      AgentEnforcer.dispatcher.obstacle(to: [several], in: .batch)?
        .contains("several applications") == true)
    #expect(TimerEnforcer().obstacle(to: [several], in: .batch) == nil)
  }

  @Test("Agents need room above their partitions' priority and below it")
  func priorities() {
    let shape = [PartitionShape(name: "a", backend: .process, applications: [1])]
    for (priority, fits) in [(1, false), (2, false), (3, true), (89, true), (90, false)] {
      let obstacle = AgentEnforcer.dispatcher.obstacle(
        to: shape, in: .realTime(priority: priority))
      #expect((obstacle == nil) == fits, "\(priority)")
    }
    #expect(TimerEnforcer().obstacle(to: shape, in: .realTime(priority: 99)) == nil)
  }

  @Test("Enforcers that stop whole processes do not support threads, the others do")
  func backends() {
    for enforcer in EnforcerCatalogue.all {
      guard case .agent(let agent) = enforcer.mechanism else { continue }
      let stopsProcesses = agent.lever != .priority
      for backend in BackendKind.allCases {
        let isSupported = enforcer.supports(backend) == .available
        #expect(
          isSupported == (backend != .thread || !stopsProcesses), "\(enforcer.name) \(backend)")
      }
    }
  }
}
