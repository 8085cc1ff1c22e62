//! What it costs a mail to be read in a process apart: the same mails read in this process and by the pool.
//!
//! `cargo bench --bench reader`. Newsletters of 4 kB, which are read quickly, so that the difference is not lost in the
//! work; then report forms, with one worker and with all.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use varsel::mail::{Context, read};
use varsel::reader::{ReaderOptions, ReaderPool};

const MAILS: usize = 3000;

fn main() {
    let context = Context::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let pool = |workers| {
        let mut options = ReaderOptions::new(PathBuf::from(env!("CARGO_BIN_EXE_varsel")), context.clone());
        options.workers = workers;
        runtime.block_on(ReaderPool::start(options)).expect("readers")
    };
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let (one, all) = (pool(1), pool(all));
    for (name, write) in [("newsletter", newsletter as fn(usize) -> String), ("report form", report)] {
        let mails: Vec<Arc<[u8]>> = (0..MAILS).map(|number| Arc::from(write(number).into_bytes())).collect();
        let here = fastest(|| {
            for mail in &mails {
                std::hint::black_box(read(mail, &context));
            }
        });
        let apart = |pool: &ReaderPool| {
            fastest(|| {
                let read = runtime.block_on(pool.read_all(mails.clone()));
                assert_eq!(read.len(), MAILS);
            })
        };
        let (by_one, by_all) = (apart(&one), apart(&all));
        println!(
            "{name}: {} in this process, {} apart by one reader, {} by all; isolation costs {} a mail",
            micros(here),
            micros(by_one),
            micros(by_all),
            micros(by_one.saturating_sub(here))
        );
    }
}

/// The best of five: what else the machine does only adds.
fn fastest(mut work: impl FnMut()) -> Duration {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn micros(time: Duration) -> String {
    format!("{:.0} µs", time.as_secs_f64() * 1e6 / MAILS as f64)
}

fn report(number: usize) -> String {
    format!(
        "From: Kari Nordmann <melder{number}@org.example>\r\nTo: avvik@eksempel.no\r\n\
         Subject: Avviksmelding: e-post til feil mottaker\r\nDate: Thu, 12 Mar 2026 09:40:00 +0100\r\n\
         Message-ID: <{number}.bench@org.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Type avvik: E-post sendt til feil mottaker\r\nNår ble avviket oppdaget: 12.03.2026 kl. 08.30\r\n\
         Antall berørte: {}\r\nKategorier av opplysninger: navn, adresse og telefonnummer\r\n\
         Beskrivelse av hendelsen: {}\r\n",
        number % 400 + 1,
        "Et regneark med opplysninger om brukere av tjenesten ble sendt til en ukjent mottaker. ".repeat(40),
    )
}

fn newsletter(number: usize) -> String {
    format!(
        "From: Nytt <nytt@org.example>\r\nTo: avvik@eksempel.no\r\nSubject: Nytt fra oss i mars\r\n\
         Date: Thu, 12 Mar 2026 09:40:00 +0100\r\nMessage-ID: <{number}.nytt@org.example>\r\n\
         List-Id: <nytt.org.example>\r\nPrecedence: bulk\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        "Kurset om hagestell er flyttet til onsdag, og kaffen er varm fra klokken ni. ".repeat(50),
    )
}
