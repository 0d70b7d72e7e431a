//! What PxWebApi v2 says of a table. A metadata answer is a JSON-stat dataset without values, so it has a type of its own; it is read
//! from a tree, where a key that occurs twice is no error.

use serde_json::Value;

use crate::read::Role;
use crate::source::select::Offered;
use crate::source::{FormCategory, FormDimension};

/// A table as the list of tables shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableItem {
    pub id: String,
    /// `12362: Utgifter til tjenesteområdene, etter region, …`
    pub label: String,
    /// When its figures were last published (UTC): the only sign of a revision.
    pub updated: Option<String>,
    /// Whether the series is closed. Absent on active tables.
    pub discontinued: bool,
}

impl TableItem {
    /// `None` when the answer is no table.
    pub fn parse(item: &Value) -> Option<TableItem> {
        Some(TableItem {
            id: item.get("id")?.as_str()?.to_owned(),
            label: item.get("label")?.as_str()?.to_owned(),
            updated: item.get("updated").and_then(Value::as_str).map(str::to_owned),
            discontinued: item.get("discontinued").and_then(Value::as_bool).unwrap_or_default(),
        })
    }
}

/// A table's dimensions, and the code lists that each can be asked for by.
#[derive(Debug, Clone)]
pub struct Metadata {
    pub updated: Option<String>,
    pub dimensions: Vec<Offered>,
    /// For each dimension its code lists.
    pub codelists: Vec<Vec<CodeList>>,
}

/// A code list of a dimension: an extract of its categories, or groups of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeList {
    pub id: String,
    pub label: String,
}

impl Metadata {
    /// # Errors
    ///
    /// What does not hold together, in Norwegian.
    pub fn parse(answer: &Value) -> Result<Metadata, String> {
        let ids = answer.get("id").and_then(Value::as_array).ok_or("metadataene har ingen liste over dimensjoner (id)")?;
        let sizes = answer.get("size").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut metadata = Metadata {
            updated: answer.get("updated").and_then(Value::as_str).map(str::to_owned),
            dimensions: Vec::with_capacity(ids.len()),
            codelists: Vec::with_capacity(ids.len()),
        };
        for (number, id) in ids.iter().enumerate() {
            let code = id.as_str().ok_or("metadataene har en dimensjon uten kode")?;
            let about = answer.get("dimension").and_then(|dimensions| dimensions.get(code));
            let about = about.ok_or_else(|| format!("metadataene nevner dimensjonen {code} uten å beskrive den"))?;
            let dimension = dimension(code, about, role(answer, code))?;
            let size = sizes.get(number).and_then(Value::as_u64);
            if size.is_some_and(|size| size != dimension.categories.len() as u64) {
                let listed = dimension.categories.len();
                return Err(format!("metadataene sier {} kategorier i dimensjonen {code}, men lister {listed}", size.unwrap_or_default()));
            }
            let extension = about.get("extension");
            let eliminable = extension.and_then(|it| it.get("elimination")).and_then(Value::as_bool).unwrap_or_default();
            metadata.dimensions.push(Offered { dimension, eliminable });
            metadata.codelists.push(extension.map(codelists).unwrap_or_default());
        }
        Ok(metadata)
    }
}

fn role(answer: &Value, code: &str) -> Option<Role> {
    let roles = answer.get("role")?;
    let has = |role: &str| roles.get(role).and_then(Value::as_array).is_some_and(|codes| codes.iter().any(|it| it == code));
    [("time", Role::Time), ("geo", Role::Place), ("metric", Role::Measure)].into_iter().find(|(name, _)| has(name)).map(|(_, role)| role)
}

fn dimension(code: &str, about: &Value, role: Option<Role>) -> Result<FormDimension, String> {
    let category = about.get("category").ok_or_else(|| format!("dimensjonen {code} har ingen kategorier"))?;
    let labels = category.get("label");
    let codes = codes(category).ok_or_else(|| format!("kategoriene i dimensjonen {code} har ingen entydig rekkefølge"))?;
    let categories = codes.into_iter().map(|code| FormCategory {
        label: labels.and_then(|labels| labels.get(&code)).and_then(Value::as_str).unwrap_or(&code).to_owned(),
        unit: category.get("unit").and_then(|units| units.get(&code)?.get("base")?.as_str()).map(str::to_owned),
        mapped: false,
        code,
    });
    let label = about.get("label").and_then(Value::as_str).unwrap_or(code).to_owned();
    Ok(FormDimension { code: code.to_owned(), label, role, categories: categories.collect(), mapped: false })
}

