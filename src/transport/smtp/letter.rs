//! A parcel made ready for SMTP: addresses checked, line ends as the protocol wants them.

use std::borrow::Cow;

use lettre::Address;

use crate::transport::Parcel;

/// What goes over the wire.
pub struct Letter<'a> {
    pub from: Option<Address>,
    pub to: Address,
    /// Without the last line end, which belongs to the final dot.
    pub body: Cow<'a, [u8]>,
    /// For ENVID (RFC 3461 section 4.4), where it is fit for it.
    pub envelope_id: Option<&'a str>,
}

impl<'a> Letter<'a> {
    /// Fails, in plain words, where an address cannot be used at all.
    pub fn new(parcel: &'a Parcel) -> Result<Self, String> {
        let from = parcel.envelope_from.as_deref().map(address).transpose();
        let id = parcel.message_id.as_str();
        let mut body = with_crlf(&parcel.bytes);
        match &mut body {
            Cow::Borrowed(bytes) => *bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes),
            Cow::Owned(bytes) if bytes.ends_with(b"\r\n") => bytes.truncate(bytes.len().saturating_sub(2)),
            Cow::Owned(_) => {}
        }
        Ok(Letter {
            from: from.map_err(|()| "the sender's address cannot be used".to_owned())?,
            to: address(&parcel.recipient)
                .map_err(|()| "the recipient's address cannot be used".to_owned())?,
            body,
            envelope_id: Some(id)
                .filter(|id| (1..=90).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())),
        })
    }

    /// Bytes as sent, for SIZE (RFC 1870); dots that are doubled do not count.
    pub fn size(&self) -> usize {
        self.body.len().saturating_add(2)
    }

    /// SMTPUTF8 is needed for a local part that is not ASCII (RFC 6531 section 3.3).
    pub fn needs_utf8(&self) -> bool {
        self.from.iter().chain([&self.to]).any(|address| !address.user().is_ascii())
    }

    /// 8BITMIME is needed (RFC 6152).
    pub fn is_eight_bit(&self) -> bool {
        !self.body.is_ascii()
    }
}

/// The domain is turned into ASCII; lettre refuses line ends and the like.
fn address(text: &str) -> Result<Address, ()> {
    let (local, domain) = text.rsplit_once('@').ok_or(())?;
    let domain = idna::domain_to_ascii(domain).map_err(|_| ())?;
    Address::new(local, domain).map_err(|_| ())
}

/// Every line end as CRLF: a bare LF before a dot would let one mail smuggle in another (RFC 5321 section 2.3.8).
fn with_crlf(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bare = |(at, byte): (usize, &u8)| match byte {
        b'\n' => at == 0 || bytes.get(at - 1) != Some(&b'\r'),
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    if !bytes.iter().enumerate().any(bare) {
        return Cow::Borrowed(bytes);
    }
    let mut lines = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' => {
                rest.next_if_eq(&&b'\n');
                lines.extend_from_slice(b"\r\n");
            }
            b'\n' => lines.extend_from_slice(b"\r\n"),
            other => lines.push(*other),
        }
    }
    Cow::Owned(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(recipient: &str, bytes: &[u8]) -> Parcel {
        Parcel {
            outbox_id: 1,
            envelope_from: None,
            recipient: recipient.to_owned(),
            message_id: "a@varsel".to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn every_line_end_becomes_crlf_and_clean_bytes_are_not_copied() {
        assert!(matches!(with_crlf(b"a\r\n.\r\n"), Cow::Borrowed(_)));
        assert_eq!(&*with_crlf(b"a\n.\nb\r\n.\r\rc\r\n"), b"a\r\n.\r\nb\r\n.\r\n\r\nc\r\n");
    }

    #[test]
    fn the_last_line_end_belongs_to_the_final_dot() {
        for bytes in [&b"a\r\nb\r\n"[..], b"a\nb\n", b"a\r\nb"] {
            assert_eq!(&*Letter::new(&parcel("ola@example.no", bytes)).unwrap().body, b"a\r\nb");
        }
    }

    #[test]
    fn a_norwegian_domain_is_written_in_ascii_and_a_norwegian_local_part_needs_smtputf8() {
        let parcel = parcel("post@blåbær.no", b"");
        let letter = Letter::new(&parcel).unwrap();
        assert_eq!(letter.to.to_string(), "post@xn--blbr-roah.no");
        assert!(!letter.needs_utf8());
        assert!(
            Letter::new(&Parcel { recipient: "bjørn@example.no".to_owned(), ..parcel.clone() })
                .unwrap()
                .needs_utf8()
        );
    }

    #[test]
    fn an_address_that_could_smuggle_a_command_is_refused() {
        for address in ["", "ola", "a@b.no>\r\nRCPT TO:<c@d.no", "a b@example.no", "a@"] {
            assert!(Letter::new(&parcel(address, b"")).is_err(), "{address:?}");
        }
    }
}
