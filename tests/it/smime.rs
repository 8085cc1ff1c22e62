//! Mail signed by the real OpenSSL, under a small authority of issuers made for the test.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use varsel::mail::smime::Issuers;
use varsel::mail::{Class, Context, Reading, SignatureKind, read};
use varsel::reader::{ReadOutcome, ReaderOptions, ReaderPool};

use crate::e2e::{House, waiting};

const CONFIGURATION: &str = "[req]\ndistinguished_name = name\nprompt = no\n[name]\nCN = Nobody\n\
    [issuer]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign\nsubjectKeyIdentifier = hash\n\
    [mail]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature,keyEncipherment\n\
    extendedKeyUsage = emailProtection\nsubjectAltName = email:kari@eksempel.no,email:k.nordmann@eksempel.no\n\
    [web]\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = clientAuth\nsubjectAltName = email:kari@eksempel.no\n\
    [any]\nsubjectAltName = email:kari@eksempel.no\n\
    [agreement]\nkeyUsage = critical,keyAgreement\nextendedKeyUsage = emailProtection\nsubjectAltName = email:kari@eksempel.no\n\
    [subject]\nextendedKeyUsage = emailProtection\nkeyUsage = critical,nonRepudiation\n";

const EC: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const RSA: &[&str] = &["-newkey", "rsa:2048"];
const NAME: &str = "/C=NO/O=Eksempel AS/CN=Kari Nordmann";

const BODY: &str = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    Hva skjedde: En liste med f=C3=B8dselsdatoer ble sendt til feil mottaker.\r\nAntall registrerte: 12\r\n";

/// A folder with an issuer's key, and below it whoever is asked for.
struct Authority(tempfile::TempDir);

impl Authority {
    /// None where OpenSSL is missing.
    fn new() -> Option<Authority> {
        if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
            eprintln!("SKIP: openssl is not installed: no signed mail was read");
            return None;
        }
        let authority = Authority(tempfile::tempdir().unwrap());
        std::fs::write(authority.path("o.cnf"), CONFIGURATION).unwrap();
        let new: Vec<&str> =
            "req -x509 -config o.cnf -extensions issuer -nodes -days 3650 -keyout ca.key -out ca.pem"
                .split(' ')
                .chain(EC.iter().copied())
                .chain(["-subj", "/CN=Eksempel Rot"])
                .collect();
        authority.openssl(&new);
        Some(authority)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new("openssl").args(arguments).current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// A key and a certificate, `NAME.key` and `NAME.pem`, issued by `issuer`.
    fn issue(&self, name: &str, key: &[&str], subject: &str, extensions: &str, issuer: &str) {
        let [secret, request, certificate] = ["key", "csr", "pem"].map(|end| format!("{name}.{end}"));
        let (ca, ca_key) = (format!("{issuer}.pem"), format!("{issuer}.key"));
        let asked = [
            "req", "-new", "-config", "o.cnf", "-nodes", "-utf8", "-subj", subject, "-keyout", &secret,
            "-out", &request,
        ];
        self.openssl(&[&asked[..], key].concat());
        self.openssl(&[
            "x509",
            "-req",
            "-in",
            &request,
            "-CA",
            &ca,
            "-CAkey",
            &ca_key,
            "-CAcreateserial",
            "-days",
            "700",
            "-extfile",
            "o.cnf",
            "-extensions",
            extensions,
            "-out",
            &certificate,
        ]);
    }

    /// What OpenSSL signs for this person: a MIME entity.
    fn sign(&self, name: &str, body: &str, more: &[&str]) -> String {
        std::fs::write(self.path("body"), body).unwrap();
        let (certificate, key) = (format!("{name}.pem"), format!("{name}.key"));
        let plain = ["cms", "-sign", "-in", "body", "-signer", &certificate, "-inkey", &key];
        String::from_utf8(self.openssl(&[&plain[..], more].concat())).unwrap()
    }

