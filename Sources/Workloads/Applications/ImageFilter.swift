import CPlatform
import Platform
import Statistics

/// Smooths a grey image of 512 columns with a 3 by 3 filter (1 2 1, 2 4 2, 1 2 1, over 16), row by row, into a second image.
///
/// Above the first row stands the last, and the other way round; the columns at the edges are copied.
@safe struct ImageFilter: Kernel, PartitionCode {
  nonisolated(unsafe) private let source: UnsafeMutablePointer<UInt8>
  nonisolated(unsafe) private let target: UnsafeMutablePointer<UInt8>
  let height: Int
  private var row = 0

  static var width: Int { @inline(__always) get { 512 } }
  static var linesPerStep: Int { @inline(__always) get { width / 64 } }

  /// Rows of two images that fit, at least three.
  static func height(fitting bytes: Int) -> Int { max(3, bytes / 2 / width) }

  static func rounded(_ bytes: Int) -> Int { 2 * width * height(fitting: bytes) }

  init(arena: Arena, seed: UInt64) {
    height = Self.height(fitting: arena.bytes)
    let count = Self.width * height
    precondition(2 * count <= arena.bytes)
    unsafe source = arena.base.bindMemory(to: UInt8.self, capacity: 2 * count)
    unsafe target = source + count
    var random = SplitMix64(seed: seed)
    for index in 0..<count { unsafe source[index] = UInt8(truncatingIfNeeded: random.next()) }
    for index in 0..<count { unsafe target[index] = 0 }
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let width = Self.width
    let here = unsafe source + row &* width
    let above = unsafe row == 0 ? source + (height &- 1) &* width : here - width
    let below = unsafe row == height &- 1 ? source : here + width
    let out = unsafe target + row &* width
    unsafe out[0] = here[0]
    var x = 1
    while x != width &- 1 {
      let top = unsafe Self.weighted(above, x)
      let middle = unsafe Self.weighted(here, x)
      let bottom = unsafe Self.weighted(below, x)
      unsafe out[x] = UInt8(truncatingIfNeeded: (top &+ 2 &* middle &+ bottom) >> 4)
      x &+= 1
    }
    unsafe out[width &- 1] = here[width &- 1]
    row &+= 1
    if row == height { row = 0 }
  }

  /// A pixel twice and its neighbours to the left and right once.
  @_noLocks @inline(__always)
  private static func weighted(_ row: UnsafeMutablePointer<UInt8>, _ x: Int) -> UInt16 {
    unsafe UInt16(row[x &- 1]) &+ 2 &* UInt16(row[x]) &+ UInt16(row[x &+ 1])
  }

  /// The image and what has been filtered of it, row by row.
  var images: (source: [UInt8], target: [UInt8]) {
    let count = Self.width * height
    return unsafe (
      Array(UnsafeBufferPointer(start: source, count: count)),
      Array(UnsafeBufferPointer(start: target, count: count))
    )
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let imageFilter = Workload(
    name: "app-image",
    summary:
      "Smooths a grey image with a 3 by 3 filter, from one part of its working set into another.",
    why:
      "Vision and sensors: three rows in, one row out, and each row is used again two rows later.",
    limits: "It streams: prefetchers hide much of what neighbours do.",
    source: "the 3 by 3 binomial filter, as in any book on images",
    channel: "bandwidth of the level that holds the images; integer vector units",
    roles: [.victim], accessName: "line", accessesPerStep: ImageFilter.linesPerStep,
    bytesPerAccess: 192,
    memory: .buffer, keepsContents: true, defaultWorkingSet: applicationWorkingSet,
    defaultJobAccesses: 128 * ImageFilter.linesPerStep,
    verification: .costs(
      moreThan: .init("read", applicationWorkingSet), control: .init("read", applicationWorkingSet),
      atLeast: 1.5,
      claim: "a line of the image takes longer than one that is only read: it is worked on"),
    round: { ImageFilter.rounded($0) },
    makeCode: { ImageFilter(arena: $0.arena!, seed: $0.seed) })
}
