import Foundation
import Glibc

/// A terminal with nobody before it: what a program writes to it as to a person's.
final class PseudoTerminal {
  struct NotOpened: Error {}

  private let reader: FileHandle
  /// The end for a program.
  let writer: FileHandle

  init(columns: UInt16) throws {
    let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0 else { throw NotOpened() }
    reader = FileHandle(fileDescriptor: master, closeOnDealloc: true)
    // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>, whose macros Swift does not import.
    var isLocked: CInt = 0
    var number: CUnsignedInt = 0
    guard unsafe ioctl(master, 0x4004_5431, &isLocked) == 0,
      unsafe ioctl(master, 0x8004_5430, &number) == 0
    else { throw NotOpened() }
    let name = "/dev/pts/\(number)"
    let slave = unsafe open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw NotOpened() }
    writer = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    var size = winsize(ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard unsafe ioctl(slave, UInt(TIOCSWINSZ), &size) == 0 else { throw NotOpened() }
  }

  /// All that is written until every program has let go of it; lines end as in a file.
  func text() throws -> String {
    try writer.close()
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while true {
      // Without a writer a read fails with EIO.
      let count = unsafe read(reader.fileDescriptor, &part, part.count)
      guard count > 0 else { break }
      bytes += part.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
  }
}