    fn context(&self) -> Context {
        let pem = std::fs::read(self.path("ca.pem")).unwrap();
        let roots = CertificateDer::pem_slice_iter(&pem).map(Result::unwrap);
        Context { smime: Issuers::new(true, roots), ..Context::default() }
    }

    fn read(&self, mail: &str) -> Reading {
        let reading = read(mail.as_bytes(), &self.context());
        // As it lies in a Maildir, or comes over IMAP.
        let unix = mail.replace("\r\n", "\n");
        assert_eq!(read(unix.as_bytes(), &self.context()).signatures, reading.signatures);
        let network = unix.replace('\n', "\r\n");
        assert_eq!(read(network.as_bytes(), &self.context()).signatures, reading.signatures);
        reading
    }
}

/// The entity as a mail.
fn mail(from: &str, entity: &str) -> String {
    let now = varsel::clock::Clock::System.now().to_rfc2822();
    format!(
        "From: {from}\nTo: avvik@eksempel.no\nSubject: Avvik\nDate: {now}\nMessage-ID: <s1@eksempel.no>\n{entity}"
    )
}

fn from_kari(entity: &str) -> String {
    mail("Kari <kari@eksempel.no>", entity)
}

/// Of the only signature: whether it is valid, and why.
fn said(reading: &Reading) -> (bool, String) {
    let [one] = reading.signatures.as_slice() else { panic!("{:?}", reading.signatures) };
    assert_eq!(one.kind, SignatureKind::Smime);
    (one.valid, one.why.clone())
}

fn assert_valid(reading: &Reading) {
    let (valid, why) = said(reading);
    assert!(valid, "{why}");
    assert_eq!(reading.signatures[0].who.as_deref(), Some("kari@eksempel.no"));
}

fn assert_not(reading: &Reading, because: &str) {
    let (valid, why) = said(reading);
    assert!(!valid && why.contains(because), "{why}");
}

/// The report in it is read, whatever the signature is worth.
fn assert_read(reading: &Reading) {
    assert_eq!(reading.class, Class::Message, "{}", reading.reason);
    assert!(reading.reply_text.contains("fødselsdatoer ble sendt"), "{}", reading.reply_text);
    assert!(reading.report.contains_key(&varsel::report::Field::AffectedPersons), "{:?}", reading.report);
    assert!(reading.unread.is_empty(), "{:?}", reading.unread);
}

#[test]
fn signatures_of_every_kind_in_use_are_valid() {
    let Some(ca) = Authority::new() else { return };
    let p384: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"];
    let pss: &[&str] = &["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:-1"];
    for (name, key) in [("rsa", RSA), ("ec", EC), ("p384", p384)] {
        ca.issue(name, key, NAME, "mail", "ca");
    }
    let kinds: [(&str, &[&str]); 12] = [
        ("rsa", &[]),
        ("rsa", &["-md", "sha384"]),
        ("rsa", &["-md", "sha512"]),
        ("rsa", &[pss, &["-md", "sha256"]].concat()),
        ("rsa", &[pss, &["-md", "sha512"]].concat()),
        ("ec", &["-md", "sha256"]),
        ("ec", &["-md", "sha384", "-keyid"]),
        ("p384", &["-md", "sha384"]),
        ("rsa", &["-nodetach"]),
        ("ec", &["-nodetach", "-stream"]),
        ("p384", &["-nodetach", "-nosmimecap", "-md", "sha256"]),
        ("ec", &["-binary", "-crlfeol"]),
    ];
    for (name, more) in kinds {
        println!("{name} {more:?}");
        let reading = ca.read(&from_kari(&ca.sign(name, BODY, more)));
        assert_valid(&reading);
        assert_read(&reading);
        assert!(reading.attachments.is_empty(), "{:?}", reading.attachments);
    }
    // An address further down in the certificate is hers too.
    let other = mail("k.nordmann@eksempel.no", &ca.sign("ec", BODY, &[]));
    assert!(said(&ca.read(&other)).0);
    let weak = ca.sign("rsa", BODY, &["-md", "sha1"]);
    assert_not(&ca.read(&from_kari(&weak)), "too weak");
    assert_not(&ca.read(&from_kari(&ca.sign("rsa", BODY, &["-noattr"]))), "attributes");
    assert_not(&ca.read(&from_kari(&ca.sign("rsa", BODY, &["-nocerts"]))), "did not come with it");
}

