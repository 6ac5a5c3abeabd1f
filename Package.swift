// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A Swift module with its tests: the tests of `Sources/NAME` are `Tests/NAMETests`.
func module(_ name: String, uses: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: uses, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, uses: [Target.Dependency], fixtures: Bool = false) -> Target {
  .testTarget(
    name: name, dependencies: uses, resources: fixtures ? [.copy("Fixtures")] : [],
    swiftSettings: strict)
}

/// `make docs` alone needs the plugin; without it an ordinary build fetches and compiles less.
let documentation: [Package.Dependency] =
  Context.environment["BULKHEAD_DOCS"] == nil
  ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")]

/// What `make` says of the build, for the provenance of every run: the commit, and Swift's version, which Swift itself
/// tells no program.
let buildFacts: [CSetting] = ["BULKHEAD_COMMIT", "BULKHEAD_COMPILER"].compactMap { name in
  Context.environment[name].map { .define(name, to: "\"\($0)\"") }
}

let package = Package(
  name: "bulkhead",
  products: [.executable(name: "bulkhead", targets: ["bulkhead"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ] + documentation,
  targets: [
    .systemLibrary(
      name: "CHwloc", path: "CHwloc", pkgConfig: "hwloc", providers: [.apt(["libhwloc-dev"])]),
    .systemLibrary(name: "CNuma", pkgConfig: "numa", providers: [.apt(["libnuma-dev"])]),
    .target(
      name: "CPlatform",
      cSettings: [
        .define("_GNU_SOURCE"), .treatAllWarnings(as: .error),
      ] + buildFacts,
      linkerSettings: [.linkedLibrary("rt")]),

    module("Scheduling"),
    module("Statistics"),
    module("Results", uses: [.product(name: "Crypto", package: "swift-crypto")]),
    module("HardwareTopology", uses: ["CHwloc"]),
    module("Platform", uses: ["CPlatform", "CNuma"]),
    module("Workloads", uses: ["Platform", "CPlatform", "Statistics"]),
    module("Partitioning", uses: ["Scheduling", "Workloads", "Platform", "CPlatform"]),
    module(
      "Policies", uses: ["Partitioning", "Scheduling", "HardwareTopology", "Workloads", "Platform"]),
    module("Tradeoffs", uses: ["Results", "Statistics"]),
    module("Verdicts", uses: ["Results", "Statistics"]),
    module(
      "Experiment",
      uses: [
        "Tradeoffs", "Verdicts", "Policies", "Partitioning", "Scheduling", "Workloads", "Platform",
        "HardwareTopology", "Statistics", "Results", "Yams",
      ],
      resources: [
        .embedInCode("Resources/default.yaml"),
        .embedInCode("Resources/deployment.schema.json"),
      ]),
    module(
      "Reporting", uses: ["Tradeoffs", "Verdicts", "Results", "Statistics"],
      resources: [
        .embedInCode("Resources/report.css"), .embedInCode("Resources/report.js"),
        .embedInCode("Resources/numbers.js"),
      ]),
    module("Exporting", uses: ["Reporting", "Results"]),
    .executableTarget(
      name: "bulkhead",
      dependencies: [
        "Experiment", "Exporting", "Reporting", "Tradeoffs", "Verdicts", "Results", "Statistics",
        "Policies", "Partitioning", "Workloads", "Scheduling", "HardwareTopology", "Platform",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    tests("SchedulingTests", uses: ["Scheduling", "Statistics"]),
    tests("StatisticsTests", uses: ["Statistics"], fixtures: true),
    tests("ResultsTests", uses: ["Results"], fixtures: true),
    tests("HardwareTopologyTests", uses: ["HardwareTopology"], fixtures: true),
    // A resctrl file system that is a tree of ordinary files, with somebody who stands for the kernel; part of no product.
    .target(
      name: "ResctrlDouble", dependencies: ["Platform"], path: "Tests/ResctrlDouble",
      swiftSettings: strict),
    tests("PlatformTests", uses: ["Platform", "ResctrlDouble", "Statistics"], fixtures: true),
    tests("WorkloadsTests", uses: ["Workloads", "Platform", "CPlatform", "Statistics"]),
    tests(
      "PartitioningTests",
      uses: ["Partitioning", "Scheduling", "Workloads", "Platform", "Statistics", "CPlatform"]),
    tests(
      "PoliciesTests",
      uses: [
        "Policies", "Partitioning", "Scheduling", "HardwareTopology", "Platform", "ResctrlDouble",
      ]),
    tests("TradeoffsTests", uses: ["Tradeoffs", "Results", "Statistics"]),
    // Runs that never took place, drawn from a seed; part of no product but the benchmark of comparisons.
    .target(
      name: "SyntheticRuns", dependencies: ["Results", "Statistics"], path: "Tests/SyntheticRuns",
      swiftSettings: strict),
    .executableTarget(
      name: "synthetic-runs", dependencies: ["SyntheticRuns", "Experiment", "Results"],
      path: "benches/synthetic-runs", swiftSettings: strict),
    // Reads a results directory and makes its report, and says what either took: for `benches/large-results`.
    .executableTarget(
      name: "time-results", dependencies: ["Results", "Reporting"],
      path: "benches/time-results", swiftSettings: strict),
    tests("VerdictsTests", uses: ["Verdicts", "Results", "Statistics", "SyntheticRuns"]),
    tests(
      "ReportingTests",
      uses: ["Reporting", "Tradeoffs", "Verdicts", "Results", "Statistics", "SyntheticRuns"]),
    tests(
      "ExportingTests", uses: ["Exporting", "Reporting", "Results", "SyntheticRuns"],
      fixtures: true),
    tests(
      "ExperimentTests",
      uses: [
        "Experiment", "Tradeoffs", "Verdicts", "Results", "Statistics", "Scheduling",
        "HardwareTopology", "Partitioning",
        "Policies", "Workloads", "Platform", "Yams",
      ]),
    // These pin threads, signal and take time: Scripts/test gives them a process of their own.
    tests(
      "LiveMachineTests",
      uses: [
        "Experiment", "Results", "HardwareTopology", "Partitioning", "Scheduling", "Workloads",
        "Platform", "CPlatform", "ResctrlDouble", "Policies", "Statistics",
      ]),
    // End to end, with the executable that stands beside the test bundle.
    tests("CommandLineTests", uses: ["Results", "Statistics", "SyntheticRuns"], fixtures: true),
    // A headless Chromium over its DevTools pipe; part of no product.
    .target(name: "Browser", path: "Tests/Browser", swiftSettings: strict),
    .executableTarget(
      name: "screenshots", dependencies: ["Browser"], path: "Tests/Screenshots",
      swiftSettings: strict),
    // Says how long pages take to open: for `benches/open-report`.
    .executableTarget(
      name: "time-opening", dependencies: ["Browser"], path: "benches/time-opening",
      swiftSettings: strict),
    tests(
      "BrowserTests",
      uses: ["Browser", "Results", "SyntheticRuns", "HardwareTopology"]),
    // Stands between the test executable and the allocator, and counts; part of no product.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    tests(
      "HotPathTests",
      uses: [
        "CAllocationCounter", "Partitioning", "Scheduling", "Workloads", "Platform", "CPlatform",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

// Scripts/fuzz builds the properties with libFuzzer, in a folder of their own. Elsewhere the same files are the tests that
// replay the corpus.
let readers: [Target.Dependency] = ["Results", "Experiment", "HardwareTopology", "Yams"]
let inputs = ["Corpus", "Dictionaries"]
if Context.environment["BULKHEAD_FUZZ"] != nil {
  package.products = []
  package.targets.removeAll { $0.type == .test || $0.type == .executable }
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: readers, path: "Tests/Fuzzing",
      exclude: inputs + ["ReplayTests.swift"], swiftSettings: strict))
} else {
  package.targets.append(
    .testTarget(
      name: "FuzzingTests", dependencies: readers, path: "Tests/Fuzzing",
      exclude: inputs + ["Entry.swift"], swiftSettings: strict))
}

// What is built with optimisation for a few tests, each in a folder of its own: with all else it would take minutes.
let parts: [String: Set<String>] = [
  "hot-paths": [
    "CPlatform", "CNuma", "Scheduling", "Statistics", "Platform", "Workloads", "Partitioning",
    "CAllocationCounter", "HotPathTests",
  ],
  "coverage": ["Statistics", "StatisticsTests"],
]
if let part = Context.environment["BULKHEAD_PART"] {
  guard let needed = parts[part] else { fatalError("BULKHEAD_PART: \(parts.keys.sorted())") }
  package.products = []
  package.targets.removeAll { !needed.contains($0.name) }
}
