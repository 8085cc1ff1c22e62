//! The reader pool against the real binary: `read-child --misbehave` does what a mail tells it.
#![cfg(debug_assertions)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use varsel::mail::{Class, Context, Reading};
use varsel::reader::{ReadOutcome, ReaderError, ReaderOptions, ReaderPool};

fn options() -> ReaderOptions {
    let mut options = ReaderOptions::new(PathBuf::from(env!("CARGO_BIN_EXE_varsel")), Context::default());
    options.args.push("--misbehave".into());
    options
}

fn mails(texts: &[&str]) -> Vec<Arc<[u8]>> {
    texts.iter().map(|text| Arc::from(text.as_bytes())).collect()
}

async fn read(options: ReaderOptions, texts: &[&str]) -> Vec<ReadOutcome> {
    ReaderPool::start(options).await.unwrap().read_all(mails(texts)).await
}

fn reading(outcome: &ReadOutcome) -> &Reading {
    match outcome {
        ReadOutcome::Read(reading) => reading,
        other => panic!("{other:?}"),
    }
}

fn why(outcome: &ReadOutcome) -> &str {
    match outcome {
        ReadOutcome::Unreadable { why } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_child_cannot_open_a_file_or_socket_nor_start_anything() {
    let orders = ["open /etc/passwd", "write /tmp", "udp socket", "tcp socket", "execute", "thread"];
    let pool = ReaderPool::start(options()).await.unwrap();
    let protections = pool.protections();
    println!("{protections:?}");
    assert!(protections.limits && protections.seccomp, "{protections:?}");
    for (order, outcome) in orders.iter().zip(pool.read_all(mails(&orders)).await) {
        assert_eq!(reading(&outcome).reason, "PermissionDenied", "{order}");
    }
}

#[tokio::test]
async fn a_child_has_an_empty_environment_and_a_deep_stack() {
    let outcomes = read(options(), &["environment", "recurse"]).await;
    assert_eq!(reading(&outcomes[0]).reason, "0");
    assert_eq!(reading(&outcomes[1]).reason, "60000");
}

#[tokio::test]
async fn a_mail_that_kills_its_reader_is_unreadable_and_all_others_are_read_in_order() {
    let outcomes = read(options(), &["a", "abort", "b", "abort", "abort", "c"]).await;
    for (at, word) in [(0, "a"), (2, "b"), (5, "c")] {
        assert_eq!(reading(&outcomes[at]).reply_text, word);
    }
    for at in [1, 3, 4] {
        assert!(why(&outcomes[at]).contains("died"), "{:?}", outcomes[at]);
    }
    assert_eq!(outcomes.len(), 6);
}

#[tokio::test]
async fn a_mail_that_spins_is_given_up_after_its_time() {
    let outcomes =
        read(ReaderOptions { mail_limit: Duration::from_millis(1500), ..options() }, &["a", "spin", "b"])
            .await;
    assert_eq!(reading(&outcomes[0]).reply_text, "a");
    assert!(why(&outcomes[1]).contains("1500 ms"));
    assert_eq!(reading(&outcomes[2]).reply_text, "b");
}

#[tokio::test]
async fn a_mail_that_eats_memory_is_given_up() {
    let outcomes = read(ReaderOptions { resident_limit: 150 << 20, ..options() }, &["eat", "b"]).await;
    assert!(why(&outcomes[0]).contains("memory"), "{:?}", outcomes[0]);
    assert_eq!(reading(&outcomes[1]).reply_text, "b");
    // Without the parent's watch the address space ends it.
    let outcomes = read(ReaderOptions { resident_limit: 8 << 30, ..options() }, &["eat", "b"]).await;
    assert!(why(&outcomes[0]).contains("died"), "{:?}", outcomes[0]);
    assert_eq!(reading(&outcomes[1]).reply_text, "b");
}

#[tokio::test]
async fn a_panic_or_an_endless_answer_is_answered_as_unreadable_without_a_death() {
    let outcomes = read(options(), &["panic", "answer too much", "b"]).await;
    assert_eq!(reading(&outcomes[0]).class, Class::Unreadable);
    assert_eq!(reading(&outcomes[1]).class, Class::Unreadable);
    assert_eq!(reading(&outcomes[2]).reply_text, "b");
}

#[tokio::test]
async fn large_mails_and_large_answers_do_not_block_each_other() {
    let large = "x".repeat(1 << 20);
    let texts: Vec<&str> = (0..12).map(|_| large.as_str()).collect();
    let outcomes = read(options(), &texts).await;
    assert!(outcomes.iter().all(|outcome| reading(outcome).reason.len() == large.len()));
    let outcomes = read(options(), &[&"y".repeat(varsel::reader::MAX_MAIL + 1), "b"]).await;
    assert!(why(&outcomes[0]).contains("larger"));
    assert_eq!(reading(&outcomes[1]).reply_text, "b");
}

#[tokio::test]
async fn children_are_replaced_after_their_share_and_a_dropped_call_leaves_no_answer_behind() {
    let pool =
        ReaderPool::start(ReaderOptions { mails_per_child: 2, workers: 1, ..options() }).await.unwrap();
    for round in 0..4 {
        let word = format!("round {round}");
        let outcomes = pool.read_all(mails(&[&word, &word])).await;
        assert!(outcomes.iter().all(|outcome| reading(outcome).reply_text == word));
        let stuck = pool.read_all(mails(&["old", "spin"]));
        assert!(tokio::time::timeout(Duration::from_millis(100), stuck).await.is_err());
    }
}

#[tokio::test]
async fn calls_at_the_same_time_share_one_child_and_get_their_own_answers() {
    let pool = ReaderPool::start(ReaderOptions { workers: 1, ..options() }).await.unwrap();
    let (one, two) =
        tokio::join!(pool.read_all(mails(&["a", "abort", "b"])), pool.read_all(mails(&["c", "d"])));
    assert_eq!((reading(&one[2]).reply_text.as_str(), reading(&two[0]).reply_text.as_str()), ("b", "c"));
    assert_eq!((one.len(), two.len()), (3, 2));
}

#[tokio::test]
async fn a_program_that_is_no_reader_is_refused_at_start() {
    for program in ["/bin/true", "/nonexistent"] {
        let options = ReaderOptions { program: PathBuf::from(program), ..options() };
        assert!(matches!(ReaderPool::start(options).await, Err(ReaderError::Start { .. })));
    }
}

#[tokio::test]
async fn a_mail_is_not_blamed_where_no_reader_can_be_started() {
    let dir = tempfile::tempdir().unwrap();
    let program = dir.path().join("varsel");
    std::fs::copy(env!("CARGO_BIN_EXE_varsel"), &program).unwrap();
    let pool = ReaderPool::start(ReaderOptions { program: program.clone(), ..options() }).await.unwrap();
    std::fs::remove_file(&program).unwrap();
    let outcomes = pool.read_all(mails(&["abort", "a"])).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, ReadOutcome::NotRead { .. })), "{outcomes:?}");
    assert_eq!(outcomes.len(), 2);
}

