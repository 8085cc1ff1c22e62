//! The organisation's own texts, which override the built-in ones. Whether they can be rendered is proved elsewhere.

use std::path::Path;

use super::load::{Environment, resolve};
use super::tree::Section;
use super::value;

const MOST_TEMPLATES: usize = 1_000;
const LONGEST_TEMPLATE: u64 = 256 * 1024;
/// Language and notice.
const DEEPEST: u32 = 2;

/// `LANG/NOTICE/*.hbs` and `LANG/phrases.toml` under the folder.
pub fn read(section: &Section, main_folder: &Path, env: &Environment) -> Vec<(String, String)> {
    let Some(folder) = section.maybe("directory", value::text) else { return Vec::new() };
    let folder = resolve(main_folder, &folder, env);
    let mut found = Vec::new();
    if let Err(error) = collect(&folder, "", 0, &mut found) {
        section.fault("directory", error, "mend or remove it there");
    }
    found.sort();
    found
}

fn collect(folder: &Path, under: &str, depth: u32, found: &mut Vec<(String, String)>) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let inner = if under.is_empty() { name.to_owned() } else { format!("{under}/{name}") };
        if path.is_dir() && depth < DEEPEST {
            collect(&path, &inner, depth + 1, found)?;
        } else if name.ends_with(".hbs") || name == "phrases.toml" {
            let size = path.metadata().map_err(|error| failed(&path, error))?.len();
            if size > LONGEST_TEMPLATE || found.len() >= MOST_TEMPLATES {
                return Err(format!("{} is too big, or there are too many files", path.display()));
            }
            found.push((inner, std::fs::read_to_string(&path).map_err(|error| failed(&path, error))?));
        }
    }
    Ok(())
}
