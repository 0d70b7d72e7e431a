//! How a pipeline names something of the publisher's whose code may move: by code, by role, or by a pattern for its label.
//!
//! ```text
//! "Region"        the code itself
//! "rolle:tid"     the dimension with this role (tid, sted, maal)
//! "/grunnskole.*per elev/"   a pattern for the label (or the code, where there is no label), whatever the case
//! "*"             everything
//! ```

use std::fmt;

use regex::{Regex, RegexBuilder};
use serde::de::{self, Deserialize, Deserializer};

use crate::read::{Category, Role};

/// One way of naming a dimension, a category, a table or a page.
#[derive(Debug, Clone)]
pub enum Selector {
    All,
    Code(String),
    Role(Role),
    Pattern(Regex),
}

impl Selector {
    /// Parses the text of a pipeline.
    pub fn parse(text: &str) -> Result<Selector, String> {
        if text == "*" {
            return Ok(Selector::All);
        }
        if let Some(role) = text.strip_prefix("rolle:") {
            return match role {
                "tid" => Ok(Selector::Role(Role::Time)),
                "sted" => Ok(Selector::Role(Role::Place)),
                "maal" => Ok(Selector::Role(Role::Measure)),
                _ => Err(format!("ukjent rolle «{role}»; kjente: tid, sted, maal")),
            };
        }
        match text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
            Some(pattern) => RegexBuilder::new(pattern)
                .case_insensitive(true)
                .build()
                .map(Selector::Pattern)
                .map_err(|error| format!("«{text}» er ikke et gyldig mønster: {error}")),
            None => Ok(Selector::Code(text.to_owned())),
        }
    }

    /// Whether it names something with this code and label. A role is known to dimensions only: see [`Selector::names_dimension`].
    pub fn names(&self, code: &str, label: Option<&str>) -> bool {
        match self {
            Selector::All => true,
            Selector::Code(wanted) => wanted == code,
            Selector::Role(_) => false,
            Selector::Pattern(pattern) => pattern.is_match(label.unwrap_or(code)),
        }
    }

    /// Whether it names the dimension with this code, label and role.
    pub fn names_dimension(&self, code: &str, label: Option<&str>, role: Option<Role>) -> bool {
        match self {
            Selector::Role(wanted) => role == Some(*wanted),
            other => other.names(code, label),
        }
    }

    /// Whether it names the category.
    pub fn names_category(&self, category: &Category) -> bool {
        self.names(&category.code, category.label.as_deref())
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::All => f.write_str("*"),
            Selector::Code(code) => f.write_str(code),
            Selector::Role(role) => write!(f, "rolle:{role}"),
            Selector::Pattern(pattern) => write!(f, "/{pattern}/"),
        }
    }
}

impl PartialEq for Selector {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Selector {}

impl std::hash::Hash for Selector {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.to_string().hash(state);
    }
}

impl<'de> Deserialize<'de> for Selector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Selector::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_by_code_role_pattern_or_everything() {
        let selector = |text| Selector::parse(text).unwrap();
        assert!(selector("Region").names("Region", Some("region")) && !selector("Region").names("region", None));
        assert!(selector("/^netto .*6-15/").names("KOSx0000", Some("Netto driftsutgifter per innbygger 6-15 år")));
        assert!(selector("/^kos/").names("KOSx0000", None) && !selector("/^kos/").names("KOSx0000", Some("Beløp")));
        assert!(selector("*").names("x", None));
        assert!(selector("rolle:tid").names_dimension("Tid", None, Some(Role::Time)) && !selector("rolle:tid").names("Tid", None));
        assert!(Selector::parse("rolle:sky").is_err() && Selector::parse("/(/").is_err());
        assert_eq!(selector("/a b/").to_string(), "/a b/");
    }
}