#[tokio::test]
async fn isolation_costs_little_a_mail() {
    const COUNT: usize = 4_000;
    let pool = ReaderPool::start(options()).await.unwrap();
    let texts: Vec<String> = (0..COUNT).map(|number| format!("{number}\n{}", "x".repeat(4_000))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    pool.read_all(mails(&texts[..200])).await;
    let started = Instant::now();
    let outcomes = pool.read_all(mails(&texts)).await;
    let each = started.elapsed() / u32::try_from(COUNT).unwrap();
    println!("isolation: {} us a mail of 4 kB", each.as_micros());
    assert_eq!(outcomes.len(), COUNT);
    assert!((0..COUNT).all(|number| reading(&outcomes[number]).reply_text == number.to_string()));
    assert!(each < Duration::from_millis(5));
}

/// What works in the tests' own process must work without files, threads and network too.
#[tokio::test]
async fn every_sample_report_is_read_the_same_in_a_locked_reader() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mail/report");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
    files.sort();
    assert!(files.len() >= 120, "only {} samples", files.len());
    let raw: Vec<Arc<[u8]>> = files.iter().map(|path| std::fs::read(path).unwrap().into()).collect();
    let context = Context::default();
    let options = ReaderOptions::new(PathBuf::from(env!("CARGO_BIN_EXE_varsel")), context.clone());
    let outcomes = ReaderPool::start(options).await.unwrap().read_all(raw.clone()).await;
    for ((file, raw), outcome) in files.iter().zip(&raw).zip(&outcomes) {
        assert_eq!(*reading(outcome), varsel::mail::read(raw, &context), "{}", file.display());
    }
}
