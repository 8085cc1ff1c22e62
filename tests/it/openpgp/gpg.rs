//! The real GnuPG with a home of its own, thrown away afterwards.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::servers::skip;

pub struct Gpg {
    home: tempfile::TempDir,
}

/// What GnuPG said.
pub struct Said {
    pub ok: bool,
    pub out: Vec<u8>,
    /// Its machine-readable lines among others.
    pub status: String,
}

impl Said {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Rsa,
    Curve25519,
}

impl Gpg {
    /// None, with the reason said, where GnuPG is not installed.
    pub fn start() -> Option<Gpg> {
        let there = Command::new("gpg").arg("--version").output().is_ok_and(|ran| ran.status.success());
        if !there {
            skip("GnuPG (gpg) is not installed");
            return None;
        }
        Some(Gpg { home: tempfile::Builder::new().prefix("vg").tempdir().unwrap() })
    }

    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Said {
        let mut child = Command::new("gpg")
            .env("GNUPGHOME", self.home.path())
            .args(["--batch", "--no-tty", "--yes", "--trust-model", "always", "--status-fd", "2"])
            .args(["--pinentry-mode", "loopback"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || {
            let _closed = pipe.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Said {
            ok: output.status.success(),
            out: output.stdout,
            status: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub fn ok(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let said = self.run(arguments, input);
        assert!(said.ok, "gpg {arguments:?}: {}", said.status);
        said.out
    }

    /// A key without a passphrase.
    pub fn make(&self, kind: Kind, name: &str, address: &str) {
        self.make_with(kind, name, address, "%no-protection\nExpire-Date: 0\n", &[]);
    }

    /// `lines` are further lines of GnuPG's parameter file.
    pub fn make_with(&self, kind: Kind, name: &str, address: &str, lines: &str, options: &[&str]) {
        let kind = match kind {
            Kind::Rsa => {
                "Key-Type: RSA\nKey-Length: 2048\nKey-Usage: sign\nSubkey-Type: RSA\nSubkey-Length: 2048\nSubkey-Usage: encrypt\n"
            }
            Kind::Curve25519 => {
                "Key-Type: EDDSA\nKey-Curve: ed25519\nKey-Usage: sign\nSubkey-Type: ECDH\nSubkey-Curve: cv25519\nSubkey-Usage: encrypt\n"
            }
        };
        let parameters = format!("{kind}Name-Real: {name}\nName-Email: {address}\n{lines}%commit\n");
        let arguments: Vec<&str> = options.iter().copied().chain(["--full-generate-key"]).collect();
        self.ok(&arguments, parameters.as_bytes());
    }

    pub fn public(&self, address: &str) -> String {
        String::from_utf8(self.ok(&["--armor", "--export", address], b"")).unwrap()
    }

    pub fn secret(&self, address: &str, options: &[&str]) -> String {
        let arguments: Vec<&str> =
            options.iter().copied().chain(["--armor", "--export-secret-keys", address]).collect();
        String::from_utf8(self.ok(&arguments, b"")).unwrap()
    }

    /// The revocation that was made with the key.
    pub fn revocation(&self, fingerprint: &str) -> String {
        let file = self.home.path().join(format!("openpgp-revocs.d/{fingerprint}.rev"));
        // A colon before it keeps it from being used by mistake.
        std::fs::read_to_string(file).unwrap().replace("\n:-----BEGIN", "\n-----BEGIN")
    }

    pub fn import(&self, key: &str) {
        self.ok(&["--import"], key.as_bytes());
    }

    /// Encrypts to an address, armored, with further options.
    pub fn encrypt(&self, to: &str, options: &[&str], content: &[u8]) -> String {
        let arguments: Vec<&str> =
            options.iter().copied().chain(["--armor", "--encrypt", "--recipient", to]).collect();
        String::from_utf8(self.ok(&arguments, content)).unwrap()
    }

    pub fn decrypt(&self, message: &[u8]) -> Said {
        self.run(&["--decrypt"], message)
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        // The agent of this home only.
        let _gone = Command::new("gpgconf")
            .arg("--homedir")
            .arg(self.home.path())
            .args(["--kill", "all"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}
