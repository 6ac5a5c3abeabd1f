import CPlatform
import Platform

/// Widths of vector instructions, in bits. Kernels are made for one, and ask which in each step: a branch in thousands of
/// bytes, always the same way.
enum VectorWidth: Int32, CaseIterable {
  /// SSE2 or NEON.
  case bits128 = 128
  /// AVX2 with FMA.
  case bits256 = 256
  /// AVX-512.
  case bits512 = 512

  /// The widest of this processor.
  static var widest: VectorWidth { VectorWidth(rawValue: cplatform_vector_width())! }

  /// Those of this processor.
  static var available: [VectorWidth] { allCases.filter { $0.rawValue <= widest.rawValue } }

  /// The kernel in the width in which it goes through its buffer fastest, on this core and as the buffer lies now.
  ///
  /// The widest is the fastest in L1 and often the slowest out of memory: there a Zen 4 reads 1.12 times and copies 1.1 times as
  /// fast in 128 bits as in 512. All widths are tried in turn; the least time counts, because disturbances only add.
  ///
  /// - Parameter arrays: into how many the buffer is split.
  static func fastest<K: Kernel>(
    of widths: [VectorWidth] = available, in arena: Arena, arrays: Int = 1,
    _ kernel: (Arena, VectorWidth) -> K
  ) -> K {
    var best = (kernel: kernel(arena, widths[0]), ticks: UInt64.max)
    guard widths.count > 1 else { return best.kernel }
    // One pass; through a small buffer it would be over before the clock has moved.
    let steps = max(arena.bytes / arrays / Sweep.bytesPerStep, 512)
    for _ in 0..<tries {
      for width in widths {
        let start = kernel(arena, width)
        var tried = start
        let begin = cplatform_ticks()
        for _ in 0..<steps { tried.step() }
        let ticks = cplatform_ticks() &- begin
        if ticks < best.ticks { best = (start, ticks) }
      }
    }
    return best.kernel
  }

  private static let tries = 4
}
