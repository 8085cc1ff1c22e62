//! A notice in the form in which it leaves: encrypted where its reader has a key, else signed or in clear. These bytes are
//! kept, and a retry sends them again.

use crate::case::Case;
use crate::case::notice::{Audience, Notice};
use crate::mail::compose::{self, ComposeError, Outgoing};
use crate::mail::openpgp::{Certificate, Unusable, WhenUnusable};
use crate::mail::protect;
use crate::openpgp::{HASH, SealError, Way};
use crate::phrase::Phrase;

use super::Engine;

/// A mail in its last form.
pub(super) struct Finished {
    pub bytes: Vec<u8>,
    /// The one that everybody may see.
    pub subject: String,
}

#[derive(Debug, thiserror::Error)]
enum NotSealed {
    #[error(transparent)]
    Compose(#[from] ComposeError),
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl Engine {
    /// Writes the mail. `mark` is what the subject must end with, so that an answer finds its case.
    ///
    /// # Errors
    /// It cannot be composed. A key that cannot be used is no error: nothing is held back for it.
    pub(super) fn finished(
        &self,
        case: &Case,
        notice: &Notice,
        mail: Outgoing,
        mark: &str,
    ) -> Result<Finished, ComposeError> {
        match self.openpgp.way(&notice.to.email, mail.date) {
            Way::Encrypted(key) => match self.encrypted(case, notice, &mail, mark, key) {
                Ok(finished) => Ok(finished),
                Err(NotSealed::Compose(error)) => Err(error),
                Err(NotSealed::Seal(error)) => {
                    tracing::error!(case = %case.number, error = %error, "a notice could not be encrypted");
                    self.unsealed(case, notice, mail, mark, Unusable::NoEncryption)
                }
            },
            Way::Unusable(why) => self.unsealed(case, notice, mail, mark, why),
            Way::Signed => self.signed(mail),
            Way::Clear => clear(mail),
        }
    }

    fn encrypted(
        &self,
        case: &Case,
        notice: &Notice,
        mail: &Outgoing,
        mark: &str,
        key: &Certificate,
    ) -> Result<Finished, NotSealed> {
        let subject = self.say_in(&of_case("sealed_subject", case), &notice.to.language) + mark;
        let outer = Outgoing {
            subject: subject.clone(),
            text: String::new(),
            html: String::new(),
            attachments: Vec::new(),
            calendar: None,
            ..mail.clone()
        };
        let outer = compose::compose(&outer)?;
        let inside = protect::inside(&compose::compose(mail)?, &outer);
        let armored = self.openpgp.seal(key, &inside, mail.date)?;
        Ok(Finished { bytes: protect::encrypted(&outer, &armored, &mail.boundary_seed), subject })
    }

    fn signed(&self, mail: Outgoing) -> Result<Finished, ComposeError> {
        let bytes = compose::compose(&mail)?;
        let part = protect::part(&bytes);
        let bytes = match self.openpgp.sign(&part, mail.date) {
            Ok(armored) => protect::signed(&bytes, &part, &armored, HASH, &mail.boundary_seed),
            Err(error) => {
                tracing::error!(error = %error, "a notice goes out without a signature");
                bytes
            }
        };
        Ok(Finished { bytes, subject: mail.subject })
    }

    /// The notice to somebody whose key cannot be used. Whoever asked for encryption gets no content without it unless the
    /// configuration says so: only that there is something, of which case and until when, so that nobody is late.
    fn unsealed(
        &self,
        case: &Case,
        notice: &Notice,
        mail: Outgoing,
        mark: &str,
        why: Unusable,
    ) -> Result<Finished, ComposeError> {
        if self.openpgp.when_unusable == WhenUnusable::Clear {
            return clear(mail);
        }
        let say = |phrase: &Phrase| self.say_in(phrase, &notice.to.language);
        let mut lines = vec![say(&of_case("minimal_notice", case).with("why", [said(why)]))];
        lines.extend(notice.data.due_at.map(|at| say(&Phrase::new("minimal_due").with("at", at))));
        let takes = notice.reply_wanted && notice.audience == Audience::Officer;
        lines.push(say(&Phrase::new(if takes { "minimal_reply" } else { "minimal_see" })));
        lines.push(say(&Phrase::new("minimal_new_key")));
        let html = lines.iter().map(|line| format!("<p>{}</p>\n", handlebars::html_escape(line))).collect();
        clear(Outgoing {
            subject: say(&of_case("minimal_subject", case)) + mark,
            text: lines.join("\n\n"),
            html,
            attachments: Vec::new(),
            calendar: None,
            ..mail
        })
    }
}

fn clear(mail: Outgoing) -> Result<Finished, ComposeError> {
    Ok(Finished { bytes: compose::compose(&mail)?, subject: mail.subject })
}

fn of_case(key: &str, case: &Case) -> Phrase {
    Phrase::new(key).with("case", &case.number)
}

/// Why a key cannot be used, as part of a sentence.
pub(super) fn said(why: Unusable) -> Phrase {
    match why {
        Unusable::Expired { at } => Phrase::new("key_expired").with("at", at),
        Unusable::Revoked => Phrase::new("key_revoked"),
        Unusable::NoEncryption => Phrase::new("key_useless"),
    }
}
