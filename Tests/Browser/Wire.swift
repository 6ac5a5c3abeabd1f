import Foundation
import Glibc

/// The two directions of Chromium's DevTools pipe: messages end in NUL, and no read waits for ever.
///
/// A socket pair rather than two pipes: a write to a browser that has died is then an error, not a signal.
@MainActor
final class Wire {
  /// The other end, to be handed to the browser and closed here.
  let far: FileHandle
  private let near: FileHandle
  private var received = Data()

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard
      unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    else { throw BrowserError("no socket pair: \(unsafe String(cString: strerror(errno)))") }
    near = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    far = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }

  func send(_ message: Data, before deadline: ContinuousClock.Instant) throws {
    var rest = message + [0]
    while !rest.isEmpty {
      try wait(for: POLLOUT, before: deadline)
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(
          near.fileDescriptor, $0.baseAddress, $0.count,
          Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard count > 0 else { throw BrowserError("the browser does not listen any more") }
      rest.removeFirst(count)
    }
  }

  /// The next message, without its end.
  func receive(before deadline: ContinuousClock.Instant) throws -> Data {
    var searched = 0
    while true {
      if let end = received.dropFirst(searched).firstIndex(of: 0) {
        let message = Data(received[..<end])
        received = Data(received[(end + 1)...])
        return message
      }
      searched = received.count
      try wait(for: POLLIN, before: deadline)
      let piece = near.availableData
      guard !piece.isEmpty else { throw BrowserError("the browser ended") }
      received.append(piece)
    }
  }

  private func wait(for event: Int32, before deadline: ContinuousClock.Instant) throws {
    let left = Int32((deadline - .now) / .milliseconds(1))
    var ask = pollfd(fd: near.fileDescriptor, events: Int16(event), revents: 0)
    let count = left > 0 ? unsafe poll(&ask, 1, left) : 0
    if count < 0 && errno == EINTR { return try wait(for: event, before: deadline) }
    guard count > 0 else { throw BrowserError("the browser did not answer in time") }
  }
}
