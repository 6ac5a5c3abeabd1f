import CPlatform

/// Multiplies and adds in a register: touches no memory, so that on separate cores nothing but power and SMT can be shared.
struct Arithmetic: Kernel, PartitionCode {
  private var value: UInt64 = 1

  static var operationsPerStep: Int { @inline(__always) get { 256 } }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.operationsPerStep / 8
    var value = cplatform_launder(self.value)
    while left != 0 {
      // The constants of Knuth's MMIX generator; each step needs the one before it.
      for _ in 0..<8 { value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
      left &-= 1
    }
    self.value = cplatform_launder(value)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}
