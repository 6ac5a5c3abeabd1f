import CHwloc

/// hwloc's objects as Swift values.
extension HwlocTopology {
  func packages() -> [Package] {
    unsafe objects(HWLOC_OBJ_PACKAGE) { object in
      unsafe Package(
        logicalIndex: Int(object.logical_index), osIndex: Self.osIndex(object),
        model: Self.infos(object)["CPUModel"].map(Self.trimmed), pus: Self.set(object.cpuset))
    }
  }

  func numaNodes() -> [NUMANode] {
    unsafe objects(HWLOC_OBJ_NUMANODE) { object in
      unsafe NUMANode(
        logicalIndex: Int(object.logical_index),
        osIndex: Self.osIndex(object) ?? Int(object.logical_index),
        memoryBytes: object.attr.pointee.numanode.local_memory, pus: Self.set(object.cpuset))
    }
  }

  func cores() -> [Core] {
    unsafe objects(HWLOC_OBJ_CORE) { object in
      unsafe Core(
        logicalIndex: Int(object.logical_index), osIndex: Self.osIndex(object),
        pus: Self.set(object.cpuset))
    }
  }

  /// The indices of all PUs, ordered by OS index.
  func processingUnits() -> [(osIndex: Int, logicalIndex: Int)] {
    unsafe objects(HWLOC_OBJ_PU) { object in
      unsafe (osIndex: Int(object.os_index), logicalIndex: Int(object.logical_index))
    }
    .filter { $0.osIndex <= PUSet.highestIndex }
    .sorted { $0.osIndex < $1.osIndex }
  }

  func caches() -> [Cache] {
    [
      HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L1ICACHE, HWLOC_OBJ_L2CACHE, HWLOC_OBJ_L2ICACHE,
      HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L3ICACHE, HWLOC_OBJ_L4CACHE, HWLOC_OBJ_L5CACHE,
    ].flatMap { type in
      unsafe objects(type) { object in
        let cache = unsafe object.attr.pointee.cache
        let kind: Cache.Kind =
          switch cache.type {
          case HWLOC_OBJ_CACHE_DATA: .data
          case HWLOC_OBJ_CACHE_INSTRUCTION: .instruction
          default: .unified
          }
        // hwloc: 0 is unknown, -1 fully associative.
        let ways: Cache.Ways =
          switch cache.associativity {
          case 0: .unknown
          case ..<0: .fullyAssociative
          default: .count(Int(cache.associativity))
          }
        return unsafe Cache(
          level: Int(cache.depth), kind: kind, logicalIndex: Int(object.logical_index),
          bytes: cache.size == 0 ? nil : cache.size,
          lineBytes: cache.linesize == 0 ? nil : Int(cache.linesize), ways: ways,
          pus: Self.set(object.cpuset))
      }
    }
  }

  func cpuKinds() -> [CPUKind] {
    let count = unsafe hwloc_cpukinds_get_nr(handle, 0)
    guard count > 0, let set = unsafe hwloc_bitmap_alloc() else { return [] }
    defer { unsafe hwloc_bitmap_free(set) }
    return (0..<UInt32(count)).compactMap { index in
      var efficiency: CInt = 0
      var infoCount: UInt32 = 0
      var infos: UnsafeMutablePointer<hwloc_info_s>?
      guard
        unsafe hwloc_cpukinds_get_info(handle, index, set, &efficiency, &infoCount, &infos, 0) == 0
      else { return nil }
      return unsafe CPUKind(
        efficiency: efficiency < 0 ? nil : Int(efficiency), infos: Self.infos(infos, infoCount),
        pus: Self.set(set))
    }
  }

  func distances() -> [DistanceMatrix] {
    var count: UInt32 = 0
    guard unsafe hwloc_distances_get(handle, &count, nil, 0, 0) == 0, count > 0 else { return [] }
    var found = unsafe [UnsafeMutablePointer<hwloc_distances_s>?](repeating: nil, count: Int(count))
    guard unsafe hwloc_distances_get(handle, &count, &found, 0, 0) == 0 else { return [] }
    return unsafe found.prefix(Int(count)).compactMap { matrix in
      guard let matrix = unsafe matrix else { return nil }
      defer { unsafe hwloc_distances_release(handle, matrix) }
      return unsafe distanceMatrix(matrix)
    }
  }

