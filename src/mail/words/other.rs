//! Languages that reach us seldom: enough to find where the quoted or passed-on mail begins and who wrote it.

use super::{NONE, Words};

pub const FINNISH: Words = Words {
    from: &["Lähettäjä"],
    date: &["Lähetetty", "Päivämäärä", "Päiväys", "Pvm"],
    to: &["Vastaanottaja"],
    copy: &["Kopio"],
    subject: &["Aihe"],
    verbs: &["kirjoitti"],
    forwarded: &["Välitetty viesti alkaa", "Välitetty viesti", "Edelleenlähetetty viesti"],
    original: &["Alkuperäinen viesti", "Alkuperäinen sähköposti"],
    forward_prefixes: &["VL"],
    devices: &["Lähetetty"],
    ..NONE
};

pub const POLISH: Words = Words {
    from: &["Od", "Nadawca"],
    date: &["Data", "Wysłano"],
    to: &["Do", "Adresat"],
    copy: &["DW", "Kopia"],
    subject: &["Temat"],
    verbs: &["napisał(a)", "napisał", "napisała", "napisana przez"],
    forwarded: &[
        "Początek przekazywanej wiadomości",
        "Wiadomość przesłana dalej",
        "Treść przekazanej wiadomości",
        "Przekazana wiadomość",
        "Wiadomość przekazana",
    ],
    original: &["Wiadomość oryginalna", "Oryginalna wiadomość"],
    forward_prefixes: &["PD"],
    reply_prefixes: &["Odp", "ODP"],
    devices: &["Wysłane z", "Wysłano z"],
    ..NONE
};

pub const CZECH: Words = Words {
    from: &["Od"],
    date: &["Datum", "Odesláno"],
    to: &["Komu"],
    copy: &["Kopie"],
    subject: &["Předmět"],
    verbs: &["napsal(a)", "napsal", "napsala"],
    forwarded: &["Začátek přeposílané zprávy", "Přeposlaná zpráva"],
    original: &["Původní zpráva"],
    forward_prefixes: &["Přeposlat", "Přeposláno"],
    reply_prefixes: &["Odpověď"],
    devices: &["Odesláno z"],
    ..NONE
};

pub const SLOVAK: Words = Words {
    from: &["Od"],
    date: &["Dátum", "Odoslané"],
    to: &["Komu", "Pre"],
    copy: &["Kópia"],
    subject: &["Predmet"],
    verbs: &["napísal", "napísal(a)", "napísala"],
    forwarded: &["Začiatok preposlanej správy", "Preposlaná správa"],
    original: &["Pôvodná správa"],
    ..NONE
};

pub const HUNGARIAN: Words = Words {
    from: &["Feladó"],
    date: &["Dátum", "Elküldve"],
    to: &["Címzett"],
    copy: &["Másolat", "Másolatot kap"],
    subject: &["Tárgy"],
    verbs: &["ezt írta", "írta"],
    forwarded: &["Továbbított levél kezdete", "Továbbított üzenet", "Továbbított levél"],
    original: &["Eredeti üzenet"],
    forward_prefixes: &["Továbbítás", "Továbbküldés"],
    devices: &["Az iPhone"],
    device_words: &["küldve"],
    ..NONE
};

pub const ROMANIAN: Words = Words {
    from: &["De la"],
    date: &["Data", "Dată", "Trimis"],
    to: &["Către", "Catre"],
    copy: &["Cc"],
    subject: &["Subiect"],
    verbs: &["a scris"],
    forwarded: &["Începe mesajul redirecționat", "Mesaj redirecționat", "Mesaj redirecţionat"],
    original: &["Mesaj original"],
    ..NONE
};

pub const CROATIAN: Words = Words {
    from: &["Od", "Šalje"],
    date: &["Datum", "Poslano"],
    to: &["Za", "Prima"],
    copy: &["Kopija"],
    subject: &["Predmet"],
    verbs: &["je napisao", "je napisala", "napisao je"],
    forwarded: &["Započni proslijeđenu poruku", "Proslijeđena poruka"],
    original: &["Izvorna poruka"],
    forward_prefixes: &["Prosl"],
    ..NONE
};

pub const ESTONIAN: Words = Words {
    from: &["Saatja"],
    date: &["Kuupäev", "Saadetud"],
    to: &["Saaja"],
    copy: &["Koopia"],
    subject: &["Teema"],
    verbs: &["kirjutas"],
    forwarded: &["Edastatud kiri", "Edastatud sõnum"],
    ..NONE
};

pub const RUSSIAN: Words = Words {
    from: &["От"],
    date: &["Дата", "Отправлено"],
    to: &["Кому"],
    copy: &["Копия"],
    subject: &["Тема"],
    verbs: &["написал", "написала", "написал(а)", "пишет"],
    forwarded: &[
        "Начало переадресованного сообщения",
        "Перенаправленное сообщение",
        "Пересылаемое сообщение",
        "Пересланное сообщение",
    ],
    original: &["Исходное сообщение", "Оригинальное сообщение"],
    ..NONE
};

pub const UKRAINIAN: Words = Words {
    from: &["Від"],
    date: &["Дата", "Надіслано"],
    to: &["Кому"],
    copy: &["Копія"],
    subject: &["Тема"],
    verbs: &["написав", "написала", "пише"],
    forwarded: &["Початок листа, що пересилається", "Переслане повідомлення"],
    ..NONE
};

pub const TURKISH: Words = Words {
    from: &["Kimden", "Gönderen"],
    date: &["Tarih", "Gönderildi"],
    to: &["Kime"],
    copy: &["Bilgi"],
    subject: &["Konu"],
    verbs: &["şunu yazdı", "şunları yazdı", "yazdı"],
    forwarded: &["İleti başlangıcı", "İletilen İleti", "İletilmiş ileti"],
    original: &["Orijinal Mesaj"],
    forward_prefixes: &["İLT", "ILT"],
    reply_prefixes: &["YNT"],
    ..NONE
};

pub const GREEK: Words = Words {
    verbs: &["έγραψε"],
    from: &["Από"],
    date: &["Ημερομηνία"],
    to: &["Προς"],
    subject: &["Θέμα"],
    ..NONE
};

pub const VIETNAMESE: Words = Words { verbs: &["đã viết"], ..NONE };

pub const ARABIC: Words = Words { verbs: &["كتب"], ..NONE };

pub const JAPANESE: Words = Words {
    from: &["送信元", "差出人"],
    date: &["日付", "送信日時"],
    to: &["送信先", "宛先"],
    subject: &["件名"],
    forwarded: &["メッセージを転送", "転送メッセージ"],
    ..NONE
};

pub const CHINESE: Words = Words {
    from: &["发件人", "寄件者"],
    date: &["发送时间", "日期"],
    to: &["收件人", "收件者"],
    subject: &["主题", "主旨"],
    verbs: &["写道", "寫道"],
    forwarded: &["转发的邮件", "转发邮件信息"],
    original: &["原始邮件"],
    ..NONE
};

pub const HEBREW: Words = Words { verbs: &["כתב/ה", "כתב", "כתבה"], ..NONE };