#[test]
fn a_chain_over_an_issuer_in_between_holds_where_that_comes_along() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("between", EC, "/CN=Eksempel Mellom", "issuer", "ca");
    ca.issue("kari", EC, NAME, "mail", "between");
    let with = ca.read(&from_kari(&ca.sign("kari", BODY, &["-certfile", "between.pem"])));
    assert_valid(&with);
    assert!(with.signatures[0].why.contains("Eksempel Mellom"), "{:?}", with.signatures);
    assert_not(&ca.read(&from_kari(&ca.sign("kari", BODY, &[]))), "not known");
}

#[test]
fn what_was_changed_or_is_somebody_elses_is_told_and_read_all_the_same() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", RSA, NAME, "mail", "ca");
    let signed = from_kari(&ca.sign("kari", BODY, &[]));
    let changed = ca.read(&signed.replace("registrerte: 12", "registrerte: 2"));
    assert_not(&changed, "changed");
    assert_read(&changed);
    let other = ca.read(&signed.replace("kari@eksempel.no>", "sjef@eksempel.no>"));
    assert_not(&other, "that of kari@eksempel.no");
    assert_read(&other);
    let two = ca.read(&signed.replace("To: ", "From: sjef@eksempel.no\nTo: "));
    assert_not(&two, "author");
    let strange = read(signed.as_bytes(), &Context::default());
    assert_not(&strange, "not known");
    for (received, word) in
        [("Thu, 1 Jan 2099 09:00:00 +0000", "until"), ("Mon, 1 Jan 2001 09:00:00 +0000", "from")]
    {
        let late = format!("Received: from a by mx.eksempel.no; {received}\n{signed}");
        assert_not(&ca.read(&late), word);
    }
}

#[test]
fn a_certificate_that_is_not_for_mail_is_told() {
    let Some(ca) = Authority::new() else { return };
    for extensions in ["web", "any", "agreement"] {
        ca.issue(extensions, EC, NAME, extensions, "ca");
        let reading = ca.read(&from_kari(&ca.sign(extensions, BODY, &[])));
        assert_not(&reading, "not one for signing mail");
    }
    // Without alternative names the address in the subject counts (RFC 8550 section 3).
    ca.issue("old", EC, &format!("{NAME}/emailAddress=kari@eksempel.no"), "subject", "ca");
    assert_valid(&ca.read(&from_kari(&ca.sign("old", BODY, &[]))));
    ca.issue("nobody", EC, "/O=Eksempel AS", "subject", "ca");
    let nobody = ca.read(&from_kari(&ca.sign("nobody", BODY, &[])));
    assert_eq!(nobody.signatures[0].who.as_deref(), Some("Eksempel AS"));
    assert_not(&nobody, "not of the mail's author");
}

#[test]
fn a_signature_over_nothing_and_one_around_another_are_read() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", EC, NAME, "mail", "ca");
    let empty = ca.read(&from_kari(&ca.sign("kari", "", &[])));
    assert!(said(&empty).0, "{:?}", empty.signatures);
    assert_eq!(empty.reply_text.trim(), "");
    let twice =
        ca.sign("kari", &ca.sign("kari", BODY, &[]).replace("MIME-Version: 1.0\n", ""), &["-nodetach"]);
    let twice = ca.read(&from_kari(&twice));
    assert_eq!(twice.signatures.iter().filter(|one| one.valid).count(), 2, "{:?}", twice.signatures);
    assert_read(&twice);
    let bare = ca.read(&from_kari(&ca.sign("kari", "Hei\nDu\n", &["-nodetach", "-binary"])));
    assert_eq!(bare.reply_text.trim(), "Hei\nDu");
    assert_valid(&bare);
}

