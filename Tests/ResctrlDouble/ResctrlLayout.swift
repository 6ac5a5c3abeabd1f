/// What a machine with resctrl shows: the files of `info`, and what a group is born with.
public struct ResctrlLayout: Sendable {
  public var vendor = "GenuineIntel"
  public var flags = [
    "rdt_a", "cat_l3", "cdp_l3", "cat_l2", "cdp_l2", "mba", "cqm_llc", "cqm_occup_llc",
    "cqm_mbm_total", "cqm_mbm_local",
  ]
  public var isListed = true
  public var isMounted = true
  public var options: [String] = []
  /// By path below `info`.
  public var info: [String: String]
  /// The default group's, from which new groups are made.
  public var schemata: [String]
  /// Of one way, by resource.
  public var wayBytes = 1_048_576
  /// `nil` where nothing is monitored.
  public var monitors: [String]? = ["llc_occupancy", "mbm_total_bytes", "mbm_local_bytes"]
  public var domains = [0]
  /// Groups of others, with their files.
  public var groups: [String: [String: String]] = [:]

  /// One socket: 11 ways of L3 of which the two highest are shared with I/O, and MBA in steps of 10 %, as a Skylake server has it.
  public static let skylake: ResctrlLayout = {
    var layout = ResctrlLayout(
      info: [
        "last_cmd_status": "ok\n",
        "MB/num_closids": "8\n", "MB/min_bandwidth": "10\n", "MB/bandwidth_gran": "10\n",
        "MB/delay_linear": "1\n", "MB/thread_throttle_mode": "max\n",
        "L3_MON/num_rmids": "144\n",
        "L3_MON/mon_features": "llc_occupancy\nmbm_total_bytes\nmbm_local_bytes\n",
        "L3_MON/max_threshold_occupancy": "180224\n",
      ], schemata: ["    L3:0=7ff", "    MB:0= 100"])
    layout.addCache("L3", mask: "7ff", usage: "XXSSSSSSSSS", shareable: "600", classes: 16)
    return layout
  }()

  /// The same, mounted with code divided from data: half the classes, two lines.
  public static let codeAndData: ResctrlLayout = {
    var layout = skylake
    layout.options = ["cdp"]
    for key in layout.info.keys where key.hasPrefix("L3/") { layout.info[key] = nil }
    for name in ["L3CODE", "L3DATA"] {
      layout.addCache(name, mask: "7ff", usage: "XXSSSSSSSSS", shareable: "600", classes: 8)
    }
    layout.schemata = ["L3DATA:0=7ff", "L3CODE:0=7ff", "    MB:0= 100"]
    return layout
  }()

  /// Two caches of 16 ways on an AMD processor: masks may have gaps, and bandwidth is in eighths of GB/s.
  public static let rome: ResctrlLayout = {
    var layout = ResctrlLayout(
      info: [
        "last_cmd_status": "ok\n", "MB/num_closids": "16\n", "MB/min_bandwidth": "1\n",
        "MB/bandwidth_gran": "1\n", "MB/delay_linear": "0\n", "L3_MON/num_rmids": "256\n",
        "L3_MON/mon_features": "llc_occupancy\nmbm_total_bytes\nmbm_local_bytes\n",
      ], schemata: ["    MB:0=2048;1=2048", "    L3:0=ffff;1=ffff"])
    layout.vendor = "AuthenticAMD"
    layout.domains = [0, 1]
    layout.addCache(
      "L3", mask: "ffff", usage: String(repeating: "S", count: 16), shareable: "0", classes: 16,
      least: 1, isSparse: true)
    return layout
  }()

  public init(info: [String: String], schemata: [String]) {
    self.info = info
    self.schemata = schemata
  }

  public mutating func addCache(
    _ name: String, mask: String, usage: String, shareable: String, classes: Int, least: Int = 1,
    isSparse: Bool = false
  ) {
    info["\(name)/num_closids"] = "\(classes)\n"
    info["\(name)/cbm_mask"] = "\(mask)\n"
    info["\(name)/min_cbm_bits"] = "\(least)\n"
    info["\(name)/shareable_bits"] = "\(shareable)\n"
    info["\(name)/sparse_masks"] = isSparse ? "1\n" : "0\n"
    info["\(name)/bit_usage"] = domains.map { "\($0)=\(usage)" }.joined(separator: ";") + "\n"
  }

  /// As if the hardware had less: neither its folder, nor its lines, nor its word in cpuinfo.
  public func without(_ resource: String, flags gone: [String] = []) -> ResctrlLayout {
    var layout = self
    layout.info = info.filter { !$0.key.hasPrefix("\(resource)/") }
    layout.schemata = schemata.filter { !$0.contains("\(resource):") }
    layout.flags.removeAll(where: gone.contains)
    return layout
  }
}
