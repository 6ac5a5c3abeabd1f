import Partitioning
import Testing

@Suite("Enforcers")
struct EnforcerTests {
  @Test(
    "The guard hides a hand-over: 50 us from a millisecond on, 40 us or a third of the window below",
    arguments: [
      (90_000, 30_000), (250_000, 40_000), (999_999, 40_000), (1_000_000, 50_000),
      (100_000_000, 50_000),
    ])
  func defaultGuard(window: Int64, guardBand: Int64) {
    #expect(Enforcement.defaultGuard(windowNanoseconds: window) == guardBand)
  }

  @Test(
    "The wake-up is 300 us early, but no more than a third of the window",
    arguments: [(90_000, 30_000), (900_000, 300_000), (1_000_000, 300_000), (3, 1)])
  func defaultWake(window: Int64, wake: Int64) {
    #expect(Enforcement.defaultWake(windowNanoseconds: window) == wake)
  }

  @Test("Nothing is trimmed or added before it was measured")
  func uncalibrated() {
    let enforcement = Enforcement(guardNanoseconds: 1, wakeNanoseconds: 2)
    #expect(enforcement.trimNanoseconds == 0 && enforcement.returnNanoseconds == 0)
  }

  @Test("Each is there once and found by its name; unknown names are not")
  func catalogue() {
    let names = EnforcerCatalogue.all.map(\.name)
    #expect(
      names == [
        "timer", "stacks", "cooperative", "dispatcher", "priority", "sigstop", "freezer",
        "freezer-v2",
        "freezer-v1", "deadline",
      ])
    for name in names { #expect(EnforcerCatalogue.named(name)?.name == name) }
    #expect(EnforcerCatalogue.named("hope") == nil)
  }

  @Test("The preferred one works here, and one that needs no cooperation comes first")
  func preferred() {
    let preferred = EnforcerCatalogue.preferred()
    if case .unavailable(let reason) = preferred.probe() { Issue.record("\(reason)") }
    if TimerEnforcer().probe() == .available { #expect(preferred.name == "timer") }
    #expect(CooperativeEnforcer().probe() == .available)
    #expect(!TimerEnforcer().needsCooperation && CooperativeEnforcer().needsCooperation)
  }
}
