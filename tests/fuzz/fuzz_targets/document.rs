//! Any file is text, or named as not read, within its budget.
#![no_main]

use libfuzzer_sys::fuzz_target;
use varsel::document::{Budget, File, read};

// What a library panics on is caught where it is called; anything else still ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| {
    let mut budget = Budget::default();
    let file = File { name: "fil".to_owned(), bytes: bytes.to_vec(), ..File::default() };
    let contents = read(&file, &mut budget);
    let kept: usize = contents.documents.iter().map(|one| one.text.len()).sum();
    assert!(kept <= Budget::default().text_bytes);
});
