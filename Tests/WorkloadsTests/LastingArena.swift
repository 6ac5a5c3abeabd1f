@testable import Platform

/// An arena that stays until the process ends: kernels own nothing, and a test that steps one must keep its memory.
func lastingArena(_ bytes: Int) throws -> Arena {
  unsafe Unmanaged.passRetained(try Arena(bytes: bytes)).takeUnretainedValue()
}
