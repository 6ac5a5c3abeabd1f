import HardwareTopology
public import Partitioning
public import Platform

/// Page colours: the partitions' buffers lie on pages that want different sets of the cores' L2.
public struct Coloured: Policy {
  public let name = "coloured"
  public let summary =
    "The victim's buffers lie on pages of some colours of the L2, the others' on pages of the rest."
  public let limits =
    "Keeps the lines of who is not running in the L2 of a core that partitions share in time, and takes from everybody a part of it and the huge pages; L1, TLBs, the last-level cache and memory stay shared."
  public let aspect = PolicyAspect.colours
  public let parameters = [
    PolicySetting(
      name: "colours",
      meaning: "The part of the colours that the victim has; the others have the rest.",
      kind: .share, range: 0.1...0.9, defaultText: "50%")
  ]
  /// An L2 is one core's: its colours matter to partitions that take turns there.
  public var base: (any Policy)? { SlicedGuard() }
  public let victimShare: Double

  public init(victimShare: Double = 0.5) { self.victimShare = victimShare }

  public func configured(_ values: [String: Double]) -> any Policy {
    Coloured(victimShare: values["colours"] ?? victimShare)
  }

  /// The colours of a partition, by its number in the request.
  func share(of partition: Int) -> ColourShare {
    partition == 0
      ? ColourShare(lower: 0, upper: victimShare) : ColourShare(lower: victimShare, upper: 1)
  }

  /// Finds the colours, the first time: there is no other way to know whether timing can tell them here.
  public func probe(_ request: PolicyRequest) -> Availability {
    guard let cpu = request.cores.first else { return .unavailable(reason: "no core may be used") }
    do {
      let colours = try Colours.known(of: request.topology.colouredCache(of: cpu), on: cpu)
      let shares = request.partitions.indices.map { share(of: $0).colours(of: colours.count) }
      return shares.allSatisfy { !$0.isEmpty }
        ? .available : .unavailable(reason: "\(colours.count) colours are too few for these shares")
    } catch {
      return .unavailable(reason: error.reason)
    }
  }

  /// - Throws: beside policies that want other pages, or buffers that cannot be looked at again.
  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(ColoursUnavailable) {
    for number in arrangement.partitions.indices {
      let setting = arrangement.partitions[number]
      if setting.backend != .thread {
        throw ColoursUnavailable(
          reason: "the colours of buffers in a process of their own cannot be read again")
      }
      if setting.memory.pages == .huge {
        throw ColoursUnavailable(reason: "a huge page has all colours")
      }
      if setting.memory.nodes != nil, request.topology.numaNodes.count > 1 {
        throw ColoursUnavailable(reason: "pages are chosen by colour from the cores' own node only")
      }
      arrangement.partitions[number].memory.colours = share(of: number)
    }
  }

  /// Every buffer was looked at again: no page has moved, and those that were timed have the colours of their partition.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    var held = true
    var details: [String] = []
    for (number, partition) in observation.partitions.enumerated() {
      for buffer in partition.memory {
        guard let reading = buffer.colours, reading.share == share(of: number) else {
          held = false
          details.append("\(partition.name) has a buffer whose pages were not chosen by colour")
          continue
        }
        held = held && reading.held
        details.append("\(partition.name): \(reading)")
      }
    }
    return Evidence(
      held: held,
      detail: details.isEmpty ? "no partition has a buffer" : details.joined(separator: "; "))
  }
}

extension ColoursUnavailable: PolicyRefusal {}
