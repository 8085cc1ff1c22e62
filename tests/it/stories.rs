//! Whole incidents, from the first mail to the last: `tests/stories/NAME/story.toml` says what people do, and every mail
//! that the program sends stands in `sent.txt` beside it. `UPDATE_SNAPSHOTS=1` writes those anew, to be read by a person
//! before they are committed: they are what people get on their worst day.

pub mod play;
mod written;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

macro_rules! stories {
    ($($name:ident)*) => {
        /// Their names; the folder's with hyphens.
        const STORIES: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            play::play(&folder(stringify!($name)));
        })*
    };
}

stories! {
    bits_stolen_key
    bits_outage_before_easter
    bits_exercise
    loyall_three_lines
    loyall_first_notice
    diakonova_class_list
    diakonova_server_at_night
    vestfold_form_high
    vestfold_form_low
    normen_snooping
    normen_external_party
}

/// Where the stories stand.
pub fn all() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories"))
}

fn folder(name: &str) -> PathBuf {
    all().join(name.replace('_', "-"))
}

#[test]
fn every_folder_is_played() {
    let folders: BTreeSet<PathBuf> =
        std::fs::read_dir(all()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders, STORIES.iter().map(|name| folder(name)).collect());
}
