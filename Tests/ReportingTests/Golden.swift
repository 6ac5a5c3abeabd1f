/// Outputs that a person has looked at and found right.
enum Golden {
  static let comparison = """
    node01, Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz, virtual machine (KVM)

                           slowdown                          protec-    job  work   start    start  over-
    policy          [95 % interval]  bar       verdict          tion   cost  lost     p50      p99   runs  missed
    chase@L3/2 beside alu (negative control under baseline, sliced and cache-ways)
      baseline    1.00 [0.98, 1.02]            equivalent          -      -     -       -        -      -       -
      sliced      1.00 [0.98, 1.02]            equivalent     ~100 %  1.07×  54 %  424 ns  46.3 µs      8       6
      cache-ways                  -            no value (1)        -      -     -       -        -      -       -
    chase@L3/2 beside write@2*L3
      baseline    3.40 [3.31, 3.48]  █████▍    worse               -      -     -       -        -      -       -
      sliced      1.01 [0.99, 1.04]            equivalent      100 %  1.08×  63 %  418 ns  48.3 µs     12       6
      cache-ways                  -            no value (1)        -      -     -       -        -      -       -
    false-sharing beside false-sharing (positive control under baseline)
      baseline    6.20 [6.06, 6.34]  ████████  worse               -      -     -       -        -      -       -
    padded beside padded (padded control under baseline)
      baseline    1.01 [0.99, 1.03]            equivalent          -      -     -       -        -      -       -
    (1) unavailable: no resctrl

    slowdown      median job time beside the aggressor over alone: 1.00 is no interference
    bar           slowdown up to 6.20×, even in the logarithm; ░ is not told from none
    protection    share of the baseline's slowdown taken away; below 0 the jobs take longer than without
    job cost      median job time alone over the baseline's, without the parked time
    work lost     share of the baseline's throughput that the victim loses alone
    start         release jitter: start of a window after its planned start
    ~             not told apart from no effect

    windows, all pairs of a policy together
                                   at  start   start  start peak to p99.9  period over-           leak   worst
    policy windows late missed   most    p50     p99    max    peak - p50     p99  runs longest  total residue
    sliced   1,920   31     12 1.09 % 420 ns 46.3 µs 197 µs  197 µs     - 61.4 µs    20 49.4 µs 274 µs       -

    late, missed  windows that started after the tolerance, or never
    at most       upper end of the 95 % interval of the share of windows missed
    period p99    how far the distance of two neighbouring starts is from the planned
    leak          time that partitions ran outside their windows, added up
    residue       first whole job of a window, beside the aggressor over alone: worst pair

    Isolated by sliced: chase@L3/2 takes 3.40× as long beside write@2*L3 under baseline (95 % interval 3.31 to
    3.48). Sliced keeps every victim within the margin (worst 1.01×). When nobody attacks it costs 63 % of the
    throughput, and jobs take 1.08× as long.

    Controls: negative held (2 of 2), positive held (false-sharing 6.20× under baseline) and padded held (1 of 1).

    """

