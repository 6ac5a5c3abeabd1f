extension BrokenDeploymentTests {
  /// Partitions and their applications.
  static let applications: [Broken] = [
    Broken(
      "an unknown workload", changed(("workload: chase", "workload: chaes")),
      "d.yaml:6:43: partitions.0.applications.0.workload: unknown workload `chaes`; did"
        + " you mean `chase`?"),
    Broken(
      "a working set that is none", changed(("read@64KiB", "read@64kb")),
      "d.yaml:9:49: partitions.1.applications.0.workload: '64kb' is not a size: write"
        + " bytes (512KiB, 4MiB) or a share of a cache (L2/2, 4*L3)"),
    Broken(
      "a working set where there is none to choose", changed(("read@64KiB", "alu@64KiB")),
      "d.yaml:9:48: partitions.1.applications.0.workload: `alu` has no working set to"
        + " choose; remove `64KiB`"),
    Broken(
      "more threads than cores", changed(("workload: chase", "workload: ping-pong")),
      "d.yaml:6:43: partitions.0.applications.0.workload: `ping-pong` has 2 threads, each"
        + " on a core of its own, and the partition has one core"),
    Broken(
      "a name that its neighbour has", changed(("name: draw", "name: pos")),
      "d.yaml:9:28: partitions.1.applications.0.name: `pos` is already the name of the"
        + " application of `nav` on line 6; give each its own"),
    Broken(
      "a name that another of the partition has",
      changed(("workload: chase }]", "workload: chase }, { name: pos, workload: alu }]")),
      "d.yaml:6:60: partitions.0.applications.1.name: `pos` is already the name of the"
        + " application on line 6; give each its own"),
    Broken(
      "two partitions of one name",
      changed(
        ("name: show", "name: nav"), ("  - { partition: show, duration: 4ms, period: 5ms }\n", "")),
      "d.yaml:7:11: partitions.1.name: `nav` is already the name of the partition on line"
        + " 4; give each its own"),
    Broken(
      "a core that its partition lacks", changed(("workload: chase", "workload: chase, core: 1")),
      "d.yaml:6:56: partitions.0.applications.0.core: its partition does not have core 1;"
        + " it has 0"),
    Broken(
      "a core that nobody has", changed(("workload: chase", "workload: chase, core: 9")),
      "d.yaml:6:56: partitions.0.applications.0.core: expected the number of a core from"
        + " 0 to 1, found `9`"),
    Broken(
      "a core that no application uses",
      changed(
        ("    core: 0", "    cores: [0, 1]"),
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, offset: 4ms, duration: 4ms }\n"
        )),
      "d.yaml:5:12: partitions.0.cores: no application of `nav` runs on core 1; write"
        + " `core: 1` at one, or take the core away"),
    Broken(
      "an unknown fault",
      changed(("workload: chase", "workload: chase, fault: { kind: segfault, after: 3 }")),
      "d.yaml:6:65: partitions.0.applications.0.fault.kind: unknown fault `segfault`;"
        + " known are segv, exit, endless-loop"),
    Broken(
      "a fault without its kind",
      changed(("workload: chase", "workload: chase, fault: { after: 3 }")),
      "d.yaml:6:57: partitions.0.applications.0.fault: has no `kind`; write `kind: segv`"),
    Broken(
      "a fault after no frame",
      changed(("workload: chase", "workload: chase, fault: { kind: segv, after: 0 }")),
      "d.yaml:6:78: partitions.0.applications.0.fault.after: expected a whole number from"
        + " 1 to 1000000, found `0`"),
    Broken(
      "a priority under round robin", changed(("workload: chase", "workload: chase, priority: 1")),
      "d.yaml:6:60: partitions.0.applications.0.priority: `nav` is scheduled round robin,"
        + " which has no priority; remove it, or write `scheduler: fixed-priority`"),
    Broken(
      "a budget under round robin",
      changed(("workload: chase", "workload: chase, period: 5ms, budget: 1ms")),
      "d.yaml:6:58: partitions.0.applications.0.period: `nav` is scheduled round robin,"
        + " which has no period; remove it, or write `scheduler: fixed-priority`",
      "d.yaml:6:71: partitions.0.applications.0.budget: `nav` is scheduled round robin,"
        + " which has no budget; remove it, or write `scheduler: fixed-priority`"),
    Broken(
      "fixed priority without priorities",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, priority: 1, period: 10ms, budget: 1ms }\n      - { name: b, workload:"
            + " alu }\n"
        )),
      "d.yaml:9:9: partitions.0.applications.1: `b` has no `priority`, which"
        + " fixed-priority goes by; 1 is the most urgent"),
    Broken(
      "a period without a budget",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, period: 5ms }\n"
        )),
      "d.yaml:8:45: partitions.0.applications.0.period: a period needs a budget; add"
        + " `budget: 1ms`, or remove it"),
    Broken(
      "a budget without a period",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, budget: 5ms }\n"
        )),
      "d.yaml:8:45: partitions.0.applications.0.budget: a budget needs a period; add"
        + " `period: 5ms`, or remove it"),
    Broken(
      "a budget longer than its period",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, period: 5ms, budget: 6ms }\n"
        )),
      "d.yaml:8:58: partitions.0.applications.0.budget: 6 ms is longer than the period of 5 ms"),
    Broken(
      "a budget longer than the windows of a period",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, period: 5ms, budget: 1ms }\n"
        )),
      "d.yaml:8:58: partitions.0.applications.0.budget: `nav` has only 0 of core 0 in"
        + " some period of 5 ms, which is less than 1 ms"),
    Broken(
      "a period that is no part of the frame",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, period: 3ms, budget: 1ms }\n"
        )),
      "d.yaml:8:45: partitions.0.applications.0.period: 3 ms neither divides the major"
        + " frame of 10 ms nor is a whole number of frames; what the application gets would"
        + " differ from frame to frame"),
    Broken(
      "budgets that are more than the windows together",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, priority: 1, period: 10ms, budget: 3ms }\n      - { name: b, workload:"
            + " alu, priority: 2, period: 20ms, budget: 3ms }\n"
        )),
      "d.yaml:9:70: partitions.0.applications.1.budget: with this the budgets of `nav`"
        + " are 45.0 % of core 0, and its windows 40.0 %"),
    Broken(
      "somebody less urgent than one without a budget",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "scheduler: fixed-priority\n    applications:\n      - { name: a, workload:"
            + " chase, priority: 1 }\n      - { name: b, workload: alu, priority: 2 }\n"
        )),
      "d.yaml:9:9: partitions.0.applications.1: `b` would never run: `a` on line 8 is at"
        + " least as urgent and has no budget, so it takes all that is left of core 0"),
    Broken(
      "memory below the working sets",
      changed(("    core: 1", "    core: 1\n    memory: 1MiB"), ("read@64KiB", "read@2MiB")),
      "d.yaml:9:13: partitions.1.memory: 1MiB is too small; the working sets of its"
        + " applications alone are 2MiB"),
    Broken(
      "two working sets", changed(("workload: chase", "workload: chase@L2, working_set: L3")),
      "d.yaml:6:66: partitions.0.applications.0.working_set: the working set is given"
        + " twice; keep this or the one behind `@`"),
    Broken(
      "an intensity that is none", changed(("workload: chase", "workload: chase, intensity: hard")),
      "d.yaml:6:61: partitions.0.applications.0.intensity: `hard` is not an intensity;"
        + " write a share such as 25% or a rate such as 800MB/s"),
    Broken(
      "a job without accesses", changed(("workload: chase", "workload: chase, job: 0")),
      "d.yaml:6:55: partitions.0.applications.0.job: expected a whole number from 1 to"
        + " 1000000000, found `0`"),
  ]
}
