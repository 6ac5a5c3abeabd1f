import Glibc

extension Topology {
  /// Loads a topology.
  ///
  /// `.thisMachine` obeys hwloc's own environment variables (`HWLOC_XMLFILE`, `HWLOC_SYNTHETIC`);
  /// `source` then says so.
  public init(loading source: TopologySource = .thisMachine) throws(TopologyError) {
    try self.init(loading: source, environment: HwlocTopology.environment)
  }

  init(
    loading source: TopologySource, environment: (String) -> String?
  ) throws(TopologyError) {
    let source = source == .thisMachine ? .live(environment: environment) : source
    let loaded = try HwlocTopology(loading: source)

    let pus = PUSet(loaded.processingUnits().map(\.osIndex))
    guard !pus.isEmpty else { throw .loadFailed(source: source, reason: "it has no PU") }
    // An XML file may claim more PUs for an object than the machine has.
    func present<T>(_ objects: [T], _ set: (T) -> PUSet) -> [T] {
      objects.filter { set($0).isSubset(of: pus) && !set($0).isEmpty }
    }
    let cores = present(loaded.cores(), \.pus)
    let packages = present(loaded.packages(), \.pus)
    let numaNodes = loaded.numaNodes()
    // A synthetic description can give two the same (`indexes=1,1`), and hwloc finds no fault in it.
    guard Set(numaNodes.map(\.osIndex)).count == numaNodes.count else {
      throw .loadFailed(source: source, reason: "two of its NUMA nodes have one number")
    }
    let allowed = loaded.allowed().intersection(pus)

    self.source = loaded.source
    self.isThisSystem = loaded.isThisSystem
    self.hwlocVersion = HwlocTopology.libraryVersion
    self.virtualMachine = VirtualMachine.detect(
      dmi: loaded.dmi(),
      processorFlags: loaded.isThisSystem ? HwlocTopology.processorFlags() : "",
      kernelHypervisor: loaded.isThisSystem ? HwlocTopology.kernelHypervisor() : "")
    self.packages = packages
    self.numaNodes = numaNodes
    self.caches = present(loaded.caches(), \.pus)
    self.cores = cores
    self.processingUnits = loaded.processingUnits().map { pu in
      ProcessingUnit(
        osIndex: pu.osIndex, logicalIndex: pu.logicalIndex,
        core: cores.first { $0.pus.contains(pu.osIndex) }?.logicalIndex,
        package: packages.first { $0.pus.contains(pu.osIndex) }?.logicalIndex,
        numaNode: Self.closest(of: numaNodes, to: pu.osIndex)?.osIndex,
        isAllowed: allowed.contains(pu.osIndex))
    }
    self.cpuKinds = loaded.cpuKinds()
    self.distances = loaded.distances()
    self.pus = pus
    self.offline = loaded.complete().subtracting(pus)
    self.usable = loaded.isThisSystem ? allowed.intersection(loaded.affinity()) : allowed
    self.xml = try loaded.exportXML()
  }

  /// Several nodes can be local to one PU (DRAM and high-bandwidth memory): the closest is the one
  /// with the fewest PUs, then the lowest number, which is the default for allocations.
  static func closest(of nodes: [NUMANode], to pu: Int) -> NUMANode? {
    nodes.filter { $0.pus.contains(pu) }
      .min { ($0.pus.count, $0.osIndex) < ($1.pus.count, $1.osIndex) }
  }
}
