use std::collections::BTreeMap;

use super::*;
use crate::blocks::{Block, to_markdown};
use crate::package::{PackageError, Writer};

/// A document of this body, with these other parts, as other programs write it.
fn document(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = Writer::compressed();
    let relations = "<Relationships><Relationship Id='r' Type='http://x/officeDocument' Target='word/document.xml'/></Relationships>";
    let main = format!("<w:document xmlns:w='w' xmlns:r='r'><w:body>{body}</w:body></w:document>");
    writer.add("_rels/.rels", relations.as_bytes());
    writer.add("word/document.xml", main.as_bytes());
    for (name, text) in parts {
        writer.add(name, text.as_bytes());
    }
    writer.finish()
}

fn markdown(body: &str, parts: &[(&str, &str)]) -> String {
    to_markdown(&read(&document(body, parts)).unwrap().blocks)
}

const STYLES: &str = "<w:styles xmlns:w='w'>\
    <w:style w:styleId='Judul'><w:name w:val='Title'/></w:style>\
    <w:style w:styleId='Judul1'><w:name w:val='heading 1'/><w:rPr><w:b/></w:rPr></w:style>\
    <w:style w:styleId='Judul2'><w:name w:val='heading 2'/><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr></w:style>\
    <w:style w:styleId='Kuat'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style>\
    <w:style w:styleId='TOC1'><w:name w:val='toc 1'/></w:style></w:styles>";

const NUMBERING: &str = "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='5'>\
    <w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
    <w:lvl w:ilvl='1'><w:numFmt w:val='decimal'/><w:lvlText w:val='Pasal %2'/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId='6'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/></w:lvl>\
    <w:lvl w:ilvl='1'><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%2)'/></w:lvl></w:abstractNum>\
    <w:num w:numId='1'><w:abstractNumId w:val='5'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='6'/></w:num>\
    <w:num w:numId='3'><w:abstractNumId w:val='5'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num></w:numbering>";

