use super::{filled_lines, markdown_files};
use crate::text::markdown::{read_policy, write_policy};

#[test]
fn every_real_file_keeps_every_line_and_is_stable() {
    for (path, text) in markdown_files() {
        let read = read_policy(&text);
        let written = write_policy(&read);
        assert_eq!(filled_lines(&written), filled_lines(&text), "{path}");
        assert_eq!(read_policy(&written), read, "{path}");
        assert_eq!(write_policy(&read_policy(&written)), written, "{path}");
        assert!(!read.title.is_empty(), "{path}");
    }
}

fn round(text: &str) -> String {
    let read = read_policy(text);
    let written = write_policy(&read);
    assert_eq!(read_policy(&written), read, "{text:?}");
    written
}

#[test]
fn only_real_headings_make_clauses() {
    let policy = read_policy(
        "# T\n\n```\n# code\n```\n\n> # quote\n\n- # item\n\n<!--\n# comment\n-->\n\n    # indented\n\n##### deep\n\n## A\n",
    );
    assert_eq!(policy.title, "T");
    let headings: Vec<_> = policy
        .clauses
        .iter()
        .map(|c| (c.level, c.heading.as_str()))
        .collect();
    assert_eq!(headings, [(0, ""), (2, "A")]);
    assert!(policy.clauses[0].body.ends_with("##### deep"));
}

#[test]
fn underlined_headings_become_plain_ones() {
    assert_eq!(
        round("Title\n=====\ntext\nA *b*\n  c\n---\nbody"),
        "# Title\n\ntext\n\n## A *b* c\n\nbody\n".replace("text\n\n## A *b* c", "## text A *b* c")
    );
    assert_eq!(
        round("Title\n=====\n\ntwo\nlines\n---\nbody"),
        "# Title\n\n## two lines\n\nbody\n"
    );
    assert_eq!(round("C #\n==="), "# C # #\n");
    assert_eq!(
        round("| a |\n|---|\n| b |\n\nx\n"),
        "| a |\n|---|\n| b |\n\nx\n"
    );
}

#[test]
fn line_ends_marks_and_spaces() {
    assert_eq!(
        round("\u{feff}# T\r\n\r\nline  \r\n\tnext\r\n"),
        "# T\n\nline  \n\tnext\n"
    );
    assert_eq!(round("# T ##\n\n\n\n   text  "), "# T\n\n   text  \n");
    assert_eq!(round(""), "");
    assert_eq!(round("\n \n\t\n"), "");
    assert_eq!(round("#\n\n# A"), "#\n\n# A\n");
    assert_eq!(round("##"), "##\n");
}

#[test]
fn a_letterhead_moves_below_the_title() {
    assert_eq!(
        round("PT Maju\n\n# Kebijakan\nisi\n## A"),
        "# Kebijakan\n\nPT Maju\n\nisi\n\n## A\n"
    );
    assert_eq!(round("## A\n\n# B\n"), "## A\n\n# B\n");
}

#[test]
fn what_stands_open_is_closed() {
    assert_eq!(
        round("# T\n\n## A\n\n~~~~ rust\n# x"),
        "# T\n\n## A\n\n~~~~ rust\n# x\n~~~~\n"
    );
    assert_eq!(
        round("# T\n\n<!-- # x\n\n# y"),
        "# T\n\n<!-- # x\n\n# y\n-->\n"
    );
    // Written by a person into the middle of a document: the next clause must stay a clause.
    let mut policy = read_policy("# T\n\n## A\n\na\n\n## B\n\nb\n");
    policy.clauses[0].body = "```\nopen".to_owned();
    let read = read_policy(&write_policy(&policy));
    assert_eq!(read.clauses.len(), 2);
    assert_eq!(read.clauses[1], policy.clauses[1]);
}

#[test]
fn front_matter_is_kept() {
    let text = "---\nnumber: 12/DMS/2026\nunit: \"Kantor Pusat\"\n---\n\n# T\n\nx\n";
    let policy = read_policy(text);
    assert_eq!(policy.meta["number"], "12/DMS/2026");
    assert_eq!(policy.meta["unit"], "\"Kantor Pusat\"");
    assert_eq!(round(text), text);
    let rich = "---\ntags:\n  - a\n# note\n---\n\n# T\n";
    assert_eq!(round(rich), rich);
    // A rule is not a front matter.
    assert_eq!(round("---\n\nx: y\n\n---\n"), "\n---\n\nx: y\n\n---\n");
    let mut policy = read_policy("# T\n");
    policy
        .meta
        .insert("a: b".to_owned(), " two\nlines \"q\" ".to_owned());
    policy
        .meta
        .insert("language".to_owned(), "\"\\n\"".to_owned());
    assert_eq!(read_policy(&write_policy(&policy)), policy);
}
