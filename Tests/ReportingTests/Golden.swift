/// Outputs that a person has looked at and found right.
enum Golden {
  static let comparison = """
    node01, Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz, virtual machine (KVM)

    policy        slowdown [interval]  protection   cost  jitter p50  jitter p99  overruns  missed  verdict
    chase@L3/2 beside alu
      baseline      1.00 [0.98, 1.02]           -      -           -           -         -       -  equivalent
      sliced        1.00 [0.98, 1.02]       100 %  1.07×      424 ns     46.3 µs         8       6  equivalent
      cache-ways                    -           -      -           -           -         -       -  no value (1)
    chase@L3/2 beside write@2*L3
      baseline      3.40 [3.31, 3.48]           -      -           -           -         -       -  worse
      sliced        1.01 [0.99, 1.04]       100 %  1.08×      418 ns     48.3 µs        12       6  equivalent
      cache-ways                    -           -      -           -           -         -       -  no value (1)
    (1) unavailable: no resctrl

    controls: negative held (2 of 2), positive held (1 of 1) and padded held (1 of 1)
    Isolated by sliced: chase@L3/2 takes 3.40× as long beside write@2*L3 under baseline (95 % interval 3.31 to
    3.48). Sliced keeps every victim within the margin (worst 1.01×), and costs 1.08× the job time when nobody
    attacks.

    """
}
