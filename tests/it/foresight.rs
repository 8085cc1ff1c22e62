//! What `varsel check` proves and `varsel simulate` foretells: the sample policy holds, a broken one is named by its line,
//! and both say what the program does.

mod broken;
mod course;
mod printed;
mod proof;

use varsel::policy::Policy;

/// As `varsel init` writes it.
fn sample() -> Policy {
    let dir = tempfile::tempdir().unwrap();
    varsel::config::init::write(dir.path(), true).unwrap();
    varsel::config::load(&dir.path().join("varsel.toml"), std::iter::empty()).unwrap().policy
}
