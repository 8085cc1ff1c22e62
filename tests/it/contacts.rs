//! The two contact lists kept true, through the real binary: lists taken in from files, contacts asked, and their answers.

mod import;
mod verify;
