//! Markdown as HTML: what the text says, and nothing it could do.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

use crate::blocks::{is_line_break, is_sound_link};

/// A text, such as the notes on an agenda item.
pub(super) fn body(text: &str) -> String {
    let mut out = String::new();
    push_html(&mut out, events(text).into_iter());
    // A title that is left empty, so that the first heading is not taken for it.
    out.replace("<h2></h2>\n", "")
}

/// One line, such as a heading: `1. Pembukaan` is no list there.
pub(super) fn line(text: &str) -> String {
    let source = format!("# {}", text.replace(['\n', '\r'], " "));
    let events = events(&source).into_iter().filter(|event| {
        !matches!(
            event,
            Event::Start(Tag::Heading { .. }) | Event::End(TagEnd::Heading(_))
        )
    });
    let mut out = String::new();
    push_html(&mut out, events);
    out.trim().to_owned()
}

/// HTML becomes text, pictures become what is said of them, and links that lead into the machine or into a
/// program lose where they lead.
fn events(text: &str) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    // Whether each open link or picture was kept.
    let mut open = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::InlineHtml(html) if is_line_break(&html) => events.push(Event::HardBreak),
            Event::Html(html) | Event::InlineHtml(html) => events.push(Event::Text(html)),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                let sound = is_sound_link(dest_url);
                open.push(sound);
                if sound {
                    events.push(event);
                }
            }
            Event::End(TagEnd::Link) => {
                if open.pop() == Some(true) {
                    events.push(event);
                }
            }
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            // The page has one title, and it stands above.
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                id,
                classes,
                attrs,
            }) => events.push(Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                id,
                classes,
                attrs,
            })),
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                events.push(Event::End(TagEnd::Heading(HeadingLevel::H2)));
            }
            event => events.push(event),
        }
    }
    events
}
