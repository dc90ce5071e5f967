//! What a file says about itself apart from its content: title, and properties of one's own.

use crate::package::{Package, PackageError};
use crate::xml::escaped;

/// The properties of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    /// The title.
    pub(crate) title: String,
    /// Properties of one's own, by name.
    pub(crate) custom: Vec<(String, String)>,
}

impl Properties {
    /// Reads them; those of a file without any are empty.
    pub(crate) fn read(package: &mut Package<'_>) -> Result<Self, PackageError> {
        let mut properties = Self::default();
        if let Some(root) = package.tree("docProps/core.xml")?
            && let Some(title) = root.child("coreProperties").and_then(|c| c.child("title"))
        {
            properties.title = title.text().trim().to_owned();
        }
        if let Some(root) = package.tree("docProps/custom.xml")?
            && let Some(all) = root.child("Properties")
        {
            for property in all.elements() {
                if let Some(name) = property.attribute("name") {
                    properties.custom.push((name.to_owned(), property.text()));
                }
            }
        }
        Ok(properties)
    }

    /// A property of one's own.
    pub(crate) fn custom(&self, name: &str) -> Option<&str> {
        self.custom
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// The part `docProps/core.xml`; `day` is `YYYY-MM-DD` or empty.
    pub(crate) fn core(&self, day: &str, language: &str) -> String {
        let written = if day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            format!(
                "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:created>"
            )
        } else {
            String::new()
        };
        format!(
            "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
             <dc:language>{}</dc:language>{written}</cp:coreProperties>",
            escaped(&self.title),
            escaped(language)
        )
    }

    /// The part `docProps/custom.xml`.
    pub(crate) fn custom_part(&self) -> String {
        let mut out = format!(
            "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
             xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">"
        );
        for (n, (name, value)) in self.custom.iter().enumerate() {
            // Numbers below 2 are taken.
            out.push_str(&format!(
                "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{}\" name=\"{}\">\
                 <vt:lpwstr>{}</vt:lpwstr></property>",
                n + 2,
                escaped(name),
                escaped(value)
            ));
        }
        out.push_str("</Properties>");
        out
    }
}

/// What every XML part begins with.
pub(crate) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