  static let contention = """
    CPUs 0 and 1 hand a line over in 52 ns, 1 and 3 in 121 ns; 6 pairs fall into 2 groups: 2 around
    52.5 ns, 4 around 121 ns.

    hand-over, one way (half a round trip), median in ns, the higher the block the slower; the row's CPU
    starts, the column's answers
        0     1     2     3
    0   ·    52 ▁ 121 █ 121 █
    1  53 ▁   ·   121 █ 121 █
    2 122 █ 122 █   ·    53 ▁
    3 122 █ 122 █  54 ▁   ·
    Half-width of the median within 1 % for 5 of 6 pairs; not reached: 2.3 % at CPUs 1 and 3, because
    the passes fall into 2 modes.
    1 pair changed between modes: CPUs 1 and 3 were nearer (8 ns) for 4.5 % of the time, as siblings or
    below one cache are; only the main mode is in the figures.
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
    cache  hwloc           measured   used from     note
    L1    32 KiB 32 KiB to 40.3 KiB 32 KiB hwloc
    L2     1 MiB   1 MiB to 1.3 MiB  1 MiB hwloc
    L3    32 MiB   4 MiB to 6.3 MiB  5 MiB measured a chase keeps this much of it; where others share t…
    measured by chase: one dependent load at a time, huge pages beyond 32 KiB

    time per dependent load by working set, 1.10 ns to 260 ns
    alone              ▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▄▄▄▄▄▄▆▇█████████████
    beside write@2*L3  ▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▄▅▅▅▅▅▆██████████████
                       4 KiB                                  128 MiB

                    load                    slowdown       read                 write
    working set    alone   beside    [95 % interval]      alone     beside      alone     beside
          4 KiB  1.10 ns  1.10 ns  1.00 [0.98, 1.02]   293 GB/s   235 GB/s   586 GB/s   469 GB/s
          8 KiB  1.10 ns  1.10 ns  1.00 [0.98, 1.02]   293 GB/s   235 GB/s   586 GB/s   469 GB/s
         16 KiB  1.10 ns  1.10 ns  1.00 [0.98, 1.02]   293 GB/s   235 GB/s   586 GB/s   469 GB/s
         32 KiB  1.10 ns  1.10 ns  1.00 [0.98, 1.02]   293 GB/s   235 GB/s   586 GB/s   469 GB/s
         64 KiB  3.80 ns  3.80 ns  1.00 [0.98, 1.02]   243 GB/s   194 GB/s   486 GB/s   389 GB/s
        128 KiB  3.80 ns  3.80 ns  1.00 [0.98, 1.02]   243 GB/s   194 GB/s   486 GB/s   389 GB/s
        256 KiB  3.80 ns  3.80 ns  1.00 [0.98, 1.02]   243 GB/s   194 GB/s   486 GB/s   389 GB/s
        512 KiB  3.80 ns  3.80 ns  1.00 [0.98, 1.02]   243 GB/s   194 GB/s   486 GB/s   389 GB/s
          1 MiB  3.80 ns  3.80 ns  1.00 [0.98, 1.02]   243 GB/s   194 GB/s   486 GB/s   389 GB/s
          2 MiB    14 ns  18.2 ns  1.30 [1.27, 1.33]   148 GB/s   118 GB/s   295 GB/s   236 GB/s
          4 MiB    14 ns  18.2 ns  1.30 [1.27, 1.33]   148 GB/s   118 GB/s   295 GB/s   236 GB/s
          8 MiB   184 ns   239 ns  1.30 [1.27, 1.33]  19.6 GB/s  15.7 GB/s  39.2 GB/s  31.3 GB/s
         16 MiB   188 ns   244 ns  1.30 [1.27, 1.33]  19.2 GB/s  15.4 GB/s  38.4 GB/s  30.7 GB/s
         32 MiB   192 ns   250 ns  1.30 [1.27, 1.33]  18.8 GB/s  15.1 GB/s  37.6 GB/s  30.1 GB/s
         64 MiB   196 ns   255 ns  1.30 [1.27, 1.33]  18.5 GB/s  14.8 GB/s  36.9 GB/s  29.5 GB/s
        128 MiB   200 ns   260 ns  1.30 [1.27, 1.33]  18.1 GB/s  14.5 GB/s  36.2 GB/s  29.0 GB/s

                        of its      all 3  of their
    chains   one core  plateau      cores   plateau
         1   583 MB/s      8 %  2.00 GB/s      13 %
         2  1.17 GB/s     17 %  4.00 GB/s      25 %
         3  1.75 GB/s     25 %  6.00 GB/s      38 %
         4  2.33 GB/s     33 %  8.00 GB/s      50 %
         6  3.50 GB/s     50 %  12.0 GB/s      75 %
         8  4.67 GB/s     67 %  16.0 GB/s     100 %
        10  5.83 GB/s     83 %  16.0 GB/s     100 %
        12  7.00 GB/s    100 %  16.0 GB/s     100 %
        16  7.00 GB/s    100 %  16.0 GB/s     100 %
        24  7.00 GB/s    100 %  16.0 GB/s     100 %
        32  7.00 GB/s    100 %  16.0 GB/s     100 %

                   asked                      slowdown
    victim  of aggressor   achieved    [95 % interval]
    chase@2.4 MiB beside write@2*L3
                  parked   0.00 B/s  1.00 [0.98, 1.02]
                    10 %  4.00 GB/s  1.02 [1.00, 1.04]
                    25 %  10.0 GB/s  1.05 [1.03, 1.07]
                    50 %  20.0 GB/s  1.10 [1.08, 1.12]
                    75 %  30.0 GB/s  1.15 [1.13, 1.17]
                   100 %  40.0 GB/s  1.20 [1.18, 1.22]
    mlp-8@2.4 MiB beside write@2*L3
                  parked   0.00 B/s  1.00 [0.98, 1.02]
                    10 %  4.00 GB/s  1.09 [1.07, 1.11]
                    25 %  10.0 GB/s  1.23 [1.20, 1.25]
                    50 %  20.0 GB/s  1.45 [1.42, 1.48]
                    75 %  30.0 GB/s  1.68 [1.64, 1.71]
                   100 %  40.0 GB/s  1.90 [1.86, 1.94]
    read@2.4 MiB beside write@2*L3
                  parked   0.00 B/s  1.00 [0.98, 1.02]
                    10 %  4.00 GB/s  1.04 [1.02, 1.06]
                    25 %  10.0 GB/s  1.10 [1.08, 1.12]
                    50 %  20.0 GB/s  1.20 [1.18, 1.22]
                    75 %  30.0 GB/s  1.30 [1.27, 1.33]
                   100 %  40.0 GB/s  1.40 [1.37, 1.43]

    The latency curve confirms L1 and L2 as hwloc has it. A chase keeps 4 MiB to 6.3 MiB of L3, not the
    32 MiB that hwloc reports. One core's loads in flight stop paying at 12 chains; with every core at
    it, 8. mlp-8 of 2.4 MiB takes 1.90× as long beside 40.0 GB/s of write@2*L3.

    """

