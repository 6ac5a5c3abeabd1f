import Partitioning
import Scheduling
import Workloads

/// Which of the sender's windows each of the receiver's probes came after.
struct LeakagePairing: Sendable, Equatable {
  /// One probe and the entry of the script that was carried out just before it.
  struct Pair: Sendable, Equatable {
    var entry: Int
    var probeTicks: UInt64
  }

  let pairs: [Pair]
  /// Windows of the receiver that nothing can be said of: they, or the sender's before them, were missed, cut or too short.
  let unpaired: Int

  init(pairs: [Pair], unpaired: Int) {
    self.pairs = pairs
    self.unpaired = unpaired
  }

  /// - Parameters:
  ///   - sender: its n-th sample is what it did for the n-th entry.
  ///   - receiver: its samples are probes.
  init(sender: ThreadRecord, receiver: ThreadRecord) {
    self.init(
      sender: (sender.windows, sender.samples), receiver: (receiver.windows, receiver.samples))
  }

  /// A probe counts when both it and what the sender did lie whole in windows that were planned one after the other.
  init(
    sender: (windows: [WindowRecord], samples: [Sample]),
    receiver: (windows: [WindowRecord], samples: [Sample])
  ) {
    let sent = Self.only(sender.samples, in: sender.windows)
    let probed = Self.only(receiver.samples, in: receiver.windows)
    var pairs: [Pair] = []
    var before = -1
    for (number, window) in receiver.windows.enumerated() {
      while before + 1 < sender.windows.count,
        sender.windows[before + 1].planned.start < window.planned.start
      {
        before += 1
      }
      // The window between the two that the receiver had itself would mean that the sender's was long ago.
      guard before >= 0, let entry = sent[before], let probe = probed[number],
        number == 0
          || receiver.windows[number - 1].planned.start < sender.windows[before].planned.start
      else { continue }
      pairs.append(Pair(entry: entry, probeTicks: UInt64(receiver.samples[probe].durationTicks)))
    }
    self.init(pairs: pairs, unpaired: receiver.windows.count - pairs.count)
  }

  /// For each window the number of the one sample that lies in it and was not split; nil where there is none, or more than one.
  private static func only(_ samples: [Sample], in windows: [WindowRecord]) -> [Int?] {
    var next = 0
    return windows.map { window in
      guard let ran = window.ran, !ran.isCutShort else { return nil }
      while next < samples.count, samples[next].endTicks < ran.startTicks { next += 1 }
      let first = next
      while next < samples.count, samples[next].endTicks <= ran.endTicks { next += 1 }
      guard next == first + 1 else { return nil }
      let sample = samples[first]
      let begin = sample.endTicks &- UInt64(sample.durationTicks)
      return sample.labels & SampleLabel.split == 0 && begin >= ran.startTicks ? first : nil
    }
  }
}
