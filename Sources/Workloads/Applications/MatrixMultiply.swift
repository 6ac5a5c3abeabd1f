import CPlatform
import Platform
import Statistics

/// Multiplies two square matrices of single-precision numbers, tile by tile, again and again.
///
/// A step multiplies one tile of 16 by 16 numbers with another and adds it to a third. All numbers are small whole ones, so that
/// the sums are exact whatever their order.
@safe struct MatrixMultiply: Kernel, PartitionCode {
  nonisolated(unsafe) private let a: UnsafeMutablePointer<Float>
  nonisolated(unsafe) private let b: UnsafeMutablePointer<Float>
  nonisolated(unsafe) private let product: UnsafeMutablePointer<Float>
  let size: Int
  private var row = 0
  private var column = 0
  private var depth = 0

  static var tile: Int { @inline(__always) get { 16 } }
  static var multiplicationsPerStep: Int { @inline(__always) get { tile * tile * tile } }

  /// Rows of the largest matrices of whole tiles of which three fit, at least one tile.
  static func size(fitting bytes: Int) -> Int {
    max(tile, Int((Double(bytes) / 12).squareRoot()) / tile * tile)
  }

  static func rounded(_ bytes: Int) -> Int { 12 * size(fitting: bytes) * size(fitting: bytes) }

  init(arena: Arena, seed: UInt64) {
    size = Self.size(fitting: arena.bytes)
    let count = size * size
    precondition(12 * count <= arena.bytes)
    let numbers = unsafe arena.base.bindMemory(to: Float.self, capacity: 3 * count)
    unsafe a = numbers
    unsafe b = numbers + count
    unsafe product = numbers + 2 * count
    var random = SplitMix64(seed: seed)
    for index in 0..<2 * count { unsafe numbers[index] = Float(random.next(below: 16)) - 8 }
    for index in 2 * count..<3 * count { unsafe numbers[index] = 0 }
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let left = unsafe UnsafeRawPointer(a + (row &* size &+ depth))
    let right = unsafe UnsafeRawPointer(b + (depth &* size &+ column))
    let target = unsafe UnsafeMutableRawPointer(product + (row &* size &+ column))
    let stride = size &* 4
    var i = 0
    while i != Self.tile {
      // A row of the product begins with the first of its tiles and is added to by the others.
      var sum =
        depth == 0
        ? SIMD16<Float>()
        : unsafe target.loadUnaligned(fromByteOffset: i &* stride, as: SIMD16<Float>.self)
      var k = 0
      while k != Self.tile {
        let factor = unsafe left.load(fromByteOffset: i &* stride &+ k &* 4, as: Float.self)
        let line = unsafe right.loadUnaligned(
          fromByteOffset: k &* stride, as: SIMD16<Float>.self)
        sum += factor * line
        k &+= 1
      }
      unsafe target.storeBytes(of: sum, toByteOffset: i &* stride, as: SIMD16<Float>.self)
      i &+= 1
    }
    advance()
  }

  @_noLocks @inline(__always)
  private mutating func advance() {
    depth &+= Self.tile
    if depth != size { return }
    depth = 0
    column &+= Self.tile
    if column != size { return }
    column = 0
    row &+= Self.tile
    if row == size { row = 0 }
  }

  /// Steps that multiply the matrices once.
  var stepsPerPass: Int { (size / Self.tile) * (size / Self.tile) * (size / Self.tile) }

  /// The factors and the product, row by row.
  var matrices: (a: [Float], b: [Float], product: [Float]) {
    func copy(_ matrix: UnsafeMutablePointer<Float>) -> [Float] {
      unsafe Array(UnsafeBufferPointer(start: matrix, count: size * size))
    }
    return unsafe (copy(a), copy(b), copy(product))
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let matrixMultiply = Workload(
    name: "app-matmul",
    summary: "Multiplies two square matrices of single-precision numbers, tile by tile.",
    why: """
      Control and inference code: much arithmetic on data that is used again and again, as long as the cache it was \
      tiled for is left alone.
      """,
    limits:
      "Tiles are small and the code is what the compiler makes of it: no tuned library, on purpose.",
    source: "tiling for caches: Lam, Rothberg and Wolf (ASPLOS 1991)",
    channel: "capacity and bandwidth of the level that holds the matrices; floating-point units",
    roles: [.victim], accessName: "multiplication",
    accessesPerStep: MatrixMultiply.multiplicationsPerStep,
    memory: .buffer, keepsContents: true, defaultWorkingSet: applicationWorkingSet,
    defaultJobAccesses: 64 * MatrixMultiply.multiplicationsPerStep,
    verification: .costs(
      moreThan: .init("app-matmul", insideL1),
      control: .init("app-matmul", .relative(level: 1, numerator: 1, denominator: 4)),
      atLeast: 1.02, claim: "a multiplication takes longer than one of matrices that fit into L1"),
    round: { MatrixMultiply.rounded($0) },
    makeCode: { MatrixMultiply(arena: $0.arena!, seed: $0.seed) })
}
