import Foundation
import Glibc

/// A headless Chromium of our own, driven over its DevTools pipe: no port, no library, no profile of anybody's.
///
/// It ends with `end()`; should nobody call that, it ends by itself when the pipe closes, which it does with this process.
@MainActor
public final class Chromium {
  /// Where it is installed; `nil` where it is not.
  public nonisolated static let path: String? = {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.flatMap { ["\($0)/chromium", "\($0)/chromium-browser", "\($0)/google-chrome"] }
      .first(where: FileManager.default.isExecutableFile)
  }()

  /// How long any answer may take; generous, as the machine may be busy with other tests.
  static let patience = Duration.seconds(60)

  private let wire: Wire
  private let process = Process()
  private let profile: URL
  private var lastID = 0
  /// Pages that want to know what happens in them, by session.
  private var listeners: [String: (String, Data) -> Void] = [:]

  public init() throws {
    guard let path = Self.path else { throw BrowserError("chromium is not on the PATH") }
    wire = try Wire()
    profile = FileManager.default.temporaryDirectory.appending(
      path: "bulkhead-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: false)
    // The pipe's ends have to be descriptors 3 and 4, and only a shell can say so in a word.
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", path]
      + Self.arguments + ["--user-data-dir=\(profile.path)"]
    process.standardInput = wire.far
    process.standardOutput = wire.far
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      try wire.far.close()
      try call("Browser.getVersion")
    } catch {
      end()
      throw error
    }
  }

  private static let arguments = [
    "--headless", "--remote-debugging-pipe",
    // It shows nothing but our own files, often as root or in a container, where its sandbox cannot be.
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-extensions", "--disable-sync", "--disable-default-apps", "--hide-scrollbars",
    "--force-color-profile=srgb", "--font-render-hinting=none",
    "about:blank",
  ]

  /// Ends the browser and all that it started, and removes its profile.
  public func end() {
    if process.isRunning {
      _ = try? call("Browser.close", patience: .seconds(5))
      for _ in 0..<250 where process.isRunning { usleep(20_000) }
      if process.isRunning {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
    }
    try? FileManager.default.removeItem(at: profile)
  }

  /// A new, empty page of `width` by `height` CSS pixels.
  public func page(width: Int = 1440, height: Int = 900) throws -> Page {
    struct Target: Decodable { let targetId: String }
    struct Session: Decodable { let sessionId: String }
    let target: Target = try ask("Target.createTarget", ["url": "about:blank"])
    let session: Session = try ask(
      "Target.attachToTarget", ["targetId": "\(target.targetId)", "flatten": true])
    let page = Page(self, target: target.targetId, session: session.sessionId)
    listeners[session.sessionId] = { [weak page] in page?.note($0, $1) }
    try page.begin(width: width, height: height)
    return page
  }

  // MARK: Commands

  private struct Command: Encodable {
    let id: Int
    let method: String
    let params: JSONValue
    let sessionId: String?
  }

  private struct Header: Decodable {
    struct Failure: Decodable { let message: String }
    let id: Int?
    let method: String?
    let sessionId: String?
    let error: Failure?
  }

  private struct Answer<Result: Decodable>: Decodable { let result: Result }

  /// Sends a command and waits for its answer; what happens in between is told to the pages.
  @discardableResult
  func call(
    _ method: String, _ parameters: JSONValue = [:], session: String? = nil,
    patience: Duration = Chromium.patience
  ) throws -> Data {
    let deadline = ContinuousClock.now + patience
    lastID += 1
    let command = Command(id: lastID, method: method, params: parameters, sessionId: session)
    try wire.send(try JSONEncoder().encode(command), before: deadline)
    while true {
      let (header, message) = try next(before: deadline, waitingFor: method)
      guard header.id == lastID else { continue }
      if let error = header.error { throw BrowserError("\(method): \(error.message)") }
      return message
    }
  }

  func ask<Result: Decodable>(
    _ method: String, _ parameters: JSONValue = [:], session: String? = nil
  ) throws -> Result {
    let message = try call(method, parameters, session: session)
    return try JSONDecoder().decode(Answer<Result>.self, from: message).result
  }

  /// Listens until the condition holds.
  func listen(for what: String, until condition: () -> Bool) throws {
    let deadline = ContinuousClock.now + Self.patience
    while !condition() { _ = try next(before: deadline, waitingFor: what) }
  }

  private func next(
    before deadline: ContinuousClock.Instant, waitingFor what: String
  ) throws -> (Header, Data) {
    do {
      let message = try wire.receive(before: deadline)
      let header = try JSONDecoder().decode(Header.self, from: message)
      if let session = header.sessionId, let method = header.method {
        listeners[session]?(method, message)
      }
      return (header, message)
    } catch let error as BrowserError {
      throw BrowserError("\(what): \(error)")
    }
  }

  func forget(_ session: String) { listeners[session] = nil }
}
