extension BrokenDeploymentTests {
  /// Simple values.
  static let values: [Broken] = [
    Broken(
      "a name that begins with a digit", changed(("cores: 2", "name: 7up\ncores: 2")),
      "d.yaml:1:7: name: expected a name of letters, digits, `-`, `_` and `.` that begins"
        + " with a letter, found `7up`"),
    Broken(
      "a partition named idle",
      changed(
        ("name: show", "name: idle"), ("  - { partition: show, duration: 4ms, period: 5ms }\n", "")),
      "d.yaml:7:11: partitions.1.name: `idle` stands for nobody in a schedule; choose"
        + " another name"),
    Broken(
      "too many cores", changed(("cores: 2", "cores: 5000")),
      "d.yaml:1:8: cores: expected a whole number from 1 to 1024, found `5000`"),
    Broken(
      "a hypervisor of a third type", changed(("cores: 2", "hypervisor: type3\ncores: 2")),
      "d.yaml:1:13: hypervisor: unknown hypervisor `type3`; did you mean `type1`?"),
    Broken(
      "a hypervisor without its type",
      changed(("cores: 2", "hypervisor: { priority: 50 }\ncores: 2")),
      "d.yaml:1:13: hypervisor: has no `type`; write `type: type1` or `type: type2`"),
    Broken(
      "a priority above the dispatcher's",
      changed(("cores: 2", "hypervisor: { type: type1, priority: 99 }\ncores: 2")),
      "d.yaml:1:38: hypervisor.priority: expected a whole number from 1 to 90, found `99`"),
    Broken(
      "real-time priority under a host",
      changed(("cores: 2", "hypervisor: { type: type2, priority: 50 }\ncores: 2")),
      "d.yaml:1:38: hypervisor.priority: only a type1 hypervisor has real-time priority;"
        + " remove the key, or write `type: type1`"),
    Broken(
      "host load without a host",
      changed(("cores: 2", "hypervisor: { type: type1, load: 1 }\ncores: 2")),
      "d.yaml:1:34: hypervisor.load: no host stands beside a type1 hypervisor; remove the"
        + " key, or write `type: type2`"),
    Broken(
      "throttling neither kept nor lifted",
      changed(("cores: 2", "hypervisor: { type: type1, throttling: off }\ncores: 2")),
      "d.yaml:1:40: hypervisor.throttling: expected keep or lift, found `off`"),
    Broken(
      "a major frame of nothing", changed(("major_frame: 10ms", "major_frame: 0")),
      "d.yaml:2:14: major_frame: `0` is out of range (a number without a unit counts"
        + " microseconds); it may be 1us to 10s"),
    Broken(
      "a major frame without a time", changed(("major_frame: 10ms", "major_frame: ten")),
      "d.yaml:2:14: major_frame: `ten` is not a time; write a number and a unit, such as"
        + " 250us, 1ms or 10s"),
    Broken(
      "an unknown enforcer", changed(("cores: 2", "cores: 2\nenforcer: tiemr")),
      "d.yaml:2:11: enforcer: unknown enforcer `tiemr`; did you mean `timer`?"),
    Broken(
      "a guard that is no time", changed(("cores: 2", "cores: 2\nguard: 1x")),
      "d.yaml:2:8: guard: `x` is not a unit of time; the units are ns, us, ms, s, m and h"),
    Broken(
      "no round", changed(("cores: 2", "cores: 2\nrounds: 0")),
      "d.yaml:2:9: rounds: expected a whole number from 1 to 10000, found `0`"),
    Broken(
      "a phase that ends inside a frame", changed(("cores: 2", "cores: 2\nphase: 25ms")),
      "d.yaml:2:8: phase: must be a whole number of major frames of 10 ms; 30 ms would be"),
    Broken(
      "a seed that is no number", changed(("cores: 2", "cores: 2\nseed: -1")),
      "d.yaml:2:7: seed: expected a whole number from 0 to 18446744073709551615, found `-1`"),
    Broken(
      "an unknown level", changed(("    core: 0", "    criticality: F\n    core: 0")),
      "d.yaml:5:18: partitions.0.criticality: expected a level from A to E, from ASIL-D"
        + " to ASIL-A and QM, or from SIL-4 to SIL-1, found `F`"),
    Broken(
      "a level with a slip", changed(("    core: 0", "    criticality: ASIL-E\n    core: 0")),
      "d.yaml:5:18: partitions.0.criticality: expected a level from A to E, from ASIL-D"
        + " to ASIL-A and QM, or from SIL-4 to SIL-1, found `ASIL-E`"),
    Broken(
      "an unknown backend", changed(("    core: 0", "    backend: vmm\n    core: 0")),
      "d.yaml:5:14: partitions.0.backend: unknown backend `vmm`; did you mean `vm`?"),
    Broken(
      "memory without a unit", changed(("    core: 0", "    memory: 64\n    core: 0")),
      "d.yaml:5:13: partitions.0.memory: `64` has no unit; write a number and a unit,"
        + " such as 512KiB or 4MiB"),
    Broken(
      "memory in decimal units", changed(("    core: 0", "    memory: 64MB\n    core: 0")),
      "d.yaml:5:13: partitions.0.memory: `MB` is not a unit of size; the units are B,"
        + " KiB, MiB, GiB and TiB"),
    Broken(
      "memory of half a page", changed(("    core: 0", "    memory: 1026KiB\n    core: 0")),
      "d.yaml:5:13: partitions.0.memory: `1026KiB` cannot be a partition's memory; it"
        + " must be whole pages of 4KiB, from 1MiB to 16TiB"),
    Broken(
      "an unknown scheduler", changed(("    core: 0", "    scheduler: round-robbin\n    core: 0")),
      "d.yaml:5:16: partitions.0.scheduler: unknown scheduler `round-robbin`; did you"
        + " mean `round-robin`?"),
    Broken(
      "a scheduler with a parameter that it has not",
      changed(("    core: 0", "    scheduler: { fixed-priority: 1ms }\n    core: 0")),
      "d.yaml:5:34: partitions.0.scheduler.fixed-priority: takes no parameter; write"
        + " `scheduler: fixed-priority`"),
    Broken(
      "a quantum that is too short",
      changed(("    core: 0", "    scheduler: { round-robin: 1us }\n    core: 0")),
      "d.yaml:5:31: partitions.0.scheduler.round-robin: `1us` is out of range; it may be"
        + " 10us to 1s"),
    Broken(
      "an unknown action", changed(("    core: 0", "    health_monitor: restart\n    core: 0")),
      "d.yaml:5:21: partitions.0.health_monitor: unknown action `restart`; known are log,"
        + " stop-partition, restart-partition, stop-module"),
    Broken(
      "an unknown action for an error",
      changed(("    core: 0", "    health_monitor: { crash: stop-modul }\n    core: 0")),
      "d.yaml:5:30: partitions.0.health_monitor.crash: unknown action `stop-modul`; did"
        + " you mean `stop-module`?"),
    Broken(
      "a core as a word", changed(("    core: 0", "    core: first")),
      "d.yaml:5:11: partitions.0.core: expected the number of a core from 0 to 1, found `first`"),
    Broken(
      "cores as a number", changed(("    core: 0", "    cores: 0")),
      "d.yaml:5:12: partitions.0.cores: expected a list of cores such as [0, 1], found"
        + " `0`; for one core write `core: 0`"),
    Broken(
      "an empty list of cores", changed(("    core: 0", "    cores: []")),
      "d.yaml:5:12: partitions.0.cores: is empty; list at least one core, as in [0]"),
    Broken(
      "a core listed twice", changed(("    core: 0", "    cores: [0, 0]")),
      "d.yaml:5:16: partitions.0.cores: core 0 is listed twice; keep one of them"),
    Broken(
      "core and cores", changed(("    core: 0", "    core: 0\n    cores: [0]")),
      "d.yaml:6:12: partitions.0.cores: the cores are given twice; keep `core` or `cores`"),
    Broken(
      "a core that the deployment has not", changed(("    core: 1", "    core: 2")),
      "d.yaml:8:11: partitions.1.core: expected the number of a core from 0 to 1, found `2`"),
    Broken(
      "a core of a deployment with one",
      "cores: 1\npartitions:\n  - { name: a, core: 1, applications: [{ name: x, workload:"
        + " chase }] }\n",
      "d.yaml:3:22: partitions.0.core: expected core 0, the only one, found `1`"),
  ]
}
