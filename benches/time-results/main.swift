import Glibc
import Reporting
import Results

// Reads a results directory, makes its report and throws it away; says what either took.
//
//   read WALL_S CPU_S PEAK_MiB
//   report WALL_S CPU_S PEAK_MiB

guard CommandLine.arguments.count == 2 else {
  print("usage: time-results RESULT")
  exit(1)
}
let results = try measured("read") { try ResultSet(reading: CommandLine.arguments[1]) }
let html = measured("report") { HTMLReport.html(results) }
exit(html.utf8.isEmpty ? 1 : 0)

func measured<Answer>(_ name: String, _ work: () throws -> Answer) rethrows -> Answer {
  let clock = ContinuousClock()
  let (start, before) = (clock.now, usage())
  let answer = try work()
  let (took, after) = (clock.now - start, usage())
  print(name, took / .seconds(1), (after.cpu - before.cpu) / .seconds(1), after.peakMebibytes)
  return answer
}

/// CPU time of all threads, and the most memory that was ever resident.
func usage() -> (cpu: Duration, peakMebibytes: Int) {
  var usage = rusage()
  unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  let (user, system) = (usage.ru_utime, usage.ru_stime)
  let cpu =
    Duration.seconds(user.tv_sec + system.tv_sec)
    + .microseconds(user.tv_usec + system.tv_usec)
  // Linux counts ru_maxrss in KiB: getrusage(2).
  return (cpu, usage.ru_maxrss >> 10)
}
