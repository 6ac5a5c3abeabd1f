import Browser
import Foundation

// screenshots FOLDER REPORT.html…: every card of every report as an image, and what is wrong with its look in words.

let arguments = CommandLine.arguments.dropFirst()
guard let folder = arguments.first.map({ URL(filePath: $0, directoryHint: .isDirectory) }),
  arguments.count > 1
else {
  FileHandle.standardError.write(Data("usage: screenshots FOLDER REPORT.html…\n".utf8))
  exit(64)
}

/// How a report is looked at.
struct Look {
  let name: String
  var width = 1440
  var scheme = "light"
  var medium = "screen"
}

let looks = [
  Look(name: "light"), Look(name: "dark", scheme: "dark"), Look(name: "phone", width: 400),
  Look(name: "print", width: 794, medium: "print"),
]

let browser = try Chromium()
defer { browser.end() }
for report in arguments.dropFirst().map({ URL(filePath: $0) }) {
  let page = try browser.page()
  for look in looks {
    try page.emulate(medium: look.medium, scheme: look.scheme)
    try page.resize(width: look.width, height: 900, isTouched: look.width < 700, scale: 1)
    try page.open(report)
    let place = folder.appending(
      path: "\(report.deletingPathExtension().lastPathComponent)/\(look.name)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try page.screenshot(of: page.whole()).write(to: place.appending(path: "page.png"))
    for card in try page.cards() where card.place.width > 0 {
      try page.screenshot(of: card.place).write(to: place.appending(path: "\(card.id).png"))
    }
    for fault in try page.faults() + page.complaints {
      print("\(report.lastPathComponent), \(look.name): \(fault)")
    }
  }
  try page.emulate(medium: "", scheme: "light")
  try page.pdf().write(
    to: folder.appending(path: "\(report.deletingPathExtension().lastPathComponent)/report.pdf"))
  try page.close()
}
