/// Which pieces of the process's memory a guest has, and at which guest-physical addresses.
///
/// Guest-physical addresses cannot be the process's own: these are wider than what many processors translate. They are given out
/// one after the other, each congruent to the address of the process modulo the size of a huge page, so that what is one huge page
/// for the process can be one for the guest.
struct GuestMemory: Equatable {
  /// A stretch of the process's memory and where the guest finds it.
  struct Piece: Equatable {
    var slot: UInt32
    var host: Range<UInt64>
    var guestPhysical: UInt64
  }

  static let hugePageBytes: UInt64 = 2 << 20

  private(set) var pieces: [Piece] = []
  private var next: UInt64

  /// - Parameter start: the first guest-physical address to give out.
  init(from start: UInt64) { next = start }

  /// The first guest-physical address above all pieces.
  var end: UInt64 { next }

  /// Adds what the guest does not have yet of the given ranges.
  ///
  /// What has left the process's address space stays: nobody can reach it, and the process may map something there again,
  /// which the guest then has.
  ///
  /// - Returns: the pieces that are new.
  mutating func add(_ ranges: [Range<UInt64>]) -> [Piece] {
    var new: [Piece] = []
    for missing in ranges.flatMap(missing(of:)) where !missing.isEmpty {
      let huge = Self.hugePageBytes
      let start = (next + huge - 1) / huge * huge + missing.lowerBound % huge
      let piece = Piece(slot: UInt32(pieces.count), host: missing, guestPhysical: start)
      next = start + UInt64(missing.count)
      pieces.append(piece)
      new.append(piece)
    }
    return new
  }

  private func missing(of range: Range<UInt64>) -> [Range<UInt64>] {
    pieces.reduce(into: [range]) { left, piece in
      left = left.flatMap { part in
        part.overlaps(piece.host)
          ? [
            part.lowerBound..<max(part.lowerBound, piece.host.lowerBound),
            min(part.upperBound, piece.host.upperBound)..<part.upperBound,
          ].filter { !$0.isEmpty } : [part]
      }
    }
  }
}