  private func distanceMatrix(
    _ matrix: UnsafeMutablePointer<hwloc_distances_s>
  ) -> DistanceMatrix {
    let count = unsafe Int(matrix.pointee.nbobjs)
    let kind = unsafe matrix.pointee.kind
    let meaning: DistanceMatrix.Meaning =
      if kind & UInt(HWLOC_DISTANCES_KIND_MEANS_LATENCY.rawValue) != 0 {
        .latency
      } else if kind & UInt(HWLOC_DISTANCES_KIND_MEANS_BANDWIDTH.rawValue) != 0 {
        .bandwidth
      } else {
        .other
      }
    let names = (0..<count).map { index in
      guard let object = unsafe matrix.pointee.objs[index] else { return "none" }
      let type = unsafe String(cString: hwloc_obj_type_string(object.pointee.type))
      let number = unsafe Self.osIndex(object.pointee) ?? Int(object.pointee.logical_index)
      return "\(type) \(number)"
    }
    let name = unsafe hwloc_distances_get_name(handle, matrix).map { unsafe String(cString: $0) }
    return DistanceMatrix(
      name: name ?? "", meaning: meaning, objects: names,
      values: (0..<count).map { row in
        (0..<count).map { unsafe matrix.pointee.values[row * count + $0] }
      })
  }

  /// The cpuset (cgroup) of the process that made the topology.
  func allowed() -> PUSet { unsafe Self.set(hwloc_topology_get_allowed_cpuset(handle)) }

  /// All PUs, also those that are offline.
  func complete() -> PUSet { unsafe Self.set(hwloc_topology_get_complete_cpuset(handle)) }

  /// Where the threads of this process may run by their affinity; every PU when hwloc can't tell.
  func affinity() -> PUSet {
    guard let set = unsafe hwloc_bitmap_alloc() else { return complete() }
    defer { unsafe hwloc_bitmap_free(set) }
    let flags = CInt(HWLOC_CPUBIND_PROCESS.rawValue)
    return unsafe hwloc_get_cpubind(handle, set, flags) == 0 ? Self.set(set) : complete()
  }

  /// The machine's maker and product, which the firmware states (SMBIOS/DMI).
  func dmi() -> [String] {
    let infos = rootInfos()
    return ["DMISysVendor", "DMIProductName", "DMIBIOSVendor", "DMIBoardVendor"]
      .compactMap { infos[$0] }
  }

  func rootInfos() -> [String: String] {
    unsafe hwloc_get_root_obj(handle).map { unsafe Self.infos($0.pointee) } ?? [:]
  }

  private func objects<T>(_ type: hwloc_obj_type_t, _ value: (hwloc_obj) -> T) -> [T] {
    let count = unsafe hwloc_get_nbobjs_by_type(handle, type)
    return (0..<UInt32(Swift.max(count, 0))).compactMap { index in
      unsafe hwloc_get_obj_by_type(handle, type, index).map { unsafe value($0.pointee) }
    }
  }

  private static func osIndex(_ object: hwloc_obj) -> Int? {
    // HWLOC_UNKNOWN_INDEX, `(unsigned) -1`, which Swift imports but can't compile.
    unsafe object.os_index == UInt32.max ? nil : Int(object.os_index)
  }

  private static func infos(_ object: hwloc_obj) -> [String: String] {
    unsafe infos(object.infos, object.infos_count)
  }

  private static func infos(
    _ pairs: UnsafeMutablePointer<hwloc_info_s>?, _ count: UInt32
  ) -> [String: String] {
    guard let pairs = unsafe pairs else { return [:] }
    var infos: [String: String] = [:]
    for index in 0..<Int(count) {
      infos[unsafe String(cString: pairs[index].name)] =
        unsafe String(cString: pairs[index].value)
    }
    return infos
  }

  /// Stops at the highest index, since a bitmap may be infinite.
  private static func set(_ bitmap: hwloc_const_bitmap_t?) -> PUSet {
    guard let bitmap = unsafe bitmap else { return PUSet() }
    var set = PUSet()
    var index = unsafe hwloc_bitmap_first(bitmap)
    while index >= 0, index <= PUSet.highestIndex {
      set.insert(Int(index))
      index = unsafe hwloc_bitmap_next(bitmap, index)
    }
    return set
  }

  /// Some processors pad their name with spaces.
  private static func trimmed(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }
}
