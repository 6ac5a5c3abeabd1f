public import Scheduling

/// Checks of the windows against each other and against the partitions.
extension DeploymentReader {
  mutating func checkSchedule() {
    guard deployment.locations["major_frame"] != nil else {
      for key in ["enforcer", "guard"] where deployment.locations[key] != nil {
        report(
          at: key, "without a major frame there are no windows to keep; add `major_frame: 20ms`")
      }
      return
    }
    guard isClean.frame else { return }
    if deployment.locations["windows"] == nil, deployment.locations["schedule"] == nil {
      report(at: "major_frame", "a major frame needs windows; add `windows` or `schedule`")
      isClean.windows = false
      return
    }
    checkOverlaps()
    checkGuard()
    if isClean.windows { checkEveryoneHasWindows() }
    if diagnostics.isEmpty { checkTable() }
  }

  /// Reports each two places in the file whose windows want one core at the same time, once.
  private mutating func checkOverlaps() {
    let windows = deployment.windows
    let ordered = windows.indices.sorted {
      (windows[$0].core, windows[$0].offsetNanoseconds, $0)
        < (windows[$1].core, windows[$1].offsetNanoseconds, $1)
    }
    var reported: Set<[SourceLocation]> = []
    var latest: Int?
    for index in ordered {
      guard let current = latest, windows[current].core == windows[index].core else {
        latest = index
        continue
      }
      if windows[index].offsetNanoseconds < windows[current].endNanoseconds {
        let (first, second) = (min(current, index), max(current, index))
        if reported.insert([windowPlaces[first], windowPlaces[second]]).inserted {
          report(
            windowPlaces[second],
            "\(describe(second)) overlaps \(describe(first)), line \(windowPlaces[first].line)")
        }
        isClean.windows = false
      }
      if windows[index].endNanoseconds > windows[current].endNanoseconds { latest = index }
    }
  }

  private func describe(_ index: Int) -> String {
    let window = deployment.windows[index]
    return "`\(window.partition)` on core \(window.core) from \(timeText(window.offsetNanoseconds))"
      + " to \(timeText(window.endNanoseconds))"
  }

  /// A guard as long as a window would stop it before it starts.
  private mutating func checkGuard() {
    guard case .nanoseconds(let guardNanoseconds) = deployment.guardBand,
      let shortest = deployment.windows.indices.min(by: {
        deployment.windows[$0].durationNanoseconds < deployment.windows[$1].durationNanoseconds
      }), deployment.windows[shortest].durationNanoseconds <= guardNanoseconds
    else { return }
    let length = timeText(deployment.windows[shortest].durationNanoseconds)
    report(
      at: "guard",
      "a guard of \(timeText(guardNanoseconds)) leaves nothing of the window of \(length) on line"
        + " \(windowPlaces[shortest].line); the guard must be shorter")
  }

  private mutating func checkEveryoneHasWindows() {
    for partition in deployment.partitions where !spoiled.contains(partition.name) {
      for core in partition.cores
      where !deployment.windows.contains(where: {
        $0.partition == partition.name && $0.core == core
      }) {
        report(
          at: paths[partition.name] ?? "partitions",
          "`\(partition.name)` has no window on core \(core); add one, or take the core away from it"
        )
      }
    }
  }

  /// What the scheduler itself would refuse. The checks above name every mistake in the file's own
  /// words; this one holds them to the scheduler's.
  private mutating func checkTable() {
    let cores = Set(0..<deployment.coreCount)
    for error in deployment.table?.validate(onlineCPUs: cores, allowedCPUs: cores) ?? [] {
      report(at: "major_frame", error.description)
    }
  }
}

extension Deployment {
  /// The schedule on the deployment's own cores; `nil` where partitions run all the time.
  public var table: ScheduleTable? {
    majorFrameNanoseconds.map { frame in
      ScheduleTable(
        majorFrameNanoseconds: frame, partitions: partitions.map(\.name),
        windows: windows.map {
          Scheduling.Window(
            partition: $0.partition, cpu: $0.core, offsetNanoseconds: $0.offsetNanoseconds,
            durationNanoseconds: $0.durationNanoseconds)
        })
    }
  }
}

extension Deployment.Window {
  /// First nanosecond after the window, in the major frame.
  var endNanoseconds: Int64 { offsetNanoseconds + durationNanoseconds }
}
