//! Masking runs over every text of every mail: it must not be what takes the time, whatever the text.

use std::time::{Duration, Instant};

use varsel::redact::mask;

const BYTES: usize = 1_000_000;
/// Far above what a debug build takes; a quadratic step would take minutes.
const LIMIT: Duration = Duration::from_secs(10);

/// Pieces of which texts are made that give the search the most to do.
const PIECES: [(&str, &str); 16] = [
    ("no digits", "Et brev ble sendt til feil mottaker på skolen. "),
    ("few digits", "Møtet var 12. mars 2026 kl. 14.00 i rom 3. "),
    ("one run", "7"),
    ("one run of numbers", "20036914700"),
    ("single digits", "7 "),
    ("six and five", "123456 12345\n"),
    ("numbers", "200369 14700\n"),
    ("accounts", "kontonr 1234 56 78903 "),
    ("nearly accounts", "12345678903 "),
    ("FH-numbers without a word", "91234567890 "),
    ("words and five digits", "født 200369 personnr 12345 "),
    ("digits and letters like them", "7O"),
    ("unseen marks", "7\u{ad}"),
    (
        "many unseen marks",
        "7\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
    ),
    ("line ends", "7\n"),
    ("a long link", "https://eksempel.no/4111111111111111/"),
];

#[test]
fn masking_takes_time_in_proportion_to_the_text() {
    for (what, piece) in PIECES {
        let mut text = piece.repeat(BYTES / piece.len());
        let start = Instant::now();
        let counts = mask(&mut text);
        let took = start.elapsed();
        println!("{what:<30} {:>5} ms a megabyte  {counts:?}", took.as_millis());
        assert!(took < LIMIT, "{what}: {took:?}");
    }
}
