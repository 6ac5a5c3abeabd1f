/// Nelder and Mead's simplex search for the least value of a function that offers no derivative: reflects
/// the worst corner through the others, further, less far, or draws all corners together.
///
/// Good for two or three smooth parameters from a start nearby, which is all it is used for. Source:
/// Nelder and Mead, The Computer Journal 7 (1965); the steps as Lagarias et al., SIAM J. Optim. 9 (1998).
enum NelderMead {
  private struct Corner {
    var point: [Double]
    var value: Double
  }

  /// The point with the least value that was found. The function may be infinite outside its domain,
  /// not at the start.
  ///
  /// - Parameter steps: how far each parameter goes for the first simplex.
  static func minimum(
    from start: [Double], steps: [Double], tolerance: Double = 1e-10, evaluations: Int = 2000,
    of function: ([Double]) -> Double
  ) -> (point: [Double], value: Double) {
    var left = evaluations
    func corner(_ point: [Double]) -> Corner {
      left -= 1
      let value = function(point)
      return Corner(point: point, value: value.isNaN ? .infinity : value)
    }
    var corners = [corner(start)]
    for (index, step) in steps.enumerated() {
      var point = start
      point[index] += step
      corners.append(corner(point))
    }
    while left > 0 {
      corners.sort { $0.value < $1.value }
      let (best, worst) = (corners[0], corners[corners.count - 1])
      if worst.value - best.value <= tolerance * (best.value.magnitude + tolerance) { break }
      let others = corners.dropLast()
      let centre = start.indices.map { axis in
        others.reduce(0) { $0 + $1.point[axis] } / Double(others.count)
      }
      func moved(by factor: Double) -> Corner {
        corner(zip(centre, worst.point).map { $0 + factor * ($0 - $1) })
      }
      let reflected = moved(by: 1)
      if reflected.value < best.value {
        let expanded = moved(by: 2)
        corners[corners.count - 1] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < others[others.count - 1].value {
        corners[corners.count - 1] = reflected
      } else {
        let contracted = moved(by: reflected.value < worst.value ? 0.5 : -0.5)
        if contracted.value < min(reflected.value, worst.value) {
          corners[corners.count - 1] = contracted
        } else {
          for index in 1..<corners.count {
            corners[index] = corner(zip(best.point, corners[index].point).map { ($0 + $1) / 2 })
          }
        }
      }
    }
    let best = corners.min { $0.value < $1.value }!
    return (best.point, best.value)
  }
}
