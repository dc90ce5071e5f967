//! Documents out.

use council::text::markdown::{read_policy, write_minutes, write_policy};
use council::text::table::heading;
use council::view::{Kind, Matrix, Policy, View};

use super::body::{Body, ListOf};
use super::{FIELD, INFO_BOOKMARK, INFO_STYLE, MARK};
use crate::blocks::{Block, Run, from_markdown};
use crate::package::Writer;
use crate::properties::{HEAD, Properties};
use crate::words::Words;
use crate::xml::escaped;

/// The header fields that stand under the title; the others are properties of the file.
const SHOWN: [&str; 3] = ["unit", "number", "attachments"];
/// A4 between margins of 2 cm, in twentieths of a point: upright and across.
const UPRIGHT: usize = 9638;
const ACROSS: usize = 14570;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Writes a document as Word has it: real headings, lists and tables.
pub(crate) fn write(view: &View, words: &Words) -> Vec<u8> {
    let (title, meta) = match view {
        View::Policy(policy) => (&policy.title, &policy.meta),
        View::Minutes(minutes) => (&minutes.title, &minutes.meta),
        View::Matrix(matrix) => (&matrix.title, &matrix.meta),
    };
    let across = view.kind() == Kind::Matrix;
    let mut blocks = match view {
        View::Policy(policy) => from_markdown(&write_policy(&Policy {
            meta: Default::default(),
            ..policy.clone()
        })),
        View::Minutes(minutes) => {
            // The header field `language` decides about its words, but is not written here.
            let text = read_policy(&write_minutes(minutes));
            from_markdown(&write_policy(&Policy {
                meta: Default::default(),
                ..text
            }))
        }
        View::Matrix(matrix) => vec![Block::Heading(1, vec![Run::plain(matrix.title.as_str())])],
    };
    let title_runs = match blocks.first() {
        Some(Block::Heading(1, _)) => match blocks.remove(0) {
            Block::Heading(_, runs) => runs,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    // The title has a style of its own, so its headings begin at 1; unless there are others like it.
    let alike = blocks
        .iter()
        .any(|block| matches!(block, Block::Heading(1, _)));
    let shift = u8::from(!alike);
    let mut body = Body::new(shift, if across { ACROSS } else { UPRIGHT });
    if !crate::blocks::is_blank(&title_runs) {
        body.styled("Title", &title_runs);
    }
    let shown: Vec<(&str, &str)> = SHOWN
        .iter()
        .filter_map(|key| Some((*key, meta.get(*key)?.as_str())))
        .filter(|(_, value)| !value.trim().is_empty())
        .collect();
    info(&mut body, &shown, words);
    body.blocks(&blocks);
    if let View::Matrix(matrix) = view {
        table(&mut body, matrix);
    }
    let mut properties = Properties {
        title: title.clone(),
        custom: vec![(MARK.to_owned(), format!("{} {shift}", view.kind().name()))],
    };
    for (key, value) in meta {
        properties
            .custom
            .push((format!("{FIELD}{key}"), value.clone()));
    }
    pack(&body, &properties, across, words)
}

/// Unit and number under the title. Bookmarks say which is which, whatever the language.
fn info(body: &mut Body, shown: &[(&str, &str)], words: &Words) {
    if shown.is_empty() {
        return;
    }
    let widths = [2400, UPRIGHT - 2400];
    body.begin_table(INFO_STYLE, &widths);
    for (n, (key, value)) in shown.iter().enumerate() {
        body.xml.push_str("<w:tr>");
        body.cell(widths[0], "", "", |body| {
            body.runs(&[Run::plain(words.say(key))], "")
        });
        body.cell(widths[1], "", "", |body| {
            body.xml.push_str(&format!(
                "<w:bookmarkStart w:id=\"{n}\" w:name=\"{INFO_BOOKMARK}{key}\"/><w:bookmarkEnd w:id=\"{n}\"/>"
            ));
            body.runs(&[Run::plain(*value)], "");
        });
        body.xml.push_str("</w:tr>");
    }
    body.end_table();
}

fn table(body: &mut Body, matrix: &Matrix) {
    let head = matrix
        .columns
        .iter()
        .map(|column| vec![Run::plain(heading(column))]);
    let mut rows = vec![head.collect::<Vec<_>>()];
    for row in &matrix.rows {
        let cell = |n| vec![Run::plain(row.cells.get(n).map_or("", String::as_str))];
        rows.push((0..matrix.columns.len()).map(cell).collect());
    }
    let owner = matrix
        .columns
        .iter()
        .position(|column| column.id == "owner");
    body.table(&rows, |n| {
        let cells = n
            .checked_sub(1)
            .and_then(|n| matrix.rows.get(n))
            .map(|row| &row.cells);
        match (owner, cells) {
            (Some(owner), Some(cells)) => {
                cells.get(owner).is_none_or(|cell| cell.trim().is_empty())
            }
            _ => false,
        }
    });
}

fn pack(body: &Body, properties: &Properties, across: bool, words: &Words) -> Vec<u8> {
    let (w, h, turned) = if across {
        (16838, 11906, " w:orient=\"landscape\"")
    } else {
        (11906, 16838, "")
    };
    let document = format!(
        "{HEAD}<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:body>{}<w:sectPr>\
         <w:footerReference w:type=\"default\" r:id=\"footer\"/><w:pgSz w:w=\"{w}\" w:h=\"{h}\"{turned}/>\
         <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" \
         w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        body.xml
    );
    let mut relations = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for part in ["styles", "numbering", "settings", "footer"] {
        relations.push_str(&format!(
            "<Relationship Id=\"{part}\" Type=\"{R}/{part}\" Target=\"{part}.xml\"/>"
        ));
    }
    for (n, link) in body.links.iter().enumerate() {
        relations.push_str(&format!(
            "<Relationship Id=\"link{}\" Type=\"{R}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            n + 1,
            escaped(link)
        ));
    }
    relations.push_str("</Relationships>");
    let language = match words.language.as_str() {
        "" | "id" => "id-ID",
        "en" => "en-GB",
        other => other,
    };
    let styles = include_str!("styles.xml").replace("{language}", &escaped(language));
    let mut writer = Writer::compressed();
    for (name, text) in [
        (
            "[Content_Types].xml",
            include_str!("content_types.xml").to_owned(),
        ),
        ("_rels/.rels", include_str!("relations.xml").to_owned()),
        ("docProps/core.xml", properties.core(&words.today, language)),
        ("docProps/custom.xml", properties.custom_part()),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", relations),
        ("word/styles.xml", styles),
        ("word/numbering.xml", numbering(&body.lists)),
        ("word/settings.xml", include_str!("settings.xml").to_owned()),
        ("word/footer.xml", footer(&properties.title, across)),
    ] {
        writer.add(name, text.as_bytes());
    }
    writer.finish()
}

/// Two patterns, bullets and numbers, and a list of its own for each that is used: so that each is
/// counted from its start.
fn numbering(lists: &[ListOf]) -> String {
    let mut out = format!("{HEAD}<w:numbering xmlns:w=\"{W}\">");
    for (id, numbered) in [(0, false), (1, true)] {
        out.push_str(&format!(
            "<w:abstractNum w:abstractNumId=\"{id}\"><w:multiLevelType w:val=\"hybridMultilevel\"/>"
        ));
        for level in 0..9 {
            let (form, text) = if numbered {
                ("decimal", format!("%{}.", level + 1))
            } else {
                ("bullet", ["•", "–", "▪"][level % 3].to_owned())
            };
            let indent = 425 * (level + 1);
            out.push_str(&format!(
                "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{form}\"/>\
                 <w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{indent}\" \
                 w:hanging=\"425\"/></w:pPr></w:lvl>"
            ));
        }
        out.push_str("</w:abstractNum>");
    }
    for (n, list) in lists.iter().enumerate() {
        out.push_str(&format!(
            "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"{}\"/><w:lvlOverride w:ilvl=\"{}\">\
             <w:startOverride w:val=\"{}\"/></w:lvlOverride></w:num>",
            n + 1,
            u8::from(list.start.is_some()),
            list.level,
            list.start.unwrap_or(1)
        ));
    }
    out.push_str("</w:numbering>");
    out
}

/// Title and page, at the foot of every page.
fn footer(title: &str, across: bool) -> String {
    let end = if across { ACROSS } else { UPRIGHT };
    let field = |order: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {order} \
             </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{W}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:tabs>\
         <w:tab w:val=\"right\" w:pos=\"{end}\"/></w:tabs></w:pPr><w:r>\
         <w:t xml:space=\"preserve\">{}</w:t></w:r><w:r><w:tab/></w:r>{}<w:r><w:t xml:space=\"preserve\"> / \
         </w:t></w:r>{}</w:p></w:ftr>",
        escaped(&title.replace('\n', " ")),
        field("PAGE"),
        field("NUMPAGES")
    )
}
