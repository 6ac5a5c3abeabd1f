/// What a reader does with hands: the events go through the browser, not through the page's script.
extension Page {
  public func moveMouse(x: Double, y: Double) throws {
    try mouse("mouseMoved", x: x, y: y)
  }

  public func click(x: Double, y: Double, count: Int = 1) throws {
    try moveMouse(x: x, y: y)
    for click in 1...count {
      try mouse("mousePressed", x: x, y: y, ["button": "left", "clickCount": .whole(click)])
      try mouse("mouseReleased", x: x, y: y, ["button": "left", "clickCount": .whole(click)])
    }
  }

  /// Presses the button at the first place, moves to the second and lets go.
  public func drag(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) throws {
    try moveMouse(x: start.x, y: start.y)
    try mouse("mousePressed", x: start.x, y: start.y, ["button": "left", "clickCount": 1])
    for step in 1...4 {
      let share = Double(step) / 4
      try mouse(
        "mouseMoved", x: start.x + (end.x - start.x) * share,
        y: start.y + (end.y - start.y) * share, ["button": "left", "buttons": 1])
    }
    try mouse("mouseReleased", x: end.x, y: end.y, ["button": "left", "clickCount": 1])
  }

  /// - Parameter turns: notches; negative ones turn away from the reader, which zooms in.
  public func wheel(x: Double, y: Double, turns: Int) throws {
    for _ in 0..<abs(turns) {
      try mouse("mouseWheel", x: x, y: y, ["deltaX": 0, "deltaY": .whole(turns.signum() * 100)])
    }
  }

  /// Puts a finger on the glass and takes it off.
  public func tap(x: Double, y: Double) throws {
    try call(
      "Input.dispatchTouchEvent",
      ["type": "touchStart", "touchPoints": [["x": .number(x), "y": .number(y)]]])
    try call("Input.dispatchTouchEvent", ["type": "touchEnd", "touchPoints": []])
  }

  /// Presses a key by its DOM name: `Tab`, `ArrowRight`, `Escape`, `+`.
  public func press(_ key: String) throws {
    let codes = [
      "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36, "ArrowLeft": 37,
      "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
    ]
    var parameters: [String: JSONValue] = ["key": "\(key)", "type": "keyDown"]
    if let code = codes[key] { parameters["windowsVirtualKeyCode"] = .whole(code) }
    let text = ["Enter": "\r"][key] ?? (key.count == 1 ? key : nil)
    if let text { parameters["text"] = "\(text)" }
    try call("Input.dispatchKeyEvent", .object(parameters))
    parameters["type"] = "keyUp"
    parameters["text"] = nil
    try call("Input.dispatchKeyEvent", .object(parameters))
  }

  /// Types into whatever has the focus.
  public func type(_ text: String) throws {
    try call("Input.insertText", ["text": "\(text)"])
  }

  private func mouse(
    _ type: String, x: Double, y: Double, _ more: [String: JSONValue] = [:]
  ) throws {
    let place: [String: JSONValue] = ["type": "\(type)", "x": .number(x), "y": .number(y)]
    try call("Input.dispatchMouseEvent", .object(place.merging(more) { $1 }))
  }
}