fn in_a_multipart(kind: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--ytterst\n{part}\n")).collect();
    format!("MIME-Version: 1.0\nContent-Type: {kind}; boundary=ytterst\n\n{parts}--ytterst--\n")
}

#[test]
fn text_that_somebody_put_beside_what_was_signed_is_read_but_not_called_signed() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", EC, NAME, "mail", "ca");
    let footer = "Content-Type: text/plain\n\n_____\nPersonvern mailing list\n";
    for more in [&[][..], &["-nodetach"], &["-nodetach", "-stream"]] {
        let signed = ca.sign("kari", BODY, more).replace("MIME-Version: 1.0\n", "");
        let listed = ca.read(&from_kari(&in_a_multipart("multipart/mixed", &[&signed, footer])));
        assert_not(&listed, "a part of the mail");
        assert_read(&listed);
        let wrapped = ca.read(&from_kari(&in_a_multipart("multipart/mixed", &[&signed])));
        assert_valid(&wrapped);
        assert_read(&wrapped);
    }
}

#[test]
fn a_signed_mail_that_is_passed_on_is_not_the_forwarders() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", EC, NAME, "mail", "ca");
    let inner = format!("Content-Type: message/rfc822\n\n{}", from_kari(&ca.sign("kari", BODY, &[])));
    let note = "Content-Type: text/plain\n\nSe vedlagt.\n";
    let forwarded = ca.read(&mail("ola@eksempel.no", &in_a_multipart("multipart/mixed", &[note, &inner])));
    assert!(forwarded.signatures.is_empty(), "{:?}", forwarded.signatures);
    assert!(forwarded.unread.is_empty(), "{:?}", forwarded.unread);
    let signer = forwarded.forwarded.and_then(|inner| inner.address);
    assert_eq!(signer.as_deref(), Some("kari@eksempel.no"));
}

#[test]
fn what_was_signed_in_one_piece_and_attached_is_read_like_any_attachment() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", EC, NAME, "mail", "ca");
    let inner =
        format!("Content-Type: message/rfc822\n\n{}", from_kari(&ca.sign("kari", BODY, &["-nodetach"])));
    let note = "Content-Type: text/plain\n\nSe vedlagt.\n";
    let passed_on = ca.read(&mail("ola@eksempel.no", &in_a_multipart("multipart/mixed", &[note, &inner])));
    assert!(passed_on.signatures.is_empty() && passed_on.unread.is_empty(), "{:?}", passed_on.unread);
    let found = &passed_on.report[&varsel::report::Field::AffectedPersons];
    assert!(found.source.contains("smime.p7m"), "{found:?}");
    ca.sign(
        "kari",
        "Hva skjedde: En liste ble sendt feil.\nAntall registrerte: 7\n",
        &["-nodetach", "-binary", "-outform", "DER", "-out", "list.der"],
    );
    let list = std::fs::read(ca.path("list.der")).unwrap();
    let file = as_attachment(&list, "application/pkcs7-mime").replace("smime.p7m", "liste.txt.P7M");
    let signed_file = ca.read(&mail("ola@eksempel.no", &in_a_multipart("multipart/mixed", &[note, &file])));
    assert_eq!(signed_file.class, Class::Message, "{}", signed_file.reason);
    assert!(signed_file.signatures.is_empty() && signed_file.unread.is_empty(), "{:?}", signed_file.unread);
    assert_eq!(signed_file.report[&varsel::report::Field::AffectedPersons].source, "attachment:liste.txt");
}

fn as_attachment(structure: &[u8], kind: &str) -> String {
    use base64::Engine;
    let lines = base64::engine::general_purpose::STANDARD.encode(structure);
    let lines: Vec<&str> =
        lines.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let lines = lines.join("\n");
    format!(
        "MIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"smime.p7m\"\n\n{lines}\n"
    )
}

