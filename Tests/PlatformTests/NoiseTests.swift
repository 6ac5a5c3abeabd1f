import Testing

@testable import Platform

@Suite("Noise")
struct NoiseTests {
  @Test("Steal is the eighth number of every CPU's line; the sum line and short lines say nothing")
  func steal() {
    let stat = """
      cpu  1 2 3 4 5 6 7 99 9 10
      cpu0 1 2 3 4 5 6 7 80 9 10
      cpu3 1 2 3 4 5 6 7 83 9 10
      cpu4 1 2 3
      intr 12345 8 9
      ctxt 7

      """
    #expect(NoiseReading.stealTicks(stat: stat) == [0: 80, 3: 83])
    #expect(NoiseReading.stealTicks(stat: "").isEmpty)
  }

  @Test("Interrupts are summed by the CPU that the header names, also where numbers are left out")
  func interrupts() {
    let table = """
                 CPU0       CPU2       CPU17
        0:          5          0          1   IO-APIC    2-edge      timer
      LOC:        100        200        300   Local timer interrupts
      NMI:          1          2          3   Non-maskable interrupts
      ERR:          7
      MIS:          9

      """
    #expect(NoiseReading.interrupts(table: table) == [0: 106, 2: 202, 17: 304])
  }

  @Test("Errors of the whole machine belong to no CPU, not even to the only one")
  func errors() {
    let table = "           CPU0\n  0:   5   timer\nERR:   7\nMIS:   9\n"
    #expect(NoiseReading.interrupts(table: table) == [0: 5])
  }

  @Test("A table without rows, and no table at all")
  func emptyTables() {
    #expect(NoiseReading.interrupts(table: "   CPU0  CPU1\n") == [0: 0, 1: 0])
    #expect(NoiseReading.interrupts(table: "").isEmpty)
  }

  @Test("Faults stand behind the command's name, whatever is in it")
  func faults() throws {
    let faults = try #require(
      NoiseReading.faults(stat: "42 (a) b (c) S 1 2 3 4 5 6 1000 8 30 10 11\n"))
    #expect(faults == (1000, 30))
    #expect(NoiseReading.faults(stat: "42 (short) S 1 2") == nil)
    #expect(NoiseReading.faults(stat: "") == nil)
  }

  @Test("Involuntary switches are read from the status of a thread")
  func switches() {
    let status = "Name:\tx\nvoluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t17\n"
    #expect(NoiseReading.involuntarySwitches(status: status) == 17)
    #expect(NoiseReading.involuntarySwitches(status: "Name:\tx\n") == nil)
  }

  @Test("Noise is the difference over the CPUs and threads asked for; what was not read is unknown")
  func difference() {
    var first = NoiseReading()
    var last = NoiseReading()
    (first.stealTicks, last.stealTicks) = ([0: 1, 1: 5, 2: 0], [0: 2, 1: 8, 2: 100])
    (first.minorFaults, last.minorFaults) = (10, 13)
    (first.involuntarySwitches, last.involuntarySwitches) = ([7: 1, 8: 2], [7: 4, 8: 3, 9: 50])
    let noise = Noise(from: first, to: last, cpus: [0, 1], threads: [7, 8, 9])
    let tick = 1000 / Double(NoiseReading.ticksPerSecond)
    #expect(noise.stealMilliseconds == 4 * tick)
    #expect(noise.minorFaults == 3)
    // Thread 9 came between the readings: nothing is known of it.
    #expect(noise.involuntarySwitches == 4)
    #expect(noise.interrupts == nil && noise.majorFaults == nil)
    #expect(Noise(from: first, to: last, cpus: [0], threads: [9]).involuntarySwitches == nil)
  }

  @Test("The noise of two phases adds up; a part that either lacks is lacking")
  func sum() {
    var a = Noise()
    var b = Noise()
    (a.interrupts, b.interrupts) = (3, 4)
    (a.majorFaults, b.majorFaults) = (1, nil)
    #expect((a + b).interrupts == 7)
    #expect((a + b).majorFaults == nil)
  }

  @Test("A reading of this process has its faults, and its own thread's switches")
  func live() {
    let reading = NoiseReading.now(threads: [0])
    #expect((reading.minorFaults ?? 0) > 0)
    #expect(reading.involuntarySwitches.isEmpty, "there is no thread 0")
  }

  @Test("A CPU's own timer is told from all other interrupts, on x86-64 and on arm64")
  func timerInterrupts() {
    let x86 = InterruptCounts(
      table: """
                   CPU0       CPU2
          0:          5          1   IO-APIC    2-edge      timer
        LOC:        100        200   Local timer interrupts
        NMI:          1          2   Non-maskable interrupts
        ERR:          7
        """)
    #expect(x86.timer == [0: 100, 2: 200])
    #expect(x86.other == [0: 6, 2: 3])
    let arm = InterruptCounts(
      table: """
                   CPU0       CPU1
         11:         40         50     GICv3  27 Level     arch_timer
         24:          7          0     GICv3  34 Edge      virtio0
        IPI0:         3          4       Rescheduling interrupts
        """)
    #expect(arm.timer == [0: 40, 1: 50])
    #expect(arm.other == [0: 10, 1: 4])
  }

  @Test("The time a thread waited is the second of the three numbers of schedstat")
  func waited() {
    #expect(DisturbanceReading.waitNanoseconds(schedstat: "140077 3028657 2") == 3_028_657)
    #expect(DisturbanceReading.waitNanoseconds(schedstat: "0 0") == nil)
    #expect(DisturbanceReading.waitNanoseconds(schedstat: "") == nil)
  }

  @Test("A reading has one entry for each CPU, and none of a thread that has not started")
  func readingNow() {
    let readings = DisturbanceReading.now(cpus: [0, 100_000], threads: [0, 0])
    #expect(readings.count == 2)
    #expect(readings[1].timerInterrupts == nil && readings[1].stealTicks == nil)
    #expect(readings.allSatisfy { $0.involuntarySwitches == nil && $0.waitNanoseconds == nil })
    #expect(readings.allSatisfy { $0.instant > 0 })
  }
}
