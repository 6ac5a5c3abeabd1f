/// Outputs that a person has looked at and found right.
enum Golden {
  static let comparison = """
    node01, Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz, virtual machine (KVM)

                           slowdown                              job  work  jitter   jitter
    policy          [95 % interval]  verdict       protection   cost  lost     p50      p99  overruns  missed
    chase@L3/2 beside alu (negative control under baseline, sliced and cache-ways)
      baseline    1.00 [0.98, 1.02]  equivalent             -      -     -       -        -         -       -
      sliced      1.00 [0.98, 1.02]  equivalent        ~100 %  1.07×  54 %  424 ns  46.3 µs         8       6
      cache-ways                  -  no value (1)           -      -     -       -        -         -       -
    chase@L3/2 beside write@2*L3
      baseline    3.40 [3.31, 3.48]  worse                  -      -     -       -        -         -       -
      sliced      1.01 [0.99, 1.04]  equivalent         100 %  1.08×  63 %  418 ns  48.3 µs        12       6
      cache-ways                  -  no value (1)           -      -     -       -        -         -       -
    false-sharing beside false-sharing (positive control under baseline)
      baseline    6.20 [6.06, 6.34]  worse                  -      -     -       -        -         -       -
    padded beside padded (padded control under baseline)
      baseline    1.01 [0.99, 1.03]  equivalent             -      -     -       -        -         -       -
    (1) unavailable: no resctrl

    slowdown      median job time beside the aggressor over alone: 1.00 is no interference
    protection    share of the baseline's slowdown taken away; below 0 the jobs take longer than without
    job cost      median job time alone over the baseline's, without the parked time
    work lost     share of the baseline's throughput that the victim loses alone
    jitter        start of a window after its planned start
    ~             not told apart from no effect

    windows, all pairs of a policy together
                                   start error  start error  start error            longest    leak    worst
    policy  windows  late  missed          p50          p99          max  overruns  overrun   total  residue
    sliced    1,920    31      12       420 ns      46.3 µs       197 µs        20  49.4 µs  274 µs        -

    late, missed  windows that started after the tolerance, or never
    leak          time that partitions ran outside their windows, added up
    residue       first whole job of a window, beside the aggressor over alone: worst pair

    controls: negative held (2 of 2), positive held (false-sharing 6.20× under baseline) and padded held (1 of 1)

    Isolated by sliced: chase@L3/2 takes 3.40× as long beside write@2*L3 under baseline (95 % interval 3.31 to
    3.48). Sliced keeps every victim within the margin (worst 1.01×). When nobody attacks it costs 63 % of the
    throughput, and jobs take 1.08× as long.

    """

  static let contention = """
    CPUs 0 and 1 hand a line over in 52 ns, 1 and 3 in 121 ns; 6 pairs fall into 2 groups: 2 around
    52.5 ns, 4 around 121 ns.

    hand-over, one way (half a round trip), median in ns; the row's CPU starts, the column's answers
        0   1   2   3
    0   ·  52 121 121
    1  53   · 121 121
    2 122 122   ·  53
    3 122 122  54   ·
    Half-width of the median within 1 % for 5 of 6 pairs; not reached: 2.3 % at CPUs 1 and 3, because
    the passes fall into 2 modes.
    1 pair changed between modes: CPUs 1 and 3 were sibling-like (8 ns) for 4.5 % of the time; only the
    main mode is in the figures.
    Disjoint pairs ran at the same time: beside others over alone was within 2 % for 2 pairs checked
    (farthest 1.004 [0.996, 1.012] at CPUs 0 and 1).

                               ns per  M accesses  half-  least/
    contended   CPUs  threads  access       per s  width    most  Jain
    atomic-add  0           1    6.40         156  0.8 %    1.00  0.97
                0-1         2    24.4        82.0  0.8 %    0.50  0.97
                0-2         3    42.4        70.8  0.8 %    0.33  0.97
                0-3         4    60.4        66.2  0.8 %    0.25  0.97
    padded      0           1    6.40         156  0.8 %    1.00  0.97
                0-1         2    6.40         313  0.8 %    0.50  0.97
                0-2         3    6.40         469  0.8 %    0.33  0.97
                0-3         4    6.40         625  0.8 %    0.25  0.97

    ns per access: what it takes a thread; least/most, Jain: fairness within a pass, 1 is fair.

    """

  static let sweep = """
    TO BE RECORDED
    """
}
