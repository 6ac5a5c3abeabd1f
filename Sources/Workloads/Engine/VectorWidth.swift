import CPlatform

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
}