  static let analysis = """
    can be delayed by      1      2     3      4      5
    1 nav/gyro             -  GUEST  core     L3     L3
    2 nav/filter       GUEST      -  core     L3     L3
    3 io/logger         core   core     -     L3     L3
    4 video/decode        L3     L3    L3      -  GUEST
    5 video/scale         L3     L3    L3  GUEST      -
    The closest channel: in upper case where both run at once (concurrent), in lower case where one runs
    after the other (residual), · where nothing that matters is shared. guest: the guest scheduler;
    space: the address space; hyp: the partition scheduler; link: the interconnect; os: the host's
    kernel.

                                           at once
    application     level  backend  cores     with  through        after  through
    1 nav/gyro      A      process  0            3  L3 node guest      2  core L1 L2 L3
    2 nav/filter    A      process  0            3  L3 node guest      2  core L1 L2 L3
    3 io/logger     D      process  0            2  L3 node            2  core L1 L2 L3
    4 video/decode  E      process  1            4  L3 node guest      1  core L1 L2 L3
    5 video/scale   E      process  1            4  L3 node guest      1  core L1 L2 L3

                               loses  strictest
    single point of failure  service  level      contained      who
    core 0 with its L2             3  A          yes            1 2 3
    core 1 with its L2             2  E          yes            4 5
    partition io                   1  D          yes (process)  3
    partition nav                  2  A          yes (process)  1 2
    partition video                2  E          yes (process)  4 5
    hypervisor                     5  A          no             everybody
    host operating system          5  A          no             everybody

    made-up.yaml:12:5: `nav` and `video` share L3 of cores 0-1
    (spatial, declared, not-sharing) to mend it: place them on cores that have no L3 in common, or drop
    the claim

    16 of 20 paths between 5 applications are concurrent, 4 residual; 1 violation of isolation.

    """

