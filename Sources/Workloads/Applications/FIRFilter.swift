import CPlatform
import Platform
import Statistics

/// Filters a periodic signal with 64 taps: each output is the weighted sum of 64 inputs.
///
/// A step makes 256 outputs, sixteen at a time. All numbers are small whole ones, so that the sums are exact whatever their
/// order.
@safe struct FIRFilter: Kernel, PartitionCode {
  nonisolated(unsafe) private let taps: UnsafeMutablePointer<Float>
  nonisolated(unsafe) private let input: UnsafeMutablePointer<Float>
  nonisolated(unsafe) private let output: UnsafeMutablePointer<Float>
  let count: Int
  private var at = 0

  static var tapCount: Int { @inline(__always) get { 64 } }
  static var outputsPerStep: Int { @inline(__always) get { 256 } }
  /// The taps, and the signal's beginning once more behind its end, so that no sum has to wrap.
  private static let overheadBytes = 2 * tapCount * 4

  /// Inputs, and outputs, of the longest signal of whole steps that fits with its output, at least one step.
  static func count(fitting bytes: Int) -> Int {
    max(outputsPerStep, (bytes - overheadBytes) / 8 / outputsPerStep * outputsPerStep)
  }

  static func rounded(_ bytes: Int) -> Int { overheadBytes + 8 * count(fitting: bytes) }

  init(arena: Arena, seed: UInt64) {
    count = Self.count(fitting: arena.bytes)
    precondition(Self.rounded(arena.bytes) <= arena.bytes)
    let numbers = unsafe arena.base.bindMemory(
      to: Float.self, capacity: 2 * Self.tapCount + 2 * count)
    unsafe taps = numbers
    unsafe input = numbers + Self.tapCount
    unsafe output = input + count + Self.tapCount
    var random = SplitMix64(seed: seed)
    for index in 0..<Self.tapCount + count {
      unsafe numbers[index] = Float(random.next(below: 16)) - 8
    }
    for index in 0..<Self.tapCount { unsafe input[count + index] = input[index] }
    for index in 0..<count { unsafe output[index] = 0 }
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var group = 0
    while group != Self.outputsPerStep {
      var sum = SIMD16<Float>()
      let first = unsafe UnsafeRawPointer(input + (at &+ group))
      var tap = 0
      while tap != Self.tapCount {
        let window = unsafe first.loadUnaligned(fromByteOffset: tap &* 4, as: SIMD16<Float>.self)
        unsafe sum += taps[tap] * window
        tap &+= 1
      }
      unsafe UnsafeMutableRawPointer(output + (at &+ group)).storeBytes(
        of: sum, as: SIMD16<Float>.self)
      group &+= 16
    }
    at &+= Self.outputsPerStep
    if at == count { at = 0 }
  }

  /// The taps, the signal and what has been filtered of it.
  var signals: (taps: [Float], input: [Float], output: [Float]) {
    unsafe (
      Array(UnsafeBufferPointer(start: taps, count: Self.tapCount)),
      Array(UnsafeBufferPointer(start: input, count: count)),
      Array(UnsafeBufferPointer(start: output, count: count))
    )
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let firFilter = Workload(
    name: "app-fir",
    summary: "Filters a long signal with 64 taps, from one part of its working set into another.",
    why: "Signal processing: arithmetic first, with a stream of data in and one out.",
    limits: "Its time is in the arithmetic: a neighbour has to be rough before it shows.",
    source:
      "the finite impulse response, as in any book on signals; DSP kernels of embedded suites",
    channel: "floating-point units, and a little bandwidth of the level that holds the signal",
    roles: [.victim], accessName: "output", accessesPerStep: FIRFilter.outputsPerStep,
    bytesPerAccess: 12,
    memory: .buffer, keepsContents: true, defaultWorkingSet: applicationWorkingSet,
    defaultJobAccesses: 64 * FIRFilter.outputsPerStep,
    verification: .costs(
      moreThan: .init("alu"), control: .init("alu"), atLeast: 1.5,
      claim:
        "an output takes as long as several operations: it is arithmetic that it spends its time on"
    ),
    round: { FIRFilter.rounded($0) },
    makeCode: { FIRFilter(arena: $0.arena!, seed: $0.seed) })
}
