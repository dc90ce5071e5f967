//! What a file says about itself apart from its content: title, and properties of one's own.

use crate::package::{Package, PackageError};

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
}
