import Browser
import Foundation

// Opens pages in one headless Chromium, in turn and again and again, and prints for each how long it took from the navigation until
// it said that it was ready: the fastest, the median, and its bytes. `benches/open-report` compares a report with an empty page.

let arguments = CommandLine.arguments
guard arguments.count >= 3, let times = Int(arguments[1]), times > 0 else {
  print("usage: time-opening TIMES PAGE.html…")
  exit(1)
}
let pages = arguments.dropFirst(2).map { URL(filePath: $0) }
let browser = try Chromium()
defer { browser.end() }
let page = try browser.page()
var opened: [URL: [Double]] = [:]
// The first of all also starts a process for the page.
for turn in 0...times {
  for file in pages {
    try page.open(file)
    // Since the browser began to navigate, by its own clock; frames until the page is drawn are counted, too.
    let milliseconds: Double = try page.evaluate(
      """
      new Promise(done => requestAnimationFrame(() => setTimeout(() => {
        const ready = document.documentElement.dataset.ready;
        done(ready ? performance.now() : -1);
      })))
      """)
    guard milliseconds >= 0 else {
      print("\(file.lastPathComponent) never said that it was ready: \(page.complaints)")
      exit(4)
    }
    if turn > 0 { opened[file, default: []].append(milliseconds) }
  }
}
print("time from navigation to ready and drawn, \(times) times each, interleaved")
for file in pages {
  let sorted = opened[file, default: []].sorted()
  let bytes = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
  func shown(_ milliseconds: Double) -> String { String(format: "%7.1f ms", milliseconds) }
  print(
    file.lastPathComponent.padding(toLength: 16, withPad: " ", startingAt: 0)
      + "fastest \(shown(sorted[0]))   median \(shown(sorted[(sorted.count - 1) / 2]))"
      + "   \(bytes) bytes")
}
