/// Judges whether this machine can support the claims that a run makes about it.
///
/// Decides from readings alone: no file is opened here, and nothing is ever changed.
public enum Doctor {
  /// The answers, one for every subject that is read and not measured, in the order of the subjects.
  ///
  /// - Parameters:
  ///   - facts: the machine and this process's rights.
  ///   - usableCPUs: the CPUs that this process may run on and that are online.
  ///   - shares: steal and work over about two seconds in which this process slept.
  public static func examine(
    _ facts: MachineFacts, usableCPUs: [Int], shares: MachineFacts.CPUTimeShares
  ) -> [DoctorLine] {
    DoctorLine.Subject.read.map { subject in
      let finding: Finding =
        switch subject {
        case .cores: cores(facts, usableCPUs)
        case .privileges: privileges(facts.privileges)
        case .realTimeThrottling: realTimeThrottling(facts.realTimeThrottling)
        case .governor: governor(facts)
        case .multithreading: multithreading(facts)
        case .clockSource: clockSource(facts.clockSource)
        case .hypervisor: hypervisor(facts.hypervisor)
        case .steal: steal(shares, usableCPUs)
        case .lockedMemory: lockedMemory(facts.privileges)
        case .hugePages: hugePages(facts.memory)
        case .isolatedCPUs: isolatedCPUs(facts, usableCPUs)
        case .load: load(shares, usableCPUs, facts.loadAverage)
        case .noiseFloor, .percentiles, .smallestSlowdown, .hiddenSiblings:
          preconditionFailure("\(subject.rawValue) is measured, not read")
        }
      return DoctorLine(
        subject: subject, grade: finding.grade, seen: finding.seen, why: finding.why,
        fix: finding.fix)
    }
  }

  /// An answer before it is put beside its question.
  struct Finding {
    let grade: DoctorLine.Grade
    let seen: String
    let why: String
    let fix: String

    static func ok(_ seen: String, _ why: String) -> Finding {
      Finding(grade: .ok, seen: seen, why: why, fix: "")
    }

    static func warn(_ seen: String, _ why: String, fix: String) -> Finding {
      Finding(grade: .warn, seen: seen, why: why, fix: fix)
    }

    static func fail(_ seen: String, _ why: String, fix: String) -> Finding {
      Finding(grade: .fail, seen: seen, why: why, fix: fix)
    }
  }
}
