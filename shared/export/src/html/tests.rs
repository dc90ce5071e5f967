use super::*;
use crate::blocks::to_markdown;
use crate::paste::{paste_as_cells, paste_as_markdown};

/// As Word puts it on the clipboard of Windows, shortened to what matters.
const WORD: &str = r#"Version:1.0
StartHTML:0000000105
EndHTML:0000003000
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15">
<title>Judul berkas</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style>
<!--
 p.MsoNormal {mso-style-name:"Normal"; margin:0cm;}
 @list l0:level1 {mso-level-number-format:bullet;}
-->
</style>
</head>
<body lang=IN style='tab-interval:36.0pt;word-wrap:break-word'>
<!--StartFragment-->
<p class=MsoTitle><span lang=IN>Kebijakan<br>Media Sosial<o:p></o:p></span></p>
<h1><span lang=IN style='mso-ansi-language:IN'>Tujuan<o:p></o:p></span></h1>
<p class=MsoNormal><span lang=IN>Menjaga <b style='mso-bidi-font-weight:normal'>nama
baik</b> dan <i>kepercayaan</i><span style='mso-spacerun:yes'>  </span>masyarakat;
lihat <a href="https://dewan.example/p?a=1&amp;b=2">pedoman</a>.<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Akun resmi<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Instagram<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Akun cabang<o:p></o:p></p>
<h2>Langkah<o:p></o:p></h2>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
lang=IN style='mso-ascii-font-family:Calibri'><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span lang=IN>Tulis<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Periksa<o:p></o:p></p>
<p class=MsoToc1>Tujuan<span style='mso-tab-count:1'>....</span>1</p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>
 <tr style='mso-yfti-irow:0'>
  <td width=200 valign=top><p class=MsoNormal><b>Siapa<o:p></o:p></b></p></td>
  <td width=200 valign=top><p class=MsoNormal><b>Apa | mana<o:p></o:p></b></p></td>
 </tr>
 <tr style='mso-yfti-irow:1'>
  <td width=200 valign=top><p class=MsoNormal>Rina<o:p></o:p></p><p class=MsoNormal>Sari<o:p></o:p></p></td>
  <td width=200 valign=top><p class=MsoNormal><o:p>&nbsp;</o:p></p></td>
 </tr>
</table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><del cite="mailto:x">dihapus </del><ins cite="mailto:x">Penutup</ins> *bukan tebal*<o:p></o:p></p>
<!--EndFragment-->
</body>
</html>"#;

#[test]
fn a_page_of_words_keeps_headings_lists_emphasis_links_and_tables() {
    assert_eq!(
        paste_as_markdown(WORD),
        "# Kebijakan Media Sosial\n\n\
         ## Tujuan\n\n\
         Menjaga **nama baik** dan *kepercayaan* masyarakat; lihat [pedoman](https://dewan.example/p?a=1&b=2).\n\n\
         - Akun resmi\n  - Instagram\n- Akun cabang\n\n\
         ### Langkah\n\n\
         1. Tulis\n2. Periksa\n\n\
         | **Siapa** | **Apa \\| mana** |\n|---|---|\n| Rina<br>Sari |  |\n\n\
         Penutup \\*bukan tebal\\*\n"
    );
}

#[test]
fn lists_whose_marks_are_only_text_are_lists() {
    // As mail programs leave Word's lists: the class stays, the style that says how deep is gone.
    let html = "<p class=MsoListParagraph>·&nbsp;&nbsp;&nbsp; satu</p>\
        <p class=MsoListParagraph style='margin-left:72pt'>o&nbsp;&nbsp; dalam</p>\
        <p class=MsoListParagraph>·&nbsp; dua</p>\
        <p class=MsoListParagraph>lanjutan</p><p>Selesai</p>\
        <p class=MsoListParagraph>a.&nbsp; huruf</p><p class=MsoListParagraph>b.&nbsp; berikut</p>\
        <p>1) angka</p><p>2) kedua</p>";
    assert_eq!(
        paste_as_markdown(html),
        "- satu\n\n  - dalam\n\n- dua\n\n  lanjutan\n\nSelesai\n\n1. huruf\n2. berikut\n\n1) angka\n2) kedua\n"
    );
}

#[test]
fn pages_of_browsers_are_read() {
    let html = "<meta charset='utf-8'><b style='font-weight:normal'><h3>Bab <em>satu</em></h3>\
        <ul><li>a<li>b<ol start=3><li><p>c</p><p>masih c</p></ol></ul>\
        <blockquote><p>Kutipan</p></blockquote><pre>x\n  y</pre><hr>\
        <p>a<code>b`c</code> <span style='font-weight:700'>tebal</span>, \
        <a href='javascript:alert(1)'>bukan tautan</a><br>baris</p><script>alert(1)</script>\
        <p style='display:none'>gaib</p></b>";
    assert_eq!(
        paste_as_markdown(html),
        "### Bab *satu*\n\n- a\n\n- b\n\n  3. c\n\n     masih c\n\n> Kutipan\n\n```\nx\n  y\n```\n\n***\n\n\
         a``b`c`` **tebal**, bukan tautan  \nbaris\n"
    );
}

