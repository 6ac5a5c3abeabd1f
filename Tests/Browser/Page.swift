public import Foundation

/// A page in the browser, and a record of everything it complained about or asked the network for.
@MainActor
public final class Page {
  let browser: Chromium
  let session: String
  private let target: String
  /// Errors and warnings of the console, uncaught exceptions, and what the browser itself had to say.
  public private(set) var complaints: [String] = []
  /// Every address that was asked for.
  public private(set) var requests: [String] = []
  private var isLoaded = false

  init(_ browser: Chromium, target: String, session: String) {
    self.browser = browser
    self.target = target
    self.session = session
  }

  func begin(width: Int, height: Int) throws {
    for domain in ["Page", "Runtime", "Network", "Log"] { try call("\(domain).enable") }
    try resize(width: width, height: height)
  }

  public func close() throws {
    browser.forget(session)
    try browser.call("Target.closeTarget", ["targetId": "\(target)"])
  }

  // MARK: What is shown

  /// Opens a file and waits until it has loaded.
  public func open(_ file: URL) throws {
    isLoaded = false
    complaints = []
    requests = []
    try call("Page.navigate", ["url": "\(file.absoluteString)"])
    try browser.listen(for: file.lastPathComponent) { isLoaded }
  }

  /// - Parameter isTouched: whether the page sees a phone's screen rather than a window with a mouse.
  public func resize(width: Int, height: Int, isTouched: Bool = false, scale: Double = 1) throws {
    try call(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": .whole(width), "height": .whole(height), "deviceScaleFactor": .number(scale),
        "mobile": .flag(isTouched),
      ])
    try call("Emulation.setTouchEmulationEnabled", ["enabled": .flag(isTouched)])
  }

  /// - Parameters:
  ///   - medium: `screen` or `print`.
  ///   - scheme: what the reader's system prefers: `light` or `dark`.
  public func emulate(medium: String = "screen", scheme: String = "light") throws {
    try call(
      "Emulation.setEmulatedMedia",
      [
        "media": "\(medium)",
        "features": [
          ["name": "prefers-color-scheme", "value": "\(scheme)"],
          // A colour that is on its way to another is neither.
          ["name": "prefers-reduced-motion", "value": "reduce"],
        ],
      ])
  }

  /// What a JavaScript expression is worth.
  public func evaluate<Value: Decodable>(
    _ expression: String, as type: Value.Type = Value.self
  ) throws -> Value {
    let message = try call(
      "Runtime.evaluate",
      ["expression": "\(expression)", "returnByValue": true, "awaitPromise": true])
    let outcome: Answer<Outcome<Value>>
    do {
      outcome = try JSONDecoder().decode(Answer<Outcome<Value>>.self, from: message)
    } catch {
      // What failed has another shape than what succeeds.
      let failed = try? JSONDecoder().decode(Answer<Failed>.self, from: message)
      let why = failed?.result.exceptionDetails.description ?? "no \(Value.self)"
      throw BrowserError("\(why) comes of: \(expression.prefix(200))")
    }
    return outcome.result.result.value
  }

  private struct Answer<Result: Decodable>: Decodable { let result: Result }
  private struct Outcome<Value: Decodable>: Decodable { let result: Remote<Value> }
  private struct Remote<Value: Decodable>: Decodable { let value: Value }
  private struct Failed: Decodable { let exceptionDetails: Details }

  /// Runs JavaScript for what it does.
  public func run(_ statements: String) throws {
    let _: Bool = try evaluate("(() => { \(statements); return true; })()")
  }

  /// A picture of the page, or of a part of it, as PNG.
  public func screenshot(of part: Rectangle? = nil) throws -> Data {
    struct Picture: Decodable { let data: Data }
    var parameters: [String: JSONValue] = ["format": "png", "captureBeyondViewport": true]
    if let part {
      parameters["clip"] = [
        "x": .number(part.x), "y": .number(part.y), "width": .number(part.width),
        "height": .number(part.height), "scale": 1,
      ]
    }
    let picture: Picture = try browser.ask(
      "Page.captureScreenshot", .object(parameters), session: session)
    return picture.data
  }

  /// The page as it would be printed, on A4.
  public func pdf() throws -> Data {
    struct Printed: Decodable { let data: Data }
    let printed: Printed = try browser.ask(
      "Page.printToPDF", ["paperWidth": 8.27, "paperHeight": 11.69, "printBackground": false],
      session: session)
    return printed.data
  }

  @discardableResult
  func call(_ method: String, _ parameters: JSONValue = [:]) throws -> Data {
    try browser.call(method, parameters, session: session)
  }

  // MARK: What happens in it

  private struct Details: Decodable, CustomStringConvertible {
    struct Thrown: Decodable { let description: String? }
    let text: String
    let exception: Thrown?
    var description: String { exception?.description ?? text }
  }

  private struct Event<Parameters: Decodable>: Decodable { let params: Parameters }

  func note(_ method: String, _ message: Data) {
    func read<Parameters: Decodable>(_ type: Parameters.Type) -> Parameters? {
      (try? JSONDecoder().decode(Event<Parameters>.self, from: message))?.params
    }
    switch method {
    case "Page.loadEventFired": isLoaded = true
    case "Network.requestWillBeSent":
      struct Sent: Decodable {
        struct Request: Decodable { let url: String }
        let request: Request
      }
      requests.append(read(Sent.self)?.request.url ?? "a request that could not be read")
    case "Runtime.exceptionThrown":
      struct Exception: Decodable { let exceptionDetails: Details }
      complaints.append(read(Exception.self)?.exceptionDetails.description ?? "an exception")
    case "Runtime.consoleAPICalled":
      struct Said: Decodable {
        struct Argument: Decodable { let description: String? }
        let type: String
        let args: [Argument]
      }
      guard let said = read(Said.self), ["error", "warning", "assert"].contains(said.type) else {
        return
      }
      complaints.append(
        "console: " + said.args.map { $0.description ?? "…" }.joined(separator: " "))
    case "Log.entryAdded":
      struct Logged: Decodable {
        struct Entry: Decodable {
          let level: String
          let text: String
        }
        let entry: Entry
      }
      guard let entry = read(Logged.self)?.entry, ["error", "warning"].contains(entry.level) else {
        return
      }
      complaints.append("browser: " + entry.text)
    default: break
    }
  }
}

/// A part of the page, in CSS pixels.
public struct Rectangle: Decodable, Sendable, Equatable {
  public let x: Double
  public let y: Double
  public let width: Double
  public let height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  public var middle: (x: Double, y: Double) { (x + width / 2, y + height / 2) }
}