fn p(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn item(list: u8, level: u8, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn an_indonesian_document_keeps_headings_numbers_and_lists() {
    let body = [
        p("Judul", "KEBIJAKAN"),
        p("TOC1", "Tujuan 1"),
        p("Judul1", "Umum"),
        p("Judul2", "Tujuan"),
        p("Normal", "Isi"),
        p("Judul2", "Cakupan"),
        item(2, 0, "butir"),
        item(2, 1, "huruf"),
        item(2, 0, "butir lain"),
        item(3, 0, "satu"),
        item(3, 0, "dua"),
        p("Normal", "sela"),
        item(3, 0, "tiga"),
        item(9, 0, "tanpa daftar"),
    ]
    .concat();
    assert_eq!(
        markdown(
            &body,
            &[
                ("word/styles.xml", STYLES),
                ("word/numbering.xml", NUMBERING)
            ]
        ),
        "# KEBIJAKAN\n\n## Umum\n\n### Pasal 1 Tujuan\n\nIsi\n\n### Pasal 2 Cakupan\n\n\
         - butir\n  1. huruf\n- butir lain\n\n1. satu\n2. dua\n\nsela\n\n3. tiga\n\ntanpa daftar\n"
    );
}

#[test]
fn without_a_title_the_first_heading_alone_is_it() {
    let styles = [("word/styles.xml", STYLES)];
    let one = p("Judul1", "A") + &p("Heading2", "B") + &p("Heading2", "C");
    assert_eq!(markdown(&one, &styles), "# A\n\n## B\n\n## C\n");
    let many = p("Judul1", "A") + &p("Heading2", "B") + &p("Judul1", "C");
    assert_eq!(markdown(&many, &styles), "## A\n\n### B\n\n## C\n");
    let none = p("Heading2", "B") + &p("Normal", "x");
    assert_eq!(markdown(&none, &styles), "## B\n\nx\n");
}

#[test]
fn what_is_seen_is_read_whatever_wraps_it() {
    let links = "<Relationships><Relationship Id='a' Type='x/hyperlink' Target='https://dewan.example/' TargetMode='External'/>\
        <Relationship Id='b' Type='x/hyperlink' Target='file:///c:/x' TargetMode='External'/></Relationships>";
    let notes = "<w:footnotes xmlns:w='w'><w:footnote w:id='7'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Catatan kaki.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let body = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>\
          <w:sdtContent><w:p><w:r><w:t>Daftar isi</w:t></w:r></w:p></w:sdtContent></w:sdt>\
        <w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>tebal </w:t></w:r>\
          <w:r><w:rPr><w:b w:val='0'/><w:i/></w:rPr><w:t>miring</w:t></w:r><w:r><w:rPr><w:rStyle w:val='Kuat'/></w:rPr><w:t xml:space='preserve'> kuat</w:t></w:r>\
          <w:del><w:r><w:delText>lama</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space='preserve'> baru</w:t></w:r></w:ins>\
          <w:r><w:rPr><w:vanish/></w:rPr><w:t>gaib</w:t></w:r></w:p></w:sdtContent></w:sdt>\
        <w:p><w:hyperlink r:id='a'><w:r><w:t>situs</w:t></w:r></w:hyperlink><w:r><w:tab/></w:r><w:hyperlink r:id='b'><w:r><w:t>berkas</w:t></w:r></w:hyperlink>\
          <w:r><w:t>, </w:t><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK \"http://x.example/\" \\o </w:instrText></w:r>\
          <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>medan</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>\
          <w:r><w:t>&amp;</w:t><w:br/><w:noBreakHyphen/><w:t>akhir</w:t><w:footnoteReference w:id='7'/></w:r></w:p>\
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>kotak</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
          <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>kotak</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>induk</w:t></w:r></w:p>";
    assert_eq!(
        markdown(
            body,
            &[
                ("word/_rels/document.xml.rels", links),
                ("word/footnotes.xml", notes),
                ("word/styles.xml", STYLES),
            ]
        ),
        "**tebal** *miring* **kuat** baru\n\n\
         [situs](https://dewan.example/) berkas, [medan](http://x.example/)&  \n-akhir[1]\n\n\
         induk\n\nkotak\n\n[1] Catatan kaki.\n"
    );
}

#[test]
fn tables_keep_their_cells_and_frames_are_none() {
    let cell = |properties: &str, text: &str| {
        format!(
            "<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>",
            p("Normal", text)
        )
    };
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr><w:tr>{}</w:tr></w:tbl>\
         <w:tbl><w:tr>{}</w:tr></w:tbl>",
        cell("", "A"),
        cell("<w:gridSpan w:val='2'/>", "B"),
        cell("<w:vMerge w:val='restart'/>", "c"),
        ["<w:tc>", &p("Normal", "d"), &item(2, 0, "e"), "</w:tc>"].concat(),
        cell("<w:vMerge/>", ""),
        cell("", "f"),
        cell("", "dihapus"),
        cell("", ""),
        cell("", "bingkai")
    );
    assert_eq!(
        markdown(&body, &[("word/numbering.xml", NUMBERING)]),
        "| A | B |  |\n|---|---|---|\n| c | d<br>• e |  |\n| c | f |  |\n\nbingkai\n"
    );
}

#[test]
fn damaged_and_hostile_documents_are_errors() {
    let whole = document(&p("Normal", "x"), &[("word/styles.xml", STYLES)]);
    assert!(read(&whole).is_ok());
    for at in 0..whole.len() {
        assert!(read(&whole[..at]).is_err(), "{at}");
    }
    assert!(matches!(
        read(&document("<w:p>", &[])),
        Err(DocxError::Package(PackageError::Damaged { .. }))
    ));
    let without = Writer::compressed().finish();
    assert_eq!(
        read(&without),
        Err(DocxError::Package(PackageError::Missing(
            "word/document.xml".to_owned()
        )))
    );
    let deep = "<w:tbl><w:tr><w:tc>".repeat(20_000);
    assert!(read(&document(&deep, &[])).is_err());
    let bomb = document(&" ".repeat(crate::package::MAX_UNZIPPED + 1), &[]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read(&bomb), Err(DocxError::Package(PackageError::TooMuch)));
    let wide = format!(
        "<w:tbl>{}</w:tbl>",
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='500'/></w:tcPr></w:tc><w:tc/></w:tr>".repeat(2_000)
    );
    assert_eq!(read(&document(&wide, &[])), Err(DocxError::TooManyCells));
}

#[test]
fn a_long_cell_merged_down_many_rows_is_not_repeated_without_end() {
    let long = "x".repeat(1 << 20);
    let rows = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p></w:tc></w:tr>".repeat(1_000);
    let body = format!(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{}</w:tc><w:tc/></w:tr>{rows}</w:tbl>",
        p("Normal", &long)
    );
    let read = read(&document(&body, &[])).unwrap();
    assert!(to_markdown(&read.blocks).len() < 32 << 20);
}

#[test]
fn properties_of_other_programs_are_no_header_fields() {
    let custom = "<Properties><property name='Dewan field unit'><vt:lpwstr>x</vt:lpwstr></property></Properties>";
    let read = read(&document(
        &p("Normal", "x"),
        &[("docProps/custom.xml", custom)],
    ))
    .unwrap();
    assert_eq!(read.fields, BTreeMap::new());
    assert_eq!(read.kind, None);
    assert_eq!(
        read.blocks,
        [Block::Paragraph(vec![crate::blocks::Run::plain("x")])]
    );
}
