import Partitioning
import Platform
import Scheduling
import Workloads

let scale = TickScale.calibrated()
print("MHz", scale.ticksPerNanosecond * 1000)
let enforcer = TimerEnforcer()
let c = try Calibration.measure(enforcer: enforcer, cpu: 1, scale: scale)
print(c as Any)
func pct(_ v: [Int64], _ p: Double) -> Int64 { let s = v.sorted(); return s.isEmpty ? -1 : s[min(s.count - 1, Int(Double(s.count) * p))] }
for (name, guardNs) in [("timer", Int64(50_000)), ("timer", 0), ("cooperative", 0), ("cooperative", 50_000)] {
  let e = EnforcerCatalogue.named(name)!
  let table = ScheduleTable.alternating(partitions: [("a", [1]), ("b", [1])], windowNanoseconds: 1_000_000)
  let valid = try ValidSchedule(table, onlineCPUs: [0, 1, 2, 3], allowedCPUs: [0, 1, 2, 3])
  let span: Int64 = 3_000_000_000
  let plans = ["a", "b"].map { p in
    ThreadPlan(
      partition: p, cpu: 1, windows: valid.windows(of: p, cpu: 1, from: 0, until: span),
      code: WorkloadCatalogue.timestamps.code(at: .init(arena: nil, index: 0, seed: 1, ticksPerNanosecond: scale.ticksPerNanosecond)),
      duty: .measure, stepsPerJob: 1, sampleCapacity: 100000)
  }
  let run = PartitionRun(enforcer: e, enforcement: Enforcement(guardNanoseconds: guardNs, trimNanoseconds: c!.returnP10, returnNanoseconds: c!.returnP50))
  let out = try run.run(plans, scale: scale, checkpoints: [span])
  let o = out.threads.flatMap { $0.outcomes(witnessed: true, returnNanoseconds: 0, scale: out.scale) }
  let errors = o.compactMap(\.startError)
  let stops = o.compactMap { w in w.end.map { $0 - w.planned.end } }
  print(name, guardNs, "windows", o.count, "missed", o.filter { $0.status == .missed }.count, "start p50", pct(errors, 0.5), "p90", pct(errors, 0.9), "p99", pct(errors, 0.99), "p99.9", pct(errors, 0.999), "max", errors.max()!, "stop p50", pct(stops, 0.5), "p99", pct(stops, 0.99), "max", stops.max()!, "leak", o.map(\.leak).reduce(0, +), "witnessed", o.filter { $0.witness == .code }.count)
}
