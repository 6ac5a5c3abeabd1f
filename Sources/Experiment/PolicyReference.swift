import Policies

/// A combination of policies that a suite asks for, such as `gang+flush`, with the parameters it is given there.
public struct PolicyReference: Sendable, Hashable {
  public var name: String
  public var parameters: [String: PolicyParameter]
  public var location: SourceLocation

  public init(name: String, parameters: [String: PolicyParameter], location: SourceLocation) {
    self.name = name
    self.parameters = parameters
    self.location = location
  }

  /// The names of the policies that are combined.
  public var parts: [String] {
    name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
  }

  /// The policies, with their parameters.
  ///
  /// - Throws: for policies that cannot be combined, and for values that make no sense.
  func combination() throws(SuiteErrors) -> PolicyCombination {
    let values = try values()
    do {
      guard let found = try PolicyCatalogue.combination(named: name, values) else {
        preconditionFailure("the suite reader lets no unknown policy through")
      }
      return found
    } catch {
      throw SuiteErrors([location.diagnostic(error.description)])
    }
  }

  /// The parameters, in the units of their kinds.
  func values() throws(SuiteErrors) -> [String: Double] {
    var values: [String: Double] = [:]
    let known = parts.flatMap(PolicyCatalogue.parameters)
    for (name, parameter) in parameters {
      guard let setting = known.first(where: { $0.name == name }) else {
        preconditionFailure("the suite reader lets no unknown parameter through")
      }
      values[name] = try parameter.value(of: setting)
    }
    return values
  }
}

/// The value of a policy's parameter: as text, since only the policy knows what it means.
public struct PolicyParameter: Sendable, Hashable {
  public var text: String
  public var location: SourceLocation

  /// The parameter in the unit of its kind: nanoseconds, a fraction, a number.
  func value(of setting: PolicySetting) throws(SuiteErrors) -> Double {
    let value: Double
    do {
      value =
        switch setting.kind {
        case .time: Double(try Quantity.nanoseconds(text, bareUnit: .microseconds))
        case .share: try Quantity.fraction(text)
        case .count: try Self.count(text)
        }
    } catch {
      throw SuiteErrors([location.diagnostic(error.description)])
    }
    guard setting.range.contains(value) else {
      throw SuiteErrors([
        location.diagnostic(
          "a \(setting.name) of `\(text)` is out of range; it must be \(setting.rangeText)")
      ])
    }
    return value
  }

  private static func count(_ text: String) throws(QuantityError) -> Double {
    guard let count = Int(text) else {
      throw QuantityError("expected a whole number, found `\(text)`")
    }
    return Double(count)
  }
}

extension PolicySetting {
  fileprivate var rangeText: String {
    switch kind {
    case .time where range.lowerBound <= 1:
      "longer than 0 and no longer than \(Int64(range.upperBound) / 1_000_000_000)s"
    case .time:
      "from \(Int64(range.lowerBound) / 1000)us to \(Int64(range.upperBound) / 1000)us"
    case .share: "from \(percent(range.lowerBound)) to \(percent(range.upperBound))"
    case .count: "from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
    }
  }

  private func percent(_ fraction: Double) -> String {
    "\((fraction * 1000).rounded() / 10)%".replacing(".0%", with: "%")
  }
}
