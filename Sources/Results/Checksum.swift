import Crypto

extension File {
  /// The file's length and SHA-256, read from the file itself: what is on the disk, not what was meant to be.
  static func checksum(of path: String) throws(ResultsError) -> (bytes: Int, hash: String) {
    let file = try File(path, for: .reading)
    var sha256 = SHA256()
    var length = 0
    try file.forEachChunk(ofBytes: 1 << 20) { chunk in
      length += chunk.count
      sha256.update(data: chunk)
    }
    return (length, "sha256:" + sha256.finalize().map(hexadecimal).joined())
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }
}
