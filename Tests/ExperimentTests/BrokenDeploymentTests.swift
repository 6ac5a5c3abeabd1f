import Experiment
import Testing

/// Deployments with a mistake, and every line that is to be printed for it. The mistakes themselves
/// stand in this type's extensions, by what they are about.
struct BrokenDeploymentTests {
  @Test(
    "A broken deployment is refused with one line a mistake: place, key, what would be right",
    arguments: keys + values + applications + windows)
  func brokenDeployment(broken: Broken) {
    let error = #expect(throws: SuiteErrors.self) { try Deployment.parse(broken.text) }
    #expect(error?.diagnostics.map(\.description) == broken.messages)
  }

  @Test("The deployment that the mistakes are made in has none")
  func unbroken() throws {
    #expect(try Deployment.parse(twoPartitions).partitions.map(\.name) == ["nav", "show"])
  }
}
