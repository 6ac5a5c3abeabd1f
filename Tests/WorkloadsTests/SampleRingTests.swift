import Testing

@testable import Workloads

@Suite("Sample ring")
struct SampleRingTests {
  @Test("Four samples share a line")
  func size() {
    #expect(MemoryLayout<Sample>.stride == 16)
  }

  @Test(
    "Keeps the first samples in order and counts those that found no room",
    arguments: [(0, 0, 0), (3, 3, 0), (4, 4, 0), (5, 4, 1), (100, 4, 96)])
  func drops(offered: Int, kept: Int, dropped: Int) {
    let capacity = 4
    // One sample of room more than the ring knows of, to see that it is left alone.
    let samples = UnsafeMutablePointer<Sample>.allocate(capacity: capacity + 1)
    let counter = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    defer {
      unsafe samples.deallocate()
      unsafe counter.deallocate()
    }
    unsafe samples.initialize(repeating: sample(.max), count: capacity + 1)
    unsafe counter.initialize(to: 0)
    let ring = unsafe SampleRing(samples: samples, capacity: capacity, offered: counter)
    for number in 0..<offered { unsafe ring.append(sample(UInt64(number))) }
    #expect(unsafe ring.kept == (0..<kept).map { sample(UInt64($0)) })
    #expect(unsafe ring.dropped == dropped)
    #expect(unsafe samples[capacity] == sample(.max))
  }

  private func sample(_ ticks: UInt64) -> Sample {
    Sample(endTicks: ticks, durationTicks: 1, cpu: 2, labels: SampleLabel.split)
  }
}
