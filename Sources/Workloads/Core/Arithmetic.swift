import CPlatform

/// Multiplies and adds in a register: touches no memory, so that on separate cores nothing but power and SMT can be shared.
struct Arithmetic: Kernel, PartitionCode {
  private var value: UInt64 = 1

  static var operationsPerStep: Int { @inline(__always) get { 256 } }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.operationsPerStep / 8
    var value = self.value
    while left != 0 {
      // The constants of Knuth's MMIX generator; each step needs the one before it.
      // Any number of such steps is one multiplication and one addition to a compiler that may look at them together.
      for _ in 0..<8 {
        value = cplatform_launder(
          value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407)
      }
      left &-= 1
    }
    self.value = value
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  /// The negative control's aggressor.
  public static let alu = Workload(
    name: "alu",
    summary: "Dependent multiplications and additions in a register.",
    why:
      "The negative control: what slows beside it is slowed by power, frequency or SMT, not by memory.",
    limits: "It cannot tell power from frequency from SMT.",
    source: "Knuth's MMIX generator (TAOCP 2, 3.3.4): a chain, kept from the compiler step by step",
    channel: "none: only power, frequency and SMT siblings can carry its influence",
    accessName: "operation", accessesPerStep: Arithmetic.operationsPerStep,
    defaultJobAccesses: 16384,
    verification: Verification(
      claim: "an operation takes a part of the time of a load out of memory, beside itself too",
      subject: .init(.init("chase", .relative(level: 3, numerator: 2, denominator: 1))),
      reference: .init(.itself), control: .init(.itself, beside: .itself), atLeast: 2),
    makeCode: { _ in Arithmetic() })
}
