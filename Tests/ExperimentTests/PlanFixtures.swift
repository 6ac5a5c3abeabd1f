import HardwareTopology
import Partitioning
import Platform

@testable import Experiment

/// A machine of four cores with 32 KiB, 1 MiB and 32 MiB of cache that exists on paper only.
func paperMachine(usable: PUSet? = nil, memoryBytes: UInt64 = 16 << 30) throws -> Machine {
  var facts = MachineFacts()
  facts.memory.availableBytes = memoryBytes
  return Machine(
    planningOn: try Topology(
      loading: .synthetic(
        "pack:1 l3:1(size=33554432) l2:4(size=1048576) l1d:1(size=32768) core:1 pu:1")),
    asked: usable,
    scale: TickScale(
      from: ClockAnchor(nanoseconds: 0, ticks: 0), to: ClockAnchor(nanoseconds: 1000, ticks: 1000)),
    facts: facts)
}

/// The plan of a suite's text on the paper machine.
func plan(_ text: String, seed: UInt64 = 1, on machine: Machine? = nil) throws -> Plan {
  let suite = try Suite.parse(text)
  return try PlanBuilder(
    suite: suite, machine: try machine ?? paperMachine(), enforcer: CooperativeEnforcer(),
    enforcement: Calibrator(machine: try machine ?? paperMachine(), suite: suite)
      .enforcement(shortestWindow: PlanBuilder.shortestWindow(of: suite))
  ).plan(seed: seed)
}
