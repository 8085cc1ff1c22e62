//! What a reader process takes from itself before it looks at the first mail: limits, the file system, system calls.
//!
//! Each step may be refused by the kernel (or by a container); then the child goes on and says so, and start and
//! `doctor` tell the operator.

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use serde::{Deserialize, Serialize};

/// Address space of a child, in bytes: its big stack, the program, and working room.
const ADDRESS_SPACE: u64 = 3 << 29;
/// Processor time of a child over its whole life, in seconds. A single mail's limit is the parent's; this one ends a
/// child that spins after its parent has died.
const PROCESSOR_SECONDS: u64 = 600;

/// Which of its limits a reader process could set; the first frame it sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protections {
    /// The program's version. A child of another version (the file was replaced) is not spoken to.
    pub version: String,
    /// Memory, processor time, no new descriptors, no files, no core dump (setrlimit(2)).
    pub limits: bool,
    /// No path of the file system and no TCP port (landlock(7)).
    pub landlock: bool,
    /// Only the system calls that computing needs (seccomp(2)).
    pub seccomp: bool,
    /// Why something above does not hold, in plain words.
    pub refused: Vec<String>,
}

impl Protections {
    /// True where the kernel gave all three.
    pub fn complete(&self) -> bool {
        self.limits && self.landlock && self.seccomp
    }

    /// Notes the result of one step.
    pub(super) fn note(&mut self, name: &str, result: Result<(), String>) -> bool {
        if let Err(why) = &result {
            self.refused.push(format!("{name}: {why}"));
        }
        result.is_ok()
    }
}

/// Sets the resource limits. Descriptors that are open stay so; no new one can be opened.
pub fn limit_resources() -> Result<(), String> {
    const LIMITS: [(Resource, u64); 5] = [
        (Resource::As, ADDRESS_SPACE),
        (Resource::Cpu, PROCESSOR_SECONDS),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 0),
    ];
    for (resource, wanted) in LIMITS {
        let value = getrlimit(resource).maximum.map_or(wanted, |hard| hard.min(wanted));
        setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) })
            .map_err(|error| format!("{resource:?}: {error}"))?;
    }
    Ok(())
}

/// Gives up every path and every TCP port; threads started later inherit it.
pub fn leave_file_system() -> Result<(), String> {
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V5)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.restrict_self())
        .map_err(|error| error.to_string())?;
    match status.ruleset {
        RulesetStatus::NotEnforced => Err("this kernel does not offer it".to_owned()),
        _ => Ok(()),
    }
}

/// Lets all threads of this process make only the calls of `ALLOWED`; any other returns EPERM.
pub fn filter_system_calls() -> Result<(), String> {
    let program = filter().map_err(|error| error.to_string())?;
    seccompiler::apply_filter_all_threads(&program).map_err(|error| error.to_string())
}

/// What a thread needs that computes, reads and writes its open pipes, and ends. Nothing here opens, connects, starts
/// or signals anything. getpid and gettid are asked by abort(3).
const ALLOWED: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_set_robust_list,
    libc::SYS_sched_yield,
    libc::SYS_clock_gettime,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Memory may be asked for, but never memory that can be executed (third argument).
const WITHOUT_EXEC: &[libc::c_long] = &[libc::SYS_mmap, libc::SYS_mprotect];

fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let exec = u64::from(libc::PROT_EXEC.unsigned_abs());
    let not_executable = SeccompRule::new(vec![SeccompCondition::new(
        2,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::MaskedEq(exec),
        0,
    )?])?;
    let rules = ALLOWED
        .iter()
        .map(|call| (*call, Vec::new()))
        .chain(WITHOUT_EXEC.iter().map(|call| (*call, vec![not_executable.clone()])));
    SeccompFilter::new(
        rules.collect(),
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_compiles_on_this_machine() {
        assert!(!filter().unwrap().is_empty());
    }

    #[test]
    fn nothing_that_opens_connects_or_starts_is_allowed() {
        let forbidden = [
            libc::SYS_openat,
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_execve,
            libc::SYS_clone,
            libc::SYS_clone3,
            libc::SYS_ptrace,
            libc::SYS_kill,
            libc::SYS_tgkill,
            libc::SYS_sendmsg,
            libc::SYS_ioctl,
            libc::SYS_prctl,
            libc::SYS_io_uring_setup,
        ];
        for call in forbidden {
            assert!(!ALLOWED.contains(&call) && !WITHOUT_EXEC.contains(&call), "{call}");
        }
    }

    #[test]
    fn a_refusal_is_told() {
        let mut protections = Protections { limits: true, seccomp: true, ..Protections::default() };
        protections.landlock = protections.note("landlock", Err("this kernel does not offer it".to_owned()));
        assert!(!protections.complete());
        assert_eq!(protections.refused, ["landlock: this kernel does not offer it"]);
    }
}
