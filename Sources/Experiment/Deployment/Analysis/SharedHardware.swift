import HardwareTopology
import Results

/// The parts of a machine that cores of a deployment have in common, the closest first.
struct SharedHardware: Sendable {
  /// One thing on the machine, and which of the deployment's cores have it.
  struct Element: Sendable, Hashable {
    let channel: InterferenceChannel
    /// The deployment's cores, ascending.
    let cores: [Int]
    let pus: PUSet

    /// For instance `L2 of cores 0-1`.
    var name: String {
      let noun =
        switch channel {
        case .core: "core"
        case .smt: "execution units"
        case .node: "memory node"
        default: channel.rawValue
        }
      return channel == .core && cores.count == 1
        ? "core \(cores[0])" : "\(noun) of \(SharedHardware.text(cores))"
    }
  }

  let elements: [Element]
  /// PU of each of the deployment's cores; two cores may have been folded onto one.
  let pus: [Int]
  /// Why a kind of hardware cannot be told, in sentences.
  let unknowns: [String]

  init(_ topology: Topology, pus: [Int]) {
    self.pus = pus
    var elements: [Element] = []
    func add(_ channel: InterferenceChannel, _ set: PUSet) {
      let cores = pus.indices.filter { set.contains(pus[$0]) }
      let element = Element(channel: channel, cores: cores, pus: set)
      if !cores.isEmpty, !elements.contains(element) { elements.append(element) }
    }
    for pu in pus {
      add(.core, [pu])
      // Under SMT its PUs share the core's translations too (Intel SDM vol. 3A, "Intel Hyper-Threading Technology":
      // whether TLBs are shared is up to the implementation, so the safe answer is that they are).
      let core = topology.cores.first { $0.pus.contains(pu) }?.pus ?? [pu]
      add(.tlb, core)
      if core.count > 1 { add(.smt, core) }
      for cache in topology.dataCaches(of: pu) {
        if let channel = InterferenceChannel(cacheLevel: cache.level) { add(channel, cache.pus) }
      }
      let node = topology.processingUnit(pu)?.numaNode
      for found in topology.numaNodes where found.osIndex == node { add(.node, found.pus) }
    }
    let nodes = elements.filter { $0.channel == .node }
    if nodes.count > 1 { add(.interconnect, topology.pus) }
    self.elements = elements.sorted { ($0.channel, $0.cores[0]) < ($1.channel, $1.cores[0]) }
    unknowns =
      (elements.contains { $0.channel.isCache } ? [] : ["no cache of this machine is known"])
      + (nodes.isEmpty ? ["no NUMA node of this machine is known"] : [])
  }

  /// Whether two of the deployment's cores are one PU, so that at most one of them runs at a time.
  func isOnePU(_ a: Int, _ b: Int) -> Bool { pus[a] == pus[b] }

  /// `core 0`, `cores 0-1,3`.
  static func text(_ cores: [Int]) -> String {
    (cores.count == 1 ? "core " : "cores ") + PUSet(cores).description
  }
}
