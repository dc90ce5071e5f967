//! What attachments are called, and what kind of file that says.

use unicode_normalization::UnicodeNormalization as _;

/// The longest name, in characters.
const MAX_CHARS: usize = 120;
/// What is called so if its name says nothing.
const NAMELESS: &str = "file";
/// What is put behind names of files that some system would run.
const NEUTRAL: &str = "attachment";

/// Endings of files that are read, seen or heard and that no system runs, with their media types (IANA). What has
/// another ending is kept under a name that says nothing to any system: see [`neutral`].
pub const ALL_TYPES: &[(&str, &str)] = &[
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("heic", "image/heic"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("json", "application/json"),
    ("rtf", "application/rtf"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("zip", "application/zip"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("wav", "audio/wav"),
    ("ogg", "audio/ogg"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("eml", "message/rfc822"),
    ("ics", "text/calendar"),
];

/// The media type that a name says.
pub fn media_of(name: &str) -> &'static str {
    let ending = ending(name);
    let known = ALL_TYPES.iter().find(|(known, _)| *known == ending);
    known.map_or("application/octet-stream", |(_, media)| media)
}

/// The ending of a name, in lower case; empty where it has none.
fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_lowercase()
}

/// A name as it may stand in a document, on a screen and on every disk: the last part of a path, composed, without
/// control characters and those that nobody sees or that turn the direction of the text, without what file systems
/// take for something else, not longer than 120 characters.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .nfc()
        .map(|c| match c {
            ':' | '*' | '?' | '"' | '<' | '>' | '|' => ' ',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .collect();
    let words = kept.split(' ').filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join(" ");
    // Some systems drop blanks and dots at the end, and so make another name of it; a dot at the beginning hides.
    name = name.trim_matches(['.', ' ']).to_owned();
    name = shortened(&name);
    match name.as_str() {
        "" => NAMELESS.to_owned(),
        name if is_device(name) => format!("_{name}"),
        name => name.to_owned(),
    }
}

/// Characters that no one sees, or that turn what is around them: of Unicode's default ignorable ones those that
/// are of no use in a name, and the marks of direction.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// At most [`MAX_CHARS`], with the ending kept where it is one.
fn shortened(name: &str) -> String {
    if name.chars().count() <= MAX_CHARS {
        return name.to_owned();
    }
    const MAX_ENDING: usize = 12;
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= MAX_ENDING => {
            (stem, format!(".{ending}"))
        }
        _ => (name, String::new()),
    };
    let room = MAX_CHARS - ending.chars().count();
    let stem: String = stem.chars().take(room).collect();
    format!("{}{ending}", stem.trim_end_matches(['.', ' ']))
}

/// Names that Windows takes for a device, with any ending.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_uppercase();
    let numbered = |prefix: &str| {
        let rest = stem.strip_prefix(prefix);
        rest.is_some_and(|rest| {
            rest.chars().count() == 1 && rest.chars().all(|c| "123456789¹²³".contains(c))
        })
    };
    matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || numbered("COM")
        || numbered("LPT")
}

/// The name under which a file is put on a disk: as it is where its ending is one of [`ALL_TYPES`], else with an
/// ending behind it that no system runs anything for.
pub fn neutral(name: &str) -> String {
    let name = clean(name);
    let ending = ending(&name);
    match ALL_TYPES.iter().any(|(known, _)| *known == ending) {
        true => name,
        false => format!("{name}.{NEUTRAL}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_plain_ones() {
        for (hostile, plain) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\System32\\cmd.exe", "cmd.exe"),
            ("/", "file"),
            ("", "file"),
            ("...", "file"),
            (".bashrc", "bashrc"),
            ("laporan\u{202e}fdp.exe", "laporanfdp.exe"),
            ("a\u{200b}b\u{feff}.txt", "ab.txt"),
            ("a\nb\r\tc\u{0}\u{1b}[31m.txt", "a b c[31m.txt"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1 .log", "_com1 .log"),
            ("console.txt", "console.txt"),
            ("a: \"b\" <c>|?.md", "a b c .md"),
            ("naskah.docx. . ", "naskah.docx"),
            ("  Foto   rapat.PNG ", "Foto rapat.PNG"),
            ("Cafe\u{301}.txt", "Caf\u{e9}.txt"),
        ] {
            assert_eq!(clean(hostile), plain, "{hostile:?}");
            assert_eq!(clean(plain), plain, "once is enough");
        }
        let long = format!("{}.docx", "panjang ".repeat(60));
        let short = clean(&long);
        assert!(
            short.chars().count() <= MAX_CHARS && short.ends_with(".docx") && !short.contains(" ."),
            "{short}"
        );
        assert_eq!(clean(&short), short);
        assert_eq!(clean(&"x".repeat(500)).chars().count(), MAX_CHARS);
    }

    #[test]
    fn what_a_system_would_run_is_put_on_disk_under_a_name_it_does_not_run() {
        for name in [
            "setup.exe",
            "a.bat",
            "b.cmd",
            "c.sh",
            "d.js",
            "e.html",
            "f.svg",
            "g.docm",
            "h.lnk",
            "i.desktop",
            "j.command",
            "k.ps1",
            "l.scr",
            "m.jar",
            "n.py",
            "o",
            "p.PDF.exe",
            "q.url",
        ] {
            assert_eq!(neutral(name), format!("{name}.attachment"));
        }
        for name in ["a.PDF", "b.jpeg", "c.exe.txt", "d.docx"] {
            assert_eq!(neutral(name), name);
        }
    }
}