#[test]
fn a_signed_mail_under_a_strange_type_is_read_and_an_encrypted_one_goes_to_a_person() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", RSA, NAME, "mail", "ca");
    ca.sign("kari", BODY, &["-nodetach", "-outform", "DER", "-out", "signed.der"]);
    ca.openssl(&[
        "cms",
        "-encrypt",
        "-aes256",
        "-in",
        "body",
        "-outform",
        "DER",
        "-out",
        "closed.der",
        "kari.pem",
    ]);
    ca.openssl(&[
        "crl2pkcs7",
        "-nocrl",
        "-certfile",
        "kari.pem",
        "-outform",
        "DER",
        "-out",
        "certificates.der",
    ]);
    let [signed, closed, certificates] =
        ["signed.der", "closed.der", "certificates.der"].map(|name| std::fs::read(ca.path(name)).unwrap());
    for kind in ["application/octet-stream; name=\"smime.p7m\"", "application/x-pkcs7-mime; name=smime.p7m"] {
        let reading = ca.read(&from_kari(&as_attachment(&signed, kind)));
        assert_valid(&reading);
        assert_read(&reading);
        let reading = ca.read(&from_kari(&as_attachment(&closed, kind)));
        assert_eq!(
            (reading.class, reading.reason.as_str()),
            (Class::Unreadable, varsel::mail::smime::ENCRYPTED)
        );
        assert!(reading.signatures.is_empty());
        let cut = ca.read(&from_kari(&as_attachment(&signed[..signed.len() / 2], kind)));
        assert_eq!(cut.class, Class::Unreadable, "{}", cut.reason);
    }
    let text = BODY.replace("\r\n", "\n");
    let beside =
        as_attachment(&certificates, "application/pkcs7-mime; smime-type=certs-only; name=smime.p7c");
    assert_read(&ca.read(&from_kari(&in_a_multipart("multipart/mixed", &[&text, &beside]))));
}

#[tokio::test]
async fn a_locked_reader_says_the_same_and_a_pass_tells_the_officer() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", RSA, NAME, "mail", "ca");
    let signed = from_kari(&ca.sign("kari", BODY, &[]));
    let options = ReaderOptions::new(PathBuf::from(env!("CARGO_BIN_EXE_varsel")), ca.context());
    let pool = ReaderPool::start(options).await.unwrap();
    let outcomes = pool.read_all(vec![Arc::from(signed.as_bytes())]).await;
    let [ReadOutcome::Read(reading)] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    assert_valid(reading);
    assert_eq!(**reading, ca.read(&signed));
}

#[test]
fn an_encrypted_mail_is_a_case_that_says_so_and_a_wrong_file_of_issuers_is_a_fault() {
    let Some(ca) = Authority::new() else { return };
    ca.issue("kari", RSA, NAME, "mail", "ca");
    let house = House::simulated();
    let config = |file: &str| format!("[smime]\nca_file = \"{file}\"\n\n[web]");
    house.edit("varsel.toml", "[web]", &config("issuers.pem"));
    let fault = house.run(&["check"]);
    assert!(fault.code != 0 && format!("{}{}", fault.out, fault.err).contains("smime.ca_file"), "{fault:?}");
    house.write("issuers.pem", "none\n");
    let fault = house.run(&["check"]);
    assert!(format!("{}{}", fault.out, fault.err).contains("holds no certificate"), "{fault:?}");
    house.write("issuers.pem", &std::fs::read_to_string(ca.path("ca.pem")).unwrap());
    std::fs::write(ca.path("body"), BODY).unwrap();
    let closed = ca.openssl(&["cms", "-encrypt", "-aes256", "-in", "body", "kari.pem"]);
    house.put(from_kari(&String::from_utf8(closed).unwrap()));
    house.once("2026-03-12T09:00:00+01:00");
    let told = house.sent_to("kari.nordmann@eksempel.no", "kryptert med S/MIME");
    assert!(told.text.contains("be avsenderen"), "{}", told.text);
    assert_eq!(waiting(&house.inbox()), 0);
}