/// As Excel puts it on the clipboard: the fragment begins inside the table.
const EXCEL: &str = r##"<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=ProgId content=Excel.Sheet><style><!--table {mso-displayed-decimal-separator:"\,";} .xl65 {white-space:normal;}--></style></head>
<body link="#0563C1" vlink="#954F72">
<table border=0 cellpadding=0 cellspacing=0 width=320 style='border-collapse:collapse;width:240pt'>
<!--StartFragment-->
 <col width=64 span=3 style='width:48pt'>
 <tr height=20 style='height:15.0pt'>
  <td height=20 class=xl65 width=64 style='height:15.0pt'>Aktivitas</td>
  <td class=xl65 colspan=2 width=128>Pemilik</td>
 </tr>
 <tr height=40>
  <td rowspan=2 height=40 class=xl66>Unggah<br style='mso-data-placement:same-cell;'>
    video</td>
  <td class=xl65 align=right x:num="0.15">15%</td>
  <td>&nbsp;</td>
 </tr>
 <tr height=20>
  <td>a &lt; b</td>
  <td></td>
 </tr>
 <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'>
  <td width=64></td><td width=64></td><td width=64></td>
 </tr>
 <![endif]>
<!--EndFragment-->
</table>
</body></html>"##;

#[test]
fn a_sheet_is_cells_with_what_reaches_over_rows_in_each() {
    assert_eq!(
        paste_as_cells(EXCEL).unwrap(),
        [
            ["Aktivitas", "Pemilik", ""],
            ["Unggah\nvideo", "15%", ""],
            ["Unggah\nvideo", "a < b", ""],
        ]
    );
    assert_eq!(paste_as_cells("<p>tidak ada</p>"), None);
    assert_eq!(paste_as_cells("<table></table>"), None);
    // Empty cells are part of what was selected, numbers somebody typed stay in their cells.
    assert_eq!(
        paste_as_cells("<table><tr><td>1. a<td><tr><th><tr></table>").unwrap(),
        [["1. a", ""], ["", ""], ["", ""]]
    );
}

#[test]
fn what_is_meant_to_exhaust_is_refused_or_flat() {
    let deep = format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(paste_as_markdown(&deep), "x\n");
    assert_eq!(parse(&"<br>".repeat(600_000)), Err(HtmlError::TooMany));
    assert_eq!(paste_as_markdown(&"<br>".repeat(600_000)), "");
    assert_eq!(
        parse(&" ".repeat(dom::MAX_BYTES + 1)),
        Err(HtmlError::TooLarge(dom::MAX_BYTES + 1))
    );
    // One tag of a million attributes.
    let attributes: String = (0..200_000).map(|n| format!("a{n} ")).collect();
    assert_eq!(paste_as_markdown(&format!("<p {attributes}>x</p>")), "x\n");
    // Cells that reach over everything.
    let spans = "<tr><td rowspan=65000 colspan=1000>x</td></tr>".repeat(2_000);
    let cells = paste_as_cells(&format!("<table>{spans}</table>")).unwrap_or_default();
    assert!(cells.iter().map(Vec::len).sum::<usize>() <= 2_000_000);
}

#[test]
fn any_text_is_read_without_a_panic() {
    use proptest::prelude::*;
    let tags = prop::sample::select(vec![
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "</td>",
        "<p>",
        "</p>",
        "<li>",
        "<ul>",
        "</ul>",
        "<ol start=x>",
        "</ol>",
        "<b>",
        "</b>",
        "<h1>",
        "</h1>",
        "<pre>",
        "</pre>",
        "<p class=MsoTitle>",
        "<p class=MsoListParagraph>",
        "<p style='mso-list:l9 level255 x'>",
        "<!--",
        "-->",
        "<![if !x]>",
        "<blockquote>",
        "</blockquote>",
        "1. ",
        "· ",
        "&nbsp;",
        "&bogus;",
        "<a href='http://x'>",
        "</a>",
        "\n",
        "word",
        "é",
        "<",
        "&",
        "*",
        "|",
        "<br>",
        "<o:p/>",
        "</div>",
        "<script>",
    ]);
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(parts in prop::collection::vec(tags, 0..60))| {
        let html = parts.concat();
        let markdown = paste_as_markdown(&html);
        drop(paste_as_cells(&html));
        // What was read says the same when it is read again.
        let again = to_markdown(&crate::blocks::from_markdown(&markdown));
        prop_assert_eq!(again, markdown, "{}", html);
    });
}
