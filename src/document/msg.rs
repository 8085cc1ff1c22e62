//! The place of a reader that is written beside this one.

use super::{Budget, File, Inner};

/// `None` where it is not this format.
pub fn read(_file: &File, _budget: &mut Budget) -> Option<Inner> {
    None
}