/// The codes in their order, which is that of the numbers in `index` and never that of its keys.
fn codes(category: &Value) -> Option<Vec<String>> {
    match category.get("index") {
        Some(Value::Object(index)) => {
            let mut codes = index.iter().map(|(code, place)| Some((place.as_u64()?, code))).collect::<Option<Vec<_>>>()?;
            codes.sort_unstable();
            let distinct = codes.windows(2).all(|pair| matches!(pair, [(one, _), (next, _)] if one < next));
            distinct.then(|| codes.into_iter().map(|(_, code)| code.clone()).collect())
        }
        Some(Value::Array(codes)) => codes.iter().map(|code| code.as_str().map(str::to_owned)).collect(),
        _ => Some(category.get("label")?.as_object()?.keys().cloned().collect()),
    }
}

/// SSB writes `codelists`, the specification `codeLists`.
fn codelists(extension: &Value) -> Vec<CodeList> {
    let lists = extension.get("codelists").or_else(|| extension.get("codeLists")).and_then(Value::as_array);
    let list = |list: &Value| {
        let id = list.get("id")?.as_str()?.to_owned();
        let label = list.get("label").and_then(Value::as_str).unwrap_or(&id).to_owned();
        Some(CodeList { id, label })
    };
    lists.into_iter().flatten().filter_map(list).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_dimensions_in_the_order_of_their_numbers() {
        let text = r#"{"class":"dataset","label":"t","updated":"2026-06-15T06:00:00Z","role":{"time":["Tid"],"metric":["C"]},
            "id":["Kjonn","C","Tid"],"size":[3,1,1],"value":[],"dimension":{
            "Kjonn":{"label":"kjønn","category":{"index":{"0":0,"2":1,"1":2},"label":{"0":"Begge","2":"Kvinner","1":"Menn"}},
                "extension":{"elimination":true,"show":"value","show":"code","codelists":[{"id":"vs_Kjonn","label":"Kjønn i alt"}]}},
            "C":{"label":"statistikkvariabel","category":{"index":{"Personer1":0},"label":{"Personer1":"Personer"},
                "unit":{"Personer1":{"base":"personer","decimals":0}}},"extension":{"elimination":false}},
            "Tid":{"label":"år","category":{"label":{"2025":"2025"}}}}}"#;
        let metadata = Metadata::parse(&serde_json::from_str(text).unwrap()).unwrap();
        let codes = |number: usize| {
            let categories = &metadata.dimensions[number].dimension.categories;
            categories.iter().map(|category| category.code.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(codes(0), ["0", "2", "1"]);
        assert!(metadata.dimensions[0].eliminable && !metadata.dimensions[1].eliminable);
        assert_eq!(metadata.dimensions[1].dimension.categories[0].unit.as_deref(), Some("personer"));
        assert_eq!(metadata.dimensions[2].dimension.role, Some(Role::Time));
        assert_eq!(codes(2), ["2025"]);
        assert_eq!(metadata.codelists[0], [CodeList { id: "vs_Kjonn".into(), label: "Kjønn i alt".into() }]);
    }

    #[test]
    fn code_lists_are_found_in_either_spelling() {
        for key in ["codelists", "codeLists"] {
            let lists = codelists(&json!({key: [{"id": "agg_KommSummer"}]}));
            assert_eq!(lists, [CodeList { id: "agg_KommSummer".into(), label: "agg_KommSummer".into() }]);
        }
    }

    #[test]
    fn refuses_metadata_that_does_not_hold_together() {
        let metadata = |index: Value, size: u64| {
            Metadata::parse(&json!({"id": ["A"], "size": [size], "dimension": {"A": {"category": {"index": index}}}}))
        };
        assert!(metadata(json!({"a": 0, "b": 1}), 2).is_ok());
        assert!(metadata(json!({"a": 0, "b": 1}), 3).unwrap_err().contains("sier 3 kategorier"));
        assert!(metadata(json!({"a": 0, "b": 0}), 2).unwrap_err().contains("rekkefølge"));
        assert!(metadata(json!(["a", 1]), 2).is_err());
        assert!(Metadata::parse(&json!({"id": ["A"], "dimension": {}})).unwrap_err().contains("uten å beskrive"));
        assert!(Metadata::parse(&json!({"title": "Non-existent table"})).is_err());
    }
}
