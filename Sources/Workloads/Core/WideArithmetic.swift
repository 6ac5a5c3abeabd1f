import CPlatform

/// Multiplies and adds in twelve independent chains of the widest vectors: all of a core's floating-point units at once,
/// and no memory.
struct WideArithmetic: Kernel, PartitionCode {
  private let width: CInt

  static var roundsPerStep: Int { @inline(__always) get { 64 } }
  static var operationsPerStep: Int { @inline(__always) get { 12 * roundsPerStep } }

  init(width: VectorWidth = .widest) { self.width = width.rawValue }

  @_noLocks @inline(__always)
  mutating func step() {
    // So small a factor that nothing overflows, and with bits enough to keep the multipliers busy.
    _ = cplatform_fma_chains(width, UInt64(Self.roundsPerStep), 0x1.5555_5555_5555_5p-10)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let fpuWide = Workload(
    name: "fpu-wide",
    summary: "Fused multiply-adds in twelve independent chains of the widest vectors.",
    why:
      "Draws the most power a core can draw: the frequency of other cores and an SMT sibling's ports show it.",
    limits:
      "Since Ice Lake and Zen 4 wide vectors lower the frequency little or not at all. SSE2 has to multiply and add apart.",
    source:
      "frequency licences of wide vectors, Intel Optimization Manual, 2.6.3 (Skylake server power management)",
    channel: "power and frequency; execution ports shared with an SMT sibling",
    accessName: "operation", accessesPerStep: WideArithmetic.operationsPerStep,
    defaultJobAccesses: 24 * WideArithmetic.operationsPerStep,
    verification: Verification(
      claim:
        "its chains overlap: a vector operation takes a part of the time of a scalar one that waits for the one before",
      subject: .init(.init("alu")), reference: .init(.itself),
      control: .init(.itself, beside: .itself), atLeast: 2),
    makeCode: { _ in WideArithmetic() })
}
