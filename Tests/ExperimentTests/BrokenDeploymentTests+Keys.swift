extension BrokenDeploymentTests {
  /// Keys and shapes.
  static let keys: [Broken] = [
    Broken(
      "an unknown key", changed(("cores: 2", "core: 2")),
      "d.yaml:1:1: core: unknown key; did you mean `cores`?",
      "d.yaml:1:1: cores: is missing; a deployment needs cores and partitions"),
    Broken(
      "a key of a partition that is a slip", changed(("    core: 0", "    croe: 0")),
      "d.yaml:4:5: partitions.0: has no `core`; write `core: 0`, or `cores: [0, 1]` for several",
      "d.yaml:5:5: partitions.0.croe: unknown key; did you mean `core`?"),
    Broken(
      "an unknown key of an application", changed(("workload: chase", "workload: chase, prio: 1")),
      "d.yaml:6:50: partitions.0.applications.0.prio: unknown key; did you mean `period`?"),
    Broken(
      "an unknown key of a window", changed(("duration: 4ms }", "duration: 4ms, start: 1ms }")),
      "d.yaml:11:38: windows.0.start: unknown key; known are core, partition, offset,"
        + " duration, period"),
    Broken(
      "an unknown key of the hypervisor",
      changed(("cores: 2", "cores: 2\nhypervisor: { type: type1, prio: 3 }")),
      "d.yaml:2:28: hypervisor.prio: unknown key; known are type, priority, throttling, load"),
    Broken(
      "an unknown key of a claim",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav, show], sharing: [core] }\n"
        )),
      "d.yaml:14:5: isolation.0: claims nothing; add `not_sharing: [core, L2]` or"
        + " `at_once: never`",
      "d.yaml:14:29: isolation.0.sharing: unknown key; did you mean `not_sharing`?"),
    Broken(
      "an unknown error of a health monitor",
      changed(
        (
          "applications: [{ name: pos, workload: chase }]",
          "health_monitor: { crsh: log }\n    applications: [{ name: pos, workload: chase }]"
        )),
      "d.yaml:6:23: partitions.0.health_monitor.crsh: unknown key; did you mean `crash`?"),
    Broken(
      "no cores", changed(("cores: 2\n", "")),
      "d.yaml:1:1: cores: is missing; a deployment needs cores and partitions"),
    Broken(
      "cores given twice at the top", changed(("cores: 2", "cores: 2\ncores: 3")),
      "d.yaml:2:1: cores: given twice, first on line 1; keep one of them"),
    Broken(
      "a partition without a name",
      changed(
        ("- name: nav\n    core: 0", "- core: 0"), ("  - { partition: nav, duration: 4ms }\n", "")),
      "d.yaml:4:5: partitions.0: has no `name`; write `name: nav`"),
    Broken(
      "a partition without cores", changed(("    core: 0\n", "")),
      "d.yaml:4:5: partitions.0: has no `core`; write `core: 0`, or `cores: [0, 1]` for several"),
    Broken(
      "a partition without applications",
      changed(("    applications: [{ name: pos, workload: chase }]\n", "")),
      "d.yaml:4:5: partitions.0: has no `applications`; list at least one, as in [{ name:"
        + " x, workload: chase@L2/2 }]"),
    Broken(
      "a partition that is a word", changed(("partitions:\n", "partitions:\n  - nav2\n")),
      "d.yaml:4:5: partitions.0: expected a partition such as { name: nav, core: 0,"
        + " applications: [...] }, found `nav2`"),
    Broken(
      "partitions that are no list", "cores: 1\npartitions: nav\n",
      "d.yaml:2:13: partitions: expected a list such as [{ name: nav, core: 0,"
        + " applications: [...] }], found `nav`"),
    Broken(
      "an empty list of partitions", "cores: 1\npartitions: []\n",
      "d.yaml:2:13: partitions: is empty; list at least one, as in [{ name: nav, core: 0,"
        + " applications: [...] }]"),
    Broken(
      "an application without a name", changed(("name: pos, ", "")),
      "d.yaml:6:20: partitions.0.applications.0: has no `name`; write `name: control-law`"),
    Broken(
      "an application without a workload", changed((", workload: chase", "")),
      "d.yaml:6:20: partitions.0.applications.0: has no `workload`; write `workload: chase`"),
    Broken(
      "an application that is a word", changed(("[{ name: pos, workload: chase }]", "[chase]")),
      "d.yaml:6:20: partitions.0.applications.0: expected an application such as { name:"
        + " x, workload: chase@L2/2 }, found `chase`"),
    Broken(
      "a window without a partition and a duration",
      changed(("partition: nav, duration: 4ms", "core: 0")),
      "d.yaml:11:5: windows.0: has no `partition`; a window has a partition and a duration",
      "d.yaml:11:5: windows.0: has no `duration`; a window has a partition and a duration"),
    Broken(
      "a window that is a word", changed(("  - { partition: nav, duration: 4ms }\n", "  - nav\n")),
      "d.yaml:11:5: windows.0: expected a window such as { core: 0, partition: nav,"
        + " offset: 0, duration: 1ms }, found `nav`"),
    Broken(
      "a claim about nobody",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - {"
            + " not_sharing: [core] }\n"
        )),
      "d.yaml:14:5: isolation.0: has no `between`; write `between: [nav, \"*\"]`"),
    Broken(
      "a claim of nothing",
      changed(
        (
          "  - { partition: show, duration: 4ms, period: 5ms }\n",
          "  - { partition: show, duration: 4ms, period: 5ms }\nisolation:\n  - { between:"
            + " [nav, show] }\n"
        )),
      "d.yaml:14:5: isolation.0: claims nothing; add `not_sharing: [core, L2]` or"
        + " `at_once: never`"),
    Broken(
      "nothing", "",
      "d.yaml: is empty; a deployment needs at least cores and partitions"),
    Broken(
      "a list instead of keys", "- nav\n",
      "d.yaml:1:1: a deployment is lines of `key: value`, not a list"),
    Broken(
      "two documents", "cores: 1\npartitions: []\n---\ncores: 2\n",
      "d.yaml:3:1: YAML: a second document begins here; a deployment is one document, so"
        + " remove the `---`"),
    Broken(
      "nesting without end", String(repeating: "[", count: 5000),
      "d.yaml:1:1: YAML: nested too deeply; a deployment has six levels"),
    Broken(
      "a tab as indentation", "cores: 1\npartitions:\n\t- name: nav\n",
      "d.yaml:3:1: YAML: a tab cannot indent; use spaces"),
  ]
}
