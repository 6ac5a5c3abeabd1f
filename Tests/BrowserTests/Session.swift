import Browser
import Foundation
import Testing

/// One browser for all tests, and the reports that it is shown, each made when it is first asked for.
@MainActor
final class Session {
  @TaskLocal static var current: Session?

  let browser: Chromium
  private let folder: URL
  private var reports: [Sample: Report] = [:]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "bulkhead-reports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    browser = try Chromium()
  }

  func end() {
    browser.end()
    try? FileManager.default.removeItem(at: folder)
  }

  func report(_ sample: Sample) throws -> Report {
    if let report = reports[sample] { return report }
    let report = try Report(sample, in: folder)
    reports[sample] = report
    return report
  }
}

/// Gives a suite its browser, and ends it when the last test has ended, however that was.
struct BrowserTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let session = try await Session()
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await Session.$current.withValue(session, operation: function))
    } catch {
      outcome = .failure(error)
    }
    await session.end()
    try outcome.get()
  }
}

@Suite(
  "The report in a real browser", .serialized,
  .enabled(if: Chromium.path != nil, "chromium is not on the PATH; Scripts/deps test installs it"),
  BrowserTrait())
struct InBrowser {
  /// Opens a report in a page of its own and hands both over.
  @MainActor static func open(
    _ sample: Sample, width: Int = 1440, height: Int = 900, isTouched: Bool = false,
    scheme: String = "light", _ look: (Page, Report) throws -> Void
  ) throws {
    let session = try #require(Session.current)
    let report = try session.report(sample)
    let page = try session.browser.page(width: width, height: height)
    defer { try? page.close() }
    try page.resize(width: width, height: height, isTouched: isTouched)
    try page.emulate(scheme: scheme)
    try page.open(report.file)
    try look(page, report)
  }
}
