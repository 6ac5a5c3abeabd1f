/// Sorts pages by which of them compete for the same sets of a cache, by tests alone: without numbers of frames, and without
/// knowing how the processor turns addresses into sets.
struct ColourSearch {
  /// How many colours the cache's shape gives it.
  let colours: Int
  let ways: Int
  /// Whether the others, by their numbers, displace a page. May now and then say so wrongly.
  let displaces: (_ page: Int, _ others: [Int]) -> Bool
  let isTimeUp: () -> Bool

  /// With fewer, something else than colours was seen; with some missing, their sets stay unused.
  private var leastColours: Int { max(2, colours * 3 / 4) }

  /// Groups of pages, each of one colour and no two of the same, as many as could be found.
  ///
  /// - Throws: when fewer than three quarters of the colours were found.
  func groups(of pages: Int) throws(ColoursUnavailable) -> [[Int]] {
    var rest = Array(0..<pages)
    var found: [[Int]] = []
    var failures = 0
    while found.count < colours, failures < 2 * colours, rest.count > ways, !isTimeUp() {
      let target = rest.removeFirst()
      // Policies of replacement that are not quite LRU keep a line now and then: its page was missed when its group was found, and
      // would found the group a second time.
      if let group = found.firstIndex(where: { displaces(target, Array($0.prefix(2 * ways))) }) {
        found[group].append(target)
        continue
      }
      guard let set = smallest(displacing: target, from: rest, missing: colours - found.count)
      else {
        failures += 1
        rest.append(target)
        continue
      }
      let core = [target] + set
      let inCore = Set(core)
      var others: [Int] = []
      var group = core
      for page in rest where !inCore.contains(page) {
        if displaces(page, core) { group.append(page) } else { others.append(page) }
      }
      found.append(group)
      rest = others
    }
    guard found.count >= leastColours else {
      throw ColoursUnavailable(
        reason:
          "\(found.count) groups of pages that displace one another were found, \(colours) colours were to be expected; something else may be using the cache"
      )
    }
    return found
  }

  /// As few pages as together displace the target, about as many as a set has ways.
  private func smallest(displacing target: Int, from rest: [Int], missing: Int) -> [Int]? {
    // Half as many again as fill the sets of all colours that are still to be found, so that most targets find enough
    // of their own; the rest is for those that do not.
    let some = Array(rest.prefix(missing * ways * 3 / 2))
    guard let pool = [some, rest].first(where: { displaces(target, $0) }),
      let set = GroupTesting.reduce(
        pool, isTimeUp: isTimeUp, evicts: { displaces(target, $0) }),
      // Where fewer or far more remain, some of the tests were wrong.
      set.count > ways / 2, set.count <= 2 * ways
    else { return nil }
    // Pages of one colour displace each other whichever of them is asked.
    let pages = [target] + set
    let witness = set[set.count / 2]
    return displaces(witness, pages.filter { $0 != witness }) ? set : nil
  }
}