  static let register = """
    node01, Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz, virtual machine (KVM)

    beside all other applications, over none of them
                                        slowdown              longest  longest
    application   criticality    [95 % interval]  verdict       alone   beside
    nav/gyro      A            1.31 [1.27, 1.35]  worse       4.00 µs  5.50 µs
    nav/filter    A            1.31 [1.27, 1.35]  worse       4.00 µs  5.50 µs
    io/logger     D            1.31 [1.27, 1.35]  worse       4.00 µs  5.50 µs
    video/decode  E            1.02 [0.99, 1.05]  equivalent  4.00 µs  4.28 µs
    video/scale   E            1.02 [0.99, 1.05]  equivalent  4.00 µs  4.28 µs

    victim       beside       channel   generator  verified              slowdown verdict
    nav/gyro     video/decode L3        write@2*L3 exercised    1.92 [1.86, 1.98] worse
    nav/filter   video/decode L3        write@2*L3 exercised    1.92 [1.86, 1.98] worse
    io/logger    video/decode L3        write@2*L3 exercised    1.92 [1.86, 1.98] worse
    nav/gyro     nav/filter   partition write@2*L3 exercised    1.04 [1.01, 1.07] inconclusive
    nav/gyro     io/logger    core      write@2*L3 inconclusive 1.04 [1.01, 1.07] inconclusive (1)
    nav/filter   nav/gyro     partition write@2*L3 exercised    1.04 [1.01, 1.07] inconclusive
    nav/filter   io/logger    core      write@2*L3 inconclusive 1.04 [1.01, 1.07] inconclusive (1)
    io/logger    nav/gyro     core      write@2*L3 exercised    1.04 [1.01, 1.07] inconclusive
    io/logger    nav/filter   core      write@2*L3 exercised    1.04 [1.01, 1.07] inconclusive
    video/scale  video/decode partition write@2*L3 exercised    1.04 [1.01, 1.07] inconclusive
    video/decode nav/gyro     L3        write@2*L3 exercised    1.00 [0.97, 1.03] equivalent
    video/decode nav/filter   L3        write@2*L3 exercised    1.00 [0.97, 1.03] equivalent
    video/decode io/logger    L3        write@2*L3 inconclusive 1.00 [0.97, 1.03] equivalent (1)
    video/scale  nav/gyro     L3        write@2*L3 exercised    1.00 [0.97, 1.03] equivalent
    video/scale  nav/filter   L3        write@2*L3 exercised    1.00 [0.97, 1.03] equivalent
    video/scale  io/logger    L3        write@2*L3 inconclusive 1.00 [0.97, 1.03] equivalent (1)
    nav/gyro     video/scale  L3        write@2*L3 exercised                    - not tested
    nav/filter   video/scale  L3        write@2*L3 exercised                    - not tested
    io/logger    video/scale  L3        write@2*L3 exercised                    - not tested
    video/decode video/scale  partition write@2*L3 exercised                    - not tested
    (too narrow for: kind, longest)
    (1) its generator did not prove here that it stresses what it claims

    4 paths not tested: it has no windows beside the victim
    3 of 16 measured paths slow their victim down; the worst is nav/gyro beside video/decode, 1.92×; 4
    rest on a generator that did not prove itself.
    3 of 5 applications are slower beside all others, most of all nav/gyro, 1.31×; 2 take the same time.

    how the schedule was kept, all phases together
                                            at start start   start p99.9 over-          leak
    partition crit. windows late missed   most   p50   p99     max - p50  runs longest total cut overlap
    nav       A           3    1      0 70.8 %     -     - 90.0 µs     -     1  300 µs  0 ns   0    0 ns
    io        D           3    0      0 70.8 %     -     -  400 ns     -     0    0 ns  0 ns   0    0 ns
    video     E           3    0      0 70.8 %     -     -  400 ns     -     0    0 ns  0 ns   0    0 ns
    (too narrow for: peak to peak, period p99)
    0 of 9 windows never ran and 1 overran; no two partitions ran on one core at once.

    fixed priority with budgets, everybody active
                         share of                     periods            most    delay  delay    delay
    application  slices   windows   period   budget  supplied  short  missing      p50    p99      max
    nav/gyro        200      20 %  10.0 ms  1.00 ms        96      1   400 µs  2.00 µs      -  80.0 µs
    nav/filter      200      60 %        -        -         -      -        -        -      -        -

    round robin, everybody active
                          share of             turn    turn
    application   slices   windows  quantum     p50     max  fairness
    video/decode     200      60 %   500 µs  520 µs  700 µs     0.900
    video/scale      200      60 %   500 µs  520 µs  700 µs     0.900
    In 1 of 96 periods with the time for it a budget was not given; the most was missing to nav/gyro,
    400 µs; turns were shared out with a fairness of 0.900 at worst, in video.

    """
}
