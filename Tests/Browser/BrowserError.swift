/// What went wrong between the browser and whoever drives it.
public struct BrowserError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
