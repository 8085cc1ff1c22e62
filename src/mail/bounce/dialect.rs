//! What each mail system writes in its failure reports: data only. A report that keeps to RFC 3464 needs none of it.
//!
//! Every list holds alternatives for folded text (`wording`): lower case, one blank between words, `'` for apostrophes.

/// The words of one mail system, or of a family that shares them.
pub struct Dialect {
    pub name: &'static str,
    /// How the subjects of its reports begin.
    pub subject: &'static str,
    /// What it says of a mail that did not arrive.
    pub failed: &'static str,
    /// It is still trying.
    pub delayed: &'static str,
    /// It gave up without trying this mail, because others to the same host had failed: the next may arrive. Asked of
    /// each line by itself.
    pub untried: &'static str,
    /// The mail arrived, or was handed on.
    pub delivered: &'static str,
    /// What stands before the address that the mail did not reach.
    pub recipient: &'static str,
    /// The line where the returned mail begins.
    pub returned: &'static str,
}

const NONE: Dialect = Dialect {
    name: "",
    subject: "",
    failed: "",
    delayed: "",
    untried: "",
    delivered: "",
    recipient: "",
    returned: "",
};

/// Systems before languages, and English last: the first that fits gives its name to the reason.
pub const DIALECTS: &[Dialect] = &[
    Dialect {
        name: "Exchange",
        subject: concat!(
            "undeliverable:|delivery delayed:|delivered:|relayed:|expanded:|",
            "kan ikke leveres:|kan ikkje leverast:|levering forsinket:|forsinket levering:|levert:|videresendt levering:|",
            "olevererbart:|kunde inte levereras:|går inte att leverera:|fördröjd leverans:|levererat:|",
            "ikke leveret:|forsinket levering:|leveret:|unzustellbar:|verzögerte zustellung:|zugestellt:|",
            "onbestelbaar:|non remis ?:|no se puede entregar:|non recapitabile:|toimittaminen epäonnistui:|",
            "não é possível entregar:|niedostarczalne:"
        ),
        failed: concat!(
            "delivery has failed to these recipients|your message did not reach some or all of the intended recipients|",
            "did not reach the following recipient|couldn't be delivered to these recipients|wasn't delivered to anyone|",
            r"diagnostic information for administrators|msexch:(ims|imc)|#[45]\.\d\.\d{1,3} (smtp|exchange)|",
            "levering til disse mottakerne|kunne ikke levere til disse mottakerne|meldingen nådde ikke (noen av|alle|følgende)|",
            "kunne ikke leveres til|diagnoseinformasjon for administratorer|diagnostikkinformasjon for administratorar|",
            "leveringa til desse mottakarane|det gick inte att leverera till|diagnostikinformation för administratörer|",
            "kunne ikke leveres til disse modtagere|fehler bei der nachrichtenzustellung an folgende empfänger"
        ),
        delayed: concat!(
            "delivery is delayed to these recipients|delivery to the following recipients has been delayed|",
            "this message hasn't been delivered yet|leveringen er forsinket til|levering er forsinket|",
            "leveringa er forsinka|leveransen är fördröjd|die zustellung an folgende empfänger hat sich verzögert"
        ),
        delivered: concat!(
            "your message has been delivered to the following recipients|delivery to these recipients or groups is complete|",
            "meldingen er levert til følgende|levering til disse mottakerne eller gruppene er fullført|",
            "meldinga er levert til|meddelandet har levererats till"
        ),
        recipient: concat!(
            "delivery has failed to these recipients or groups:|did not reach the following recipient\\(s\\):|",
            "could not be reached:|couldn't be delivered to|following recipient\\(s\\) cannot be reached:|",
            "disse mottakerne eller (gruppene|distribusjonslistene)[a-zæøå ]*:|desse mottakarane[a-zæøå ]*:|",
            "nådde ikke følgende mottakere?:|dessa mottagare eller grupper[a-zäåö ]*:|disse modtagere[a-zæøå ]*:"
        ),
        returned: concat!(
            "original message headers:|opprinnelige meldingshoder:|opprinnelege meldingshovud:|",
            "opprinnelige meldingsoverskrifter:|ursprungliga meddelandehuvuden:|oprindelige brevhoveder:|",
            "ursprüngliche nachrichtenkopfzeilen:"
        ),
        ..NONE
    },
    Dialect {
        name: "Gmail",
        subject: concat!(
            r"delivery status notification \((failure|delay|feil|forsinkelse|fel|fejl)\)|",
            r"varsel om leveringsstatus|melding om leveringsstatus|meddelelse om leveringsstatus|leveransstatus"
        ),
        failed: concat!(
            r"delivery to the following recipients? (has )?(failed permanently|failed)|address not found|message blocked|",
            "technical details of permanent failure|your message wasn't delivered to|delivery incomplete|",
            "you're sending this from a different address|recipient inbox full|message too large|",
            "finner ikke adressen|adressen ble ikke funnet|meldingen (din )?ble ikke levert til|meldinga (di )?vart ikkje levert til|",
            "meldingen ble blokkert|meddelandet levererades inte till|adressen hittades inte|meddelelsen blev ikke leveret til"
        ),
        delayed: concat!(
            "there was a temporary problem delivering your message to|gmail will retry for|",
            "delivery to the following recipient has been delayed|",
            "det oppsto et midlertidig problem|gmail prøver på nytt i|forsøker på nytt i"
        ),
        recipient: concat!(
            "delivery to the following recipients? (has )?(failed permanently|failed|been delayed):|wasn't delivered to|",
            "delivering your message to|ble ikke levert til|vart ikkje levert til|levererades inte till|blev ikke leveret til"
        ),
        returned: "----- original message -----|----- message header follows -----",
        ..NONE
    },
    Dialect {
        name: "Google Groups",
        failed: concat!(
            r"the group you tried to contact|you may not have permission to post messages to the group|",
            "we're writing to let you know that the group"
        ),
        recipient: r"the group you tried to contact \(|that the group you tried to contact \(",
        ..NONE
    },
    Dialect {
        name: "Postfix",
        subject: concat!(
            r"undelivered mail returned to sender|delayed mail \(still being retried\)|successful mail delivery report|",
            "mail delivery status report|postmaster copy:"
        ),
        failed: "i'm sorry to have to inform you that|could not be delivered to one or more (recipients|destinations)",
        delayed: "could not be delivered for more than|it will be retried until it is",
        delivered: concat!(
            "your message was successfully delivered to the destination|enclosed is the mail delivery report that you requested|",
            "your mail was accepted by the next hop"
        ),
        ..NONE
    },
    Dialect {
        name: "Exim",
        subject: concat!(
            "mail delivery failed|mail failure|warning: message [a-z0-9-]{1,40} (delayed|not)|",
            "warnung: nachricht"
        ),
        failed: concat!(
            "this message was created automatically by mail delivery software|",
            "could not be delivered to (one or more|all) of its recipients"
        ),
        delayed: concat!(
            "has not yet been delivered to|has not been delivered to (one or more|all) of its recipients after|",
            "delivery attempts will continue"
        ),
        untried: concat!(
            "(?:^|: ?)(retry timeout exceeded|retry time not reached for any host|",
            "all hosts have been failing for a long time|host lookup did not complete)"
        ),
        recipient: concat!(
            r"(the following )?address(\(es\)|es)? (has |have )?failed:|address to which the message has not yet been delivered is:|",
            "addresses to which the message has not yet been delivered are:"
        ),
        returned: concat!(
            "------ this is a copy of (the|your) message|------ the body of the message is|",
            "--- the header of the original message is following"
        ),
        ..NONE
    },
    Dialect {
        name: "qmail",
        subject: "failure notice",
        failed: concat!(
            "i wasn't able to deliver your message to the following addresses|this is a permanent error; i've given up|",
            "this is the (qmail-send|[a-z0-9-]{1,30}) program at|sorry it didn't work out"
        ),
        delayed: "i'll (continue|keep) trying|this is not a (permanent )?failure",
        recipient: concat!(
            "deliver your message to the following address(es)?\\.?|i tried to deliver a bounce message to this address|",
            "deliver your message to"
        ),
        returned: "--- below this line is a copy of the (message|mail|original)|--- enclosed are the original headers",
        ..NONE
    },
    Dialect {
        name: "Yahoo",
        subject: "failure notice",
        failed: "sorry, we were unable to deliver your message to the following address|message from yahoo",
        recipient: r"to the following address(\(es\))?\.",
        returned: "--- original message follows",
        ..NONE
    },
    Dialect {
        name: "sendmail",
        subject: concat!(
            "returned mail|return receipt|warning: could not send message|warning: could not deliver|postmaster notify|",
            "postmaster warning"
        ),
        failed: concat!(
            "had (permanent )?(fatal|delivery|permanent delivery) (errors|problems)|transcript of session follows|",
            r"\.\.\. (user unknown|unknown user|no such user|deferred|service unavailable|host unknown)"
        ),
        delayed: "this is a warning message only|will keep trying until message is|had transient non-fatal errors",
        delivered: r"had successful delivery notifications|message accepted for delivery\)? \(relayed",
        recipient: concat!(
            "had (permanent |transient )?(fatal |non-fatal |delivery |permanent delivery )?(errors|problems|failures) ?-*|",
            "had successful delivery notifications -*"
        ),
        returned: concat!(
            r"-{3,} ?(original|unsent|returned|undelivered) message (follows|below|header|body)|",
            "-{3,} ?(message|returned|original) headers? follows|-{3,} ?message (header|body) follows|----- unsent message",
        ),
        ..NONE
    },
    Dialect {
        name: "Courier",
        subject: "notice: mail delivery status|warning: delayed mail|notice: delivery status",
        failed: "this is a delivery status notification from|your message was not delivered",
        delayed: "your message has not been delivered|this is a delayed delivery notification",
        recipient: "unable to deliver your message to the following|unable to deliver to",
        ..NONE
    },
    Dialect {
        name: "OpenSMTPD",
        subject: "delivery status notification: (error|delayed|success)",
        failed: "error has occurred while attempting to deliver a message|this is the mailer-daemon, please do not reply",
        delayed: "a message is delayed for more than|only a temporary failure report",
        delivered: "your message was successfully delivered to these recipients",
        recipient: "list of recipients:",
        returned: "below is a copy of the original message",
        ..NONE
    },
    Dialect {
        name: "DragonFly Mail Agent",
        failed: "this is the dragonfly mail agent|there was an error delivering your mail to",
        recipient: "error delivering your mail to",
        returned: "original message follows|message headers follow",
        ..NONE
    },
    Dialect {
        name: "Amazon",
        failed: "an error occurred while trying to deliver the mail to the following recipients",
        recipient: "deliver the mail to the following recipients:",
        ..NONE
    },
    Dialect {
        name: "Domino",
        subject: "delivery failure: |delivery failure report|undeliverable message|leveringsfeil|leveringsrapport",
        failed: concat!(
            "was not delivered to:|------- failure reasons|not listed in (public|domino|the domino|the public)|",
            "ble ikke levert til:"
        ),
        recipient: "was not delivered to:|failure reasons -*|ble ikke levert til:",
        returned: "------- returned message",
        ..NONE
    },
    Dialect {
        name: "GroupWise",
        subject: "message status - undeliverable|meldingsstatus - kan ikke leveres|nachrichtenstatus - unzustellbar",
        failed: concat!(
            "the message that you sent was undeliverable to the following|had the following undeliverable recipient|",
            "kunne ikke leveres til følgende"
        ),
        recipient: "undeliverable to the following:|undeliverable recipient\\(s\\):|kunne ikke leveres til følgende:",
        ..NONE
    },
    Dialect {
        name: "Messaging Server",
        subject: "delivery notification: delivery has (failed|been delayed|succeeded|timed out)",
        failed: concat!(
            "this report relates to a message you sent with the following header fields|",
            "your message cannot be delivered to the following recipients"
        ),
        delayed: "delivery retries will continue|has been enqueued and undeliverable for",
        recipient: "recipient address:|to the following recipients:",
        ..NONE
    },
    Dialect {
        name: "PowerMTA",
        subject: "delivery report",
        failed: "to inform you on the delivery status of a message|list of the affected recipients",
        recipient: "list of the affected recipients",
        ..NONE
    },
    Dialect {
        name: "MDaemon",
        subject: "warning: [a-z0-9._@+-]{1,120} - user unknown|permanent delivery failure|temporary delivery failure",
        failed: "had permanent fatal delivery errors|undeliverable [a-z]* ?mail, sections which may represent",
        delayed: "had temporary (non-fatal )?delivery errors",
        recipient: "rcpt to:",
        returned: "--- message header follows",
        ..NONE
    },
    Dialect {
        name: "IMail, MailEnable, hMailServer and SmarterMail",
        subject: "undeliverable mail|message undeliverable|message delivery failure|delivery failure: ",
        failed: concat!(
            "invalid final delivery userid|user mailbox exceeds allowed size|undeliverable to |",
            "delivery failed \\d+ attempts|could not deliver message to the following recipient|",
            "message could not be delivered to the following recipient|failed recipient:"
        ),
        recipient: concat!(
            "invalid final delivery userid:|user mailbox exceeds allowed size:|undeliverable to|unknown user:|",
            "delivery failed \\d+ attempts:|failed recipient:|could not be reached:"
        ),
        returned: "original message follows\\.?",
        ..NONE
    },
    Dialect {
        name: "filters before the mailbox",
        subject: concat!(
            r"considered unsolicited bulk|undeliverable mail, |banned contents from you|\*\*message you sent blocked|",
            r"email delivery failure|\[?postmaster\]? (e-?mail |message )?delivery failure|mail could not be delivered|",
            "message (was )?blocked|your e?mail .{0,80}(was blocked|could not be delivered)|automatically rejected mail|",
            "message you sent blocked|spam notification"
        ),
        failed: concat!(
            "was considered unsolicited bulk e-?mail|delivery of the e-?mail was stopped|was blocked by our spam|",
            "message from interscan|sent <<< rcpt to|の宛先|the following recipients were affected|",
            "a transcript of the attempts to send the message follows|could not deliver (the|this) (e-?mail|message)|",
            "your message to: .{0,80}was blocked|included is a copy of the message header"
        ),
        recipient: concat!(
            "the following recipients were affected:|addressed to:|your message to:|sent <<< rcpt to:|",
            "unable to deliver message to|message to the following recipients:|the following (original )?recipients?:"
        ),
        returned: "included is a copy of the message header",
        ..NONE
    },
    Dialect {
        name: "mobile carriers",
        subject: "mail system error - returned mail|mail error",
        failed: concat!(
            "was rejected by a remote mail server|requested action not taken|the user\\(s\\) account is (disabled|temporarily limited)|",
            "could not be delivered to: ?<|as their mailbox is full|your message was not delivered to"
        ),
        recipient: "recipient: |could not be delivered to:|the user\\(s\\) account is [a-z ]*\\.?|rcpt to:",
        ..NONE
    },
    Dialect {
        name: "mail.ru, Yandex and others in Russian",
        subject: "недоставленное сообщение|доставка почты|сообщение не доставлено|mail failure\\.",
        failed: "это письмо создано автоматически|не может быть доставлено|не удалось доставить",
        recipient: "не может быть доставлено[^:]{0,80}:|не удалось доставить[^:]{0,80}:",
        ..NONE
    },
    Dialect {
        name: "NetEase, Tencent and others in Chinese",
        subject: "系统退信|来自.{0,40}的退信|邮件投递失败",
        failed: "无法发送到|收件人邮件地址|退信原因|无法投递",
        recipient: "无法发送到|收件人邮件地址",
        ..NONE
    },
    Dialect {
        name: "mail servers in Japanese",
        subject: "メッセージを配信できません|配信不能|送信エラー|メール送信エラー",
        failed: "メールアドレスへの送信に失敗|送信できませんでした|配信できませんでした|配送できませんでした|配信できません",
        recipient: "送信に失敗しました。|下記のメールアドレス",
        returned: "-------original mail info",
        ..NONE
    },
    Dialect {
        name: "Stalwart and mox",
        subject: "failed to deliver message|warning: delay in message delivery|partially delivered message|successfully delivered message|mail delivery delayed",
        failed: "your message could not be delivered to the following recipients",
        delayed: "there was a temporary problem delivering your message to the following recipients",
        delivered: "your message has been successfully delivered to the following recipients|successfully delivered message",
        recipient: "to the following recipients:",
        ..NONE
    },
    Dialect {
        name: "general Norwegian",
        subject: concat!(
            "ikke levert|ikkje levert|leveringsfeil|leveringsstatus|levering (forsinket|mislyktes|mislykket|feilet)|",
            "levering(en|a)? (er )?forsink(et|a)|e-?post(en)? (ble|vart|kunne) (ikke|ikkje)|",
            "meldingen (ble|kunne|er) (ikke|avvist)|meldinga (vart|kunne|er) (ikkje|avvist)|",
            "kunne ikke (levere|sende)|kunne ikkje (levere|sende)|kan ikke levere|kan ikkje levere|",
            "returnert (e-?post|melding)|retur:"
        ),
        failed: concat!(
            "kunne ikke (bli levert|leveres|levere)|kunne ikkje (bli levert|leverast|levere)|ikke levert til|",
            "ikkje levert til|ble avvist|vart avvist|mottakeren finnes ikke|mottakaren finst ikkje|",
            "adressen finnes ikke|adressa finst ikkje|postboksen er full|postkassen er full|postkassa er full"
        ),
        delayed: "er forsinket|er forsinka|forsøker igjen|prøver igjen|prøver på nytt",
        recipient: concat!(
            "(ikke|ikkje) levert til:?|kunne ikke (bli levert|leveres|levere) (til|meldingen til):?|",
            "følgende mottakere?:?|følgende adresser?:?|følgjande mottakara?r?:?|følgjande adresser?:?"
        ),
        returned: "-{2,} ?(opprinnelig|opphavleg|original) melding",
        ..NONE
    },
    Dialect {
        name: "general Swedish",
        subject: "kunde inte levereras?|misslyckad leverans|obeställbar|leveransfel|ej levererat",
        failed: "kunde inte levereras?|finns inte|brevlådan är full",
        delayed: "vi prövar vidare|är fördröjd|försöker igen",
        recipient: "kunde inte levereras till:?|följande mottagare:?",
        returned: "-{2,} ?ursprungligt meddelande",
        ..NONE
    },
    Dialect {
        name: "general Danish",
        subject: "kunne ikke leveres|levering mislykkedes|ikke leveret",
        failed: "kunne ikke leveres|blev afvist|findes ikke|postkassen er fuld",
        delayed: "er forsinket|forsøger igen",
        recipient: "kunne ikke leveres til:?|følgende modtagere?:?",
        returned: "-{2,} ?oprindelig meddelelse",
        ..NONE
    },
    Dialect {
        name: "general German and Romance",
        subject: concat!(
            "nicht zustellbar|unzustellbar|zustellung|benachrichtigung zum übermittlungsstatus|",
            "échec|message non|non remis|correo devuelto|mensaje no|mancata consegna|notification d'état de (la )?remise"
        ),
        failed: concat!(
            "nicht zugestellt|konnte nicht zugestellt werden|folgende empfänger|n'a pas pu être (remis|distribué)|",
            "no se ha podido entregar|impossibile recapitare"
        ),
        delayed: "verzögert sich|zustellversuche werden fortgesetzt|wird weiterhin versucht",
        recipient: "an folgende (empfänger|adresse)[a-z ]*:|nicht zugestellt werden:|aux destinataires suivants ?:",
        returned: "-{2,} ?(ursprüngliche|originale) nachricht|-{2,} ?message d'origine",
        ..NONE
    },
    Dialect {
        name: "general English",
        subject: concat!(
            "undeliver(able|ed)|delivery (status|failure|failed|has failed|error|notification|delayed|problem|unsuccessful)|",
            "(unable|failed) to deliver|could(n't| not) (deliver|send)|mail (delivery|system|not delivered|status|error|failed)|",
            "failure (notice|notification|delivery)|failed (mail|delivery)|non[- ]?(delivery|delivered|deliverable|receipt)|",
            "not delivered|message (delivery|status|undeliverable|not delivered|delayed|could not be|rejected|not sent|has been rejected)|",
            "(your )?(message|e-?mail) (to .{0,80} )?(was|could|has|cannot|can't|is)? ?(not|been)? ?(be )?",
            "(undeliverable|delivered|returned|rejected|delayed|bounced)|warning: (message|e?-?mail)|",
            "e-?mail (delivery|could not|undeliverable|address|not delivered)|rejected|error (sending|delivering)|bounced?\\b|",
            "nondeliverable|nd[nr]:|dsn:|blocked|user unknown|unknown user|permanent (failure|delivery)|temporary delivery|",
            "address (not found|change|unknown)"
        ),
        failed: concat!(
            "could(n't| not) be (delivered|sent|processed)|was ?(n't| not) delivered|not (been )?delivered|",
            "delivery (to|of|has|failed|attempt)|undeliverable|unable to deliver|did not reach|",
            "(user|recipient|address|mailbox|account|domain|host)( is)? (unknown|not found|rejected|unavailable|invalid|",
            "does(n't| not) exist|disabled|inactive|full|over quota)|unknown (user|recipient|address|mailbox)|",
            "no such (user|recipient|mailbox|person|address)|over quota|quota exceeded|mailbox (is )?full|",
            "returned (to|mail)|permanent (fatal )?error|fatal errors|failed (recipient|permanently|address)|",
            r"following (address|recipient)|\b5\d\d[ -]\d\.\d{1,3}\.\d{1,3}|",
            r"(smtp|said|error|response|code|status)[^a-z0-9]{1,12}[45]\d\d\b|\b55[0-4][ -]|rcpt to:|",
            "original message (follows|was received|headers)|bounced"
        ),
        delayed: concat!(
            "delivery (is |has been |was )?delayed|delayed delivery|message (is |has been |was )?delayed|still being retried|",
            "will (be retried|retry|continue to (try|attempt))|not (yet )?been delivered yet|(warning|notice): .{0,60} delayed|",
            r"this is a warning message only|do not need to resend|message still undelivered|not sent after|status notification \(delay"
        ),
        delivered: "(was|were|has been) successfully (delivered|relayed)",
        recipient: concat!(
            r"rcpt to:|(final|original)[- ]recipient: ?(rfc822;)?|failed( recipients?)?:|recipients?( address)?( ?\(s\))?( was| were)?:|",
            "delivered to:?|delivery to|deliver(ed|y)? (your |this |the )?(message|mail|e-?mail) to|",
            r"following (e-?mail )?(address|recipient)(es|s|\(es\)|\(s\))?|invalid (address|recipient):?|",
            "unknown (user|address|recipient|local)[a-z -]*:|user unknown:|no such (user|mailbox|recipient)[a-z -]*:|",
            "address: ?<?|delivery failed:"
        ),
        returned: concat!(
            "-{2,} ?(the )?(original|returned|undelivered|bounced|failed) (message|mail|e-?mail)|",
            "(the )?(original|returned) message (follows|header|is attached|below)|begin (message|original message)|",
            "---- ?(start|begin|copy) of|--- ?mail follows|-+ ?copy of (the )?(message|mail)"
        ),
        ..NONE
    },
];
