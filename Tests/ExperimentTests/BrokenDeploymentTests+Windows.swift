extension BrokenDeploymentTests {
  /// Windows, turns and claims.
  static let windows: [Broken] = [
    Broken(
      "an unknown partition in a window", changed(("partition: nav", "partition: nva")),
      "d.yaml:11:18: windows.0.partition: unknown partition `nva`; did you mean `nav`?"),
    Broken(
      "a core that the window's partition lacks",
      changed(("{ partition: nav,", "{ core: 1, partition: nav,")),
      "d.yaml:11:13: windows.0.core: `nav` does not have core 1; it has 0"),
    Broken(
      "a core that does not exist in a window",
      changed(("{ partition: nav,", "{ core: 7, partition: nav,")),
      "d.yaml:11:13: windows.0.core: expected the number of a core from 0 to 1, found `7`"),
    Broken(
      "a period that does not divide the frame", changed(("period: 5ms", "period: 4ms")),
      "d.yaml:12:47: windows.1.period: 4 ms does not divide the major frame of 10 ms; 5 ms does"),
    Broken(
      "a window longer than its period", changed(("period: 5ms", "period: 2ms")),
      "d.yaml:12:34: windows.1.duration: the window ends at 4 ms, after its period of 2 ms"),
    Broken(
      "a window that ends after the frame",
      changed(("duration: 4ms }", "offset: 8ms, duration: 4ms }")),
      "d.yaml:11:46: windows.0.duration: the window ends at 12 ms, after the major frame of 10 ms"),
    Broken(
      "a window that begins after the frame",
      changed(("duration: 4ms }", "offset: 12ms, duration: 4ms }")),
      "d.yaml:11:31: windows.0.offset: the window ends at 16 ms, after the major frame of 10 ms"),
    Broken(
      "a window of no length", changed(("duration: 4ms }", "duration: 0 }")),
      "d.yaml:11:33: windows.0.duration: `0` is out of range (a number without a unit"
        + " counts microseconds); it may be 1us to 10s"),
    Broken(
      "a duration that is a list", changed(("duration: 4ms }", "duration: [4ms] }")),
      "d.yaml:11:33: windows.0.duration: expected a time such as 30ms, found a list"),
    Broken(
      "windows that overlap",
      changed(
        (
          "  - { partition: nav, duration: 4ms }\n",
          "  - { partition: nav, duration: 4ms }\n  - { partition: nav, offset: 3ms,"
            + " duration: 2ms }\n"
        )),
      "d.yaml:12:5: windows.1: `nav` on core 0 from 3 ms to 5 ms overlaps `nav` on core 0"
        + " from 0 to 4 ms, line 11"),
    Broken(
      "a periodic window over another partition's",
      changed(
        ("    core: 1", "    core: 0"),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, offset: 1ms, duration: 1ms, period: 5ms }\n"
        )),
      "d.yaml:12:5: windows.1: `show` on core 0 from 1 ms to 2 ms overlaps `nav` on core"
        + " 0 from 0 to 4 ms, line 11"),
    Broken(
      "a partition without a window", changed(("  - { partition: nav, duration: 4ms }\n", "")),
      "d.yaml:4:5: partitions.0: `nav` has no window on core 0; add one, or take the core"
        + " away from it"),
    Broken(
      "a partition without a window on one of its cores",
      changed(
        ("    core: 0", "    cores: [0, 1]"),
        (
          "applications: [{ name: pos, workload: chase }]",
          "applications: [{ name: pos, workload: chase }, { name: p2, workload: alu, core: 1 }]"
        ), ("{ partition: nav,", "{ core: 0, partition: nav,")),
      "d.yaml:4:5: partitions.0: `nav` has no window on core 1; add one, or take the core"
        + " away from it"),
    Broken(
      "a frame without windows",
      changed(
        (
          "windows:\n  - { partition: nav, duration: 4ms }\n  - { partition: show,"
            + " duration: 4ms, period: 5ms }\n", ""
        )),
      "d.yaml:2:14: major_frame: a major frame needs windows; add `windows` or `schedule`"),
    Broken(
      "windows without a frame", changed(("major_frame: 10ms\n", "")),
      "d.yaml:10:3: windows: windows need a major frame; add `major_frame: 20ms`"),
    Broken(
      "an enforcer and a guard without windows",
      "cores: 1\nenforcer: timer\nguard: 50us\npartitions:\n  - { name: a, core: 0,"
        + " applications: [{ name: x, workload: chase }] }\n",
      "d.yaml:2:11: enforcer: without a major frame there are no windows to keep; add"
        + " `major_frame: 20ms`",
      "d.yaml:3:8: guard: without a major frame there are no windows to keep; add"
        + " `major_frame: 20ms`"),
    Broken(
      "a guard as long as a window", changed(("cores: 2", "cores: 2\nguard: 4ms")),
      "d.yaml:2:8: guard: a guard of 4 ms leaves nothing of the window of 4 ms on line"
        + " 12; the guard must be shorter"),
    Broken(
      "two real-time partitions on one core without windows",
      changed(
        ("major_frame: 10ms\n", ""),
        (
          "windows:\n  - { partition: nav, duration: 4ms }\n  - { partition: show,"
            + " duration: 4ms, period: 5ms }\n", ""
        ), ("    core: 1", "    core: 0")),
      "d.yaml:6:5: partitions.1: `show` shares core 0 with `nav`, and without windows"
        + " nobody decides between them; give a `major_frame` and windows, or write"
        + " `hypervisor: type2`"),
    Broken(
      "more windows than a frame can have",
      changed(("major_frame: 10ms", "major_frame: 10s"), ("4ms, period: 5ms", "2us, period: 10us")),
      "d.yaml:12:5: windows.1: is 1000000 windows in a frame; there may be at most 100000"),
    Broken(
      "a turn of an unknown partition",
      changed(
        ("  - { partition: nav, duration: 4ms }\n", ""),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule:\n  0: [{ nvv: 1ms }]\n"
        )),
      "d.yaml:13:9: schedule.0.0: unknown partition `nvv`; did you mean `nav`?"),
    Broken(
      "a schedule for a core that does not exist",
      changed(
        ("  - { partition: nav, duration: 4ms }\n", ""),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule:\n  4: [{ nav: 1ms }]\n"
        )),
      "d.yaml:13:3: schedule.4: expected the number of a core from 0 to 1, found `4`"),
    Broken(
      "a turn on a core that the partition lacks",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule:\n  0: [{ idle:"
            + " 5ms }, { show: 1ms }]\n"
        )),
      "d.yaml:14:24: schedule.0.1: `show` does not have core 0; it has 1"),
    Broken(
      "a turn beyond the frame",
      changed(
        ("  - { partition: nav, duration: 4ms }\n", ""),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule:\n  0: [{ nav: 8ms"
            + " }, { idle: 3ms }, { nav: 1ms }]\n"
        )),
      "d.yaml:13:21: schedule.0.1: ends at 11 ms, after the major frame of 10 ms; 2 ms"
        + " are left for it",
      "d.yaml:13:36: schedule.0.2: begins at 11 ms, when the major frame has ended"),
    Broken(
      "a turn of two partitions",
      changed(
        ("  - { partition: nav, duration: 4ms }\n", ""),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule:\n  0: [{ nav:"
            + " 1ms, idle: 2ms }]\n"
        )),
      "d.yaml:13:7: schedule.0.0: expected one turn such as { nav: 5ms }"),
    Broken(
      "a turn without a time",
      changed(
        ("  - { partition: nav, duration: 4ms }\n", ""),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule:\n  0: [nav]\n"
        )),
      "d.yaml:13:7: schedule.0.0: expected one turn such as { nav: 5ms }"),
    Broken(
      "a schedule that is a list",
      changed(
        ("  - { partition: nav, duration: 4ms }\n", ""),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule: [{ nav: 1ms }]\n"
        )),
      "d.yaml:12:11: schedule: expected a list for each core such as 0: [{ nav: 5ms }, {"
        + " idle: 1ms }], found a list"),
    Broken(
      "a turn over a window",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nschedule:\n  0: [{ idle:"
            + " 3ms }, { nav: 2ms }]\n"
        )),
      "d.yaml:14:22: schedule.0.1: `nav` on core 0 from 3 ms to 5 ms overlaps `nav` on"
        + " core 0 from 0 to 4 ms, line 11"),
    Broken(
      "a claim about an unknown partition",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav, shw], at_once: never }\n"
        )),
      "d.yaml:14:22: isolation.0.between: unknown partition `shw`; did you mean `show`?"),
    Broken(
      "a claim about one partition",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav], at_once: never }\n"
        )),
      "d.yaml:14:16: isolation.0.between: expected two partitions such as [nav, display],"
        + " or one and \"*\", found 1"),
    Broken(
      "a claim about the same partition twice",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav, nav], at_once: never }\n"
        )),
      "d.yaml:14:22: isolation.0.between: the same twice; expected two partitions such as"
        + " [nav, display], or one and \"*\""),
    Broken(
      "a claim about everybody",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [\"*\", \"*\"], at_once: never }\n"
        )),
      "d.yaml:14:22: isolation.0.between: the same twice; expected two partitions such as"
        + " [nav, display], or one and \"*\""),
    Broken(
      "a claim about an unknown resource",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav, show], not_sharing: [core, l2] }\n"
        )),
      "d.yaml:14:49: isolation.0.not_sharing: unknown resource `l2`; did you mean `L2`?"),
    Broken(
      "a claim that lists a resource twice",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav, show], not_sharing: [core, core] }\n"
        )),
      "d.yaml:14:49: isolation.0.not_sharing: `core` is listed twice; keep one of them"),
    Broken(
      "a claim that holds sometimes",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav, show], at_once: sometimes }\n"
        )),
      "d.yaml:14:38: isolation.0.at_once: expected `never`, found `sometimes`; what may"
        + " be needs no claim"),
    Broken(
      "many mistakes at once",
      changed(
        ("cores: 2", "cores: 2\nguard: 1x"), ("name: nav", "nam: nav"),
        ("workload: read@64KiB", "workload: raed"),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: shw, duration: 4ms, period: 3ms }\n"
        )),
      "d.yaml:2:8: guard: `x` is not a unit of time; the units are ns, us, ms, s, m and h",
      "d.yaml:5:5: partitions.0.nam: unknown key; did you mean `name`?",
      "d.yaml:5:5: partitions.0: has no `name`; write `name: nav`",
      "d.yaml:10:44: partitions.1.applications.0.workload: unknown workload `raed`; did"
        + " you mean `read`?",
      "d.yaml:12:18: windows.0.partition: unknown partition `nav`; known are show",
      "d.yaml:13:18: windows.1.partition: unknown partition `shw`; did you mean `show`?",
      "d.yaml:13:46: windows.1.period: 3 ms does not divide the major frame of 10 ms; 5 ms does"),
  ]
}
