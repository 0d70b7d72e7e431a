//! The filters of Udir's two APIs: what `filterVerdier` lists, how a pipeline names values of it, and how a request writes them.
//!
//! ```text
//! {"TidID":[{"indeks":0,"id":202510,"kode":"202510","navn":"2025-26"}],"KjoennID":[{"id":-10,"kode":"A","navn":"Alle kjønn"}, …]}
//! TidID(202510)_KjoennID(-10_1_2)
//! ```
//!
//! A request takes ids, and a code may be another value's id (`TrinnID` 8 is 9th grade, whose code is 9): a text that names two values is
//! refused. A filter that is left out gives every combination, totals and parts side by side.

use indexmap::IndexMap;
use serde_json::Value;

use super::{FormCategory, FormDimension, Order, Resolved};
use crate::definition::nearest;
use crate::error::Result;
use crate::pipeline::interpret::interpret;
use crate::pipeline::{Interpretation, Selector};
use crate::read::Role;
use crate::web::{Request, Web};

/// The filter of units, which are thousands.
pub(super) const UNITS: &str = "EnhetID";

/// The filters that tell the period, one of which a report page has.
pub(super) const PERIODS: [&str; 2] = ["TidID", "SkoleAarID"];

/// How many of the newest periods are still revised.
const STILL_REVISED: usize = 2;

/// What `filterVerdier` lists.
#[derive(Debug, Clone)]
pub(super) struct Filters(Vec<Filter>);

#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub code: String,
    pub values: Vec<FilterValue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FilterValue {
    /// What a request says.
    pub id: String,
    pub code: String,
    pub name: String,
    /// The level of a unit: 0 root, 1 land, 2 fylke, 3 kommune, 4 skole. Its parents are named by `indeks`, which has holes; nothing here
    /// needs them.
    pub level: Option<u64>,
}

/// A filter of a request and its values, in the pipeline's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub filter: String,
    pub values: Vec<Chosen>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub id: String,
    pub name: String,
}

/// A period that is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub id: String,
    /// `2025-26`, whichever of Udir's codes for the year the filter has.
    pub name: String,
    pub settled: bool,
}

/// A delivery before its requests: a period and one value of each filter that deliveries are split by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// `2025-26 Offentlig skole`
    pub name: String,
    pub period: Period,
    /// The whole filter text, the period included.
    pub filter: String,
    /// The same without the period: each filter with the names of its values.
    pub asked: Vec<(String, Vec<String>)>,
}

/// Asks for JSON.
pub(super) async fn get(web: &Web, publisher: &'static str, path: String) -> Result<Value> {
    let request = Request::get(publisher, path);
    web.ask(&request).await?.json(&request)
}

/// The text of a query or path, with everything escaped that could end it. Parentheses and stars belong to the filter grammar.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => encoded.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'(' | b')' | b'*' | b'!' | b',' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// `TidID(202510)_TrinnID(4_5)`
pub(super) fn filter_text<'a>(choices: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>) -> String {
    let parts = choices.into_iter().map(|(filter, ids)| format!("{filter}({})", ids.join("_")));
    encoded(&parts.collect::<Vec<_>>().join("_"))
}

impl Filters {
    /// # Errors
    ///
    /// Anything that is not an object of lists of values with an id.
    pub(super) fn parse(order: &Order<'_>, json: &Value) -> Result<Filters> {
        let object = json.as_object().ok_or_else(|| order.stop("filterVerdier er ikke et objekt med filtre"))?;
        let filters = object.iter().map(|(code, values)| {
            let values = values.as_array().ok_or_else(|| order.stop(format!("filterVerdier: «{code}» er ikke en liste")))?;
            let shown = values.iter().filter(|value| !is_hidden(value)).map(|value| {
                FilterValue::parse(value).ok_or_else(|| order.stop(format!("filterVerdier: en verdi av «{code}» har ingen id")))
            });
            Ok(Filter { code: code.clone(), values: shown.collect::<Result<_>>()? })
        });
        Ok(Filters(filters.collect::<Result<_>>()?))
    }

    pub(super) fn get(&self, code: &str) -> Option<&Filter> {
        self.0.iter().find(|filter| filter.code == code)
    }

    /// The filter that a pipeline names.
    ///
    /// # Errors
    ///
    /// The publisher has no such filter any more.
    pub(super) fn named(&self, order: &Order<'_>, code: &str) -> Result<&Filter> {
        self.get(code).ok_or_else(|| {
            let known: Vec<&str> = self.0.iter().map(|filter| filter.code.as_str()).collect();
            let hint = nearest(code, known.iter().copied()).map(|near| format!(", nærmest «{near}»")).unwrap_or_default();
            order.stop(format!("filteret «{code}» finnes ikke hos Udir{hint}; filtrene er {}", known.join(", ")))
        })
    }

    /// The filters with several values that no choice and no period pins, apart from those that only switch columns on or that row paths
    /// walk: left out, they give totals and parts side by side.
    pub(super) fn left_out(&self, chosen: &[Choice], period: &str) -> Vec<String> {
        let pinned = |filter: &Filter| filter.code == period || chosen.iter().any(|choice| choice.filter == filter.code);
        let is_subject = |filter: &Filter| filter.code.to_lowercase().contains("fag");
        let walked = |filter: &Filter| filter.code == UNITS || filter.code == "SpoersmaalID" || is_subject(filter);
        let harmless = |filter: &Filter| walked(filter) || filter.code.starts_with("Vis");
        let open = self.0.iter().filter(|filter| filter.values.len() > 1 && !pinned(filter) && !harmless(filter));
        open.map(|filter| {
            let names: Vec<&str> = filter.values.iter().take(4).map(|value| value.name.as_str()).collect();
            format!(
                "filteret {} er ikke nevnt og utelates, så svaret kan ha alle {} verdier side om side ({} …): fare for dobbelttelling",
                filter.code,
                filter.values.len(),
                names.join(", ")
            )
        })
        .collect()
    }

    /// The form of the table: every filter with its values, and which of them are fetched. Units are too many to list.
    pub(super) fn form(&self, chosen: &[Choice], period: &str, periods: &[Period]) -> Vec<FormDimension> {
        let form = |filter: &Filter| {
            let fetched = |id: &str| match chosen.iter().find(|choice| choice.filter == filter.code) {
                _ if filter.code == period => periods.iter().any(|period| period.id == id),
                Some(choice) => choice.values.iter().any(|value| value.id == id),
                None => false,
            };
            let listed = if filter.code == UNITS { &[] } else { filter.values.as_slice() };
            let categories = listed.iter().map(|value| FormCategory {
                code: value.id.clone(),
                label: value.name.clone(),
                unit: None,
                mapped: fetched(&value.id),
            });
            let categories: Vec<FormCategory> = categories.collect();
            let role = match filter.code.as_str() {
                code if code == period => Some(Role::Time),
                UNITS => Some(Role::Place),
                _ => None,
            };
            let mapped = categories.iter().any(|category| category.mapped);
            FormDimension { code: filter.code.clone(), label: filter.code.clone(), role, categories, mapped }
        };
        self.0.iter().map(form).collect()
    }
}

/// The invisible root of all units, which has the country's name.
fn is_hidden(value: &Value) -> bool {
    value.get("skjult").is_some_and(|hidden| hidden.as_u64() == Some(1) || hidden.as_bool() == Some(true))
}

impl FilterValue {
    fn parse(value: &Value) -> Option<FilterValue> {
        let text = |key: &str| match value.get(key) {
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let id = text("id")?;
        let code = text("kode").unwrap_or_else(|| id.clone());
        let name = text("navn").unwrap_or_else(|| code.clone());
        Some(FilterValue { id, code, name, level: value.get("nivaa").and_then(Value::as_u64) })
    }

    fn is_named(&self, selector: &Selector) -> bool {
        match selector {
            Selector::Code(text) => *text == self.id || *text == self.code || *text == self.name,
            other => other.names(&self.id, Some(&self.name)),
        }
    }
}

impl Filter {
    /// The values that the selectors name, in the selectors' order, each once. `*` is every value that is listed, totals included.
    ///
    /// # Errors
    ///
    /// A selector that names nothing, or a text that is one value's id and another's code.
    pub(super) fn choose(&self, order: &Order<'_>, selectors: &[Selector]) -> Result<Choice> {
        let mut values: Vec<Chosen> = Vec::new();
        for selector in selectors {
            let found: Vec<&FilterValue> = self.values.iter().filter(|value| value.is_named(selector)).collect();
            if found.is_empty() {
                let known: Vec<String> = self.values.iter().take(12).map(FilterValue::shown).collect();
                return Err(order.stop(format!("filteret {} har ingen verdi «{selector}»; verdiene er {}", self.code, known.join(", "))));
            }
            if matches!(selector, Selector::Code(_)) && found.len() > 1 {
                let known: Vec<String> = found.iter().map(|value| value.shown()).collect();
                let message = format!("filteret {}: «{selector}» er flere verdier ({}); bruk navnet", self.code, known.join(", "));
                return Err(order.stop(message));
            }
            for value in found.into_iter().filter(|value| !values.iter().any(|chosen| chosen.id == value.id)).collect::<Vec<_>>() {
                values.push(Chosen { id: value.id.clone(), name: value.name.clone() });
            }
        }
        Ok(Choice { filter: self.code.clone(), values })
    }

    /// The periods from `first` on, newest first.
    pub(super) fn periods(&self, order: &Order<'_>, first: Option<&str>, among: Option<&Choice>) -> Result<Vec<Period>> {
        let first = first.map(period_name);
        let wanted = |value: &&FilterValue| among.is_none_or(|choice| choice.values.iter().any(|chosen| chosen.id == value.id));
        let mut periods: Vec<Period> = self.values.iter().map(|value| value.period()).collect();
        periods.sort_by(|a, b| b.name.cmp(&a.name).then_with(|| b.id.cmp(&a.id)));
        for (place, period) in periods.iter_mut().enumerate() {
            period.settled = place >= STILL_REVISED;
        }
        if let Some(twice) = periods.windows(2).find(|pair| matches!(pair, [a, b] if a.name == b.name)) {
            let ids: Vec<&str> = twice.iter().map(|period| period.id.as_str()).collect();
            return Err(order.stop(format!("filteret {} har samme periode to ganger: {}", self.code, ids.join(" og "))));
        }
        let chosen: Vec<&str> = self.values.iter().filter(wanted).map(|value| value.id.as_str()).collect();
        periods.retain(|period| chosen.contains(&period.id.as_str()) && first.as_ref().is_none_or(|first| period.name >= *first));
        if periods.is_empty() {
            let since = first.map(|first| format!(" fra og med {first}")).unwrap_or_default();
            return Err(order.stop(format!("filteret {} har ingen perioder{since}", self.code)));
        }
        Ok(periods)
    }
}

impl FilterValue {
    fn shown(&self) -> String {
        format!("{} «{}» (kode {})", self.id, self.name, self.code)
    }

    fn period(&self) -> Period {
        let school_year = |text: &str| interpret(text, Interpretation::Skoleaar).ok().map(|year| year.value);
        let name = school_year(&self.name).or_else(|| school_year(&self.code)).unwrap_or_else(|| self.name.clone());
        Period { id: self.id.clone(), name, settled: false }
    }
}

/// A school year as [`Period::name`] writes it, or the text itself.
fn period_name(text: &str) -> String {
    interpret(text, Interpretation::Skoleaar).map_or_else(|_| text.to_owned(), |year| year.value)
}

/// Every period times every value of the filters in `split`; the other choices are the same in all of them.
pub(super) fn parts(period_filter: &str, periods: &[Period], choices: &[Choice], split: &[String]) -> Vec<Part> {
    let fixed = |choice: &&Choice| choice.filter != period_filter && !split.contains(&choice.filter);
    let mut combinations: Vec<Vec<(&str, &Chosen)>> = vec![Vec::new()];
    for choice in split.iter().filter_map(|code| choices.iter().find(|choice| choice.filter == *code)) {
        let mut longer = Vec::with_capacity(combinations.len() * choice.values.len());
        for combination in &combinations {
            longer.extend(choice.values.iter().map(|value| [combination.as_slice(), &[(choice.filter.as_str(), value)]].concat()));
        }
        combinations = longer;
    }
    let mut parts = Vec::with_capacity(periods.len() * combinations.len());
    for period in periods {
        for combination in &combinations {
            let mut name = period.name.clone();
            combination.iter().for_each(|(_, value)| name.push_str(&format!(" {}", value.name)));
            let whole = std::iter::once((period_filter, vec![period.id.as_str()]))
                .chain(combination.iter().map(|(filter, value)| (*filter, vec![value.id.as_str()])))
                .chain(choices.iter().filter(fixed).map(|choice| (choice.filter.as_str(), choice.ids())));
            let split = combination.iter().map(|(filter, value)| ((*filter).to_owned(), vec![value.name.clone()]));
            let same = choices.iter().filter(fixed).map(|choice| (choice.filter.clone(), choice.names()));
            parts.push(Part { name, period: period.clone(), filter: filter_text(whole), asked: split.chain(same).collect() });
        }
    }
    parts
}

impl Choice {
    fn ids(&self) -> Vec<&str> {
        self.values.iter().map(|value| value.id.as_str()).collect()
    }

    fn names(&self) -> Vec<String> {
        self.values.iter().map(|value| value.name.clone()).collect()
    }
}

/// What the pipeline's filters stand for.
pub(super) fn resolved(asked: &IndexMap<String, Vec<Selector>>, choices: &[Choice]) -> Vec<Resolved> {
    let of = |choice: &Choice| {
        let selectors = asked.get(&choice.filter)?;
        let name = selectors.iter().map(Selector::to_string).collect::<Vec<_>>().join(", ");
        let stands_for = choice.values.iter().map(|value| format!("{} «{}»", value.id, value.name)).collect::<Vec<_>>().join(", ");
        Some(Resolved { name: format!("filter {} {name}", choice.filter), stands_for })
    };
    choices.iter().filter_map(of).collect()
}

#[cfg(test)]
pub(super) mod testing {
    use crate::definition::from_toml;
    use crate::pipeline::Pipeline;

    /// A pipeline that is fetched as `fetch` says (the lines below `[hent]`).
    pub(in crate::source) fn pipeline(fetch: &str) -> Pipeline {
        let text = format!(
            "id='udir_x'\ntittel='X'\nbeskrivelse='X'\nutgiver='U'\nlisens='L'\nkildehenvisning='K'\nperiode='aar'\n\
             tabell=[{{navn='x'}}]\nlesing=[]\n[hent]\ntidsplan='0 6 * * *'\n{fetch}"
        );
        from_toml(&text, "udir_x.toml").unwrap()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with_filters<R>(check: impl Fn(&Order<'_>, &Filters) -> R) -> R {
        let pipeline = testing::pipeline("udir_rapport = { side = 'X' }");
        let order = Order { pipeline: &pipeline, fetch: pipeline.hent.as_ref().unwrap() };
        let filters = Filters::parse(
            &order,
            &json!({
                "TidID": [{"id": 202510, "kode": "202510", "navn": "Foreløpige tall 2025-26"}, {"id": 202410, "kode": "202410", "navn": "2024-25"},
                          {"id": 202310, "kode": "202310", "navn": "2023-24"}],
                "TrinnID": [{"id": 7, "kode": "8", "navn": "8. årstrinn"}, {"id": 8, "kode": "9", "navn": "9. årstrinn"}],
                "EnhetID": [{"indeks": 0, "id": -10, "kode": "Alle", "navn": "Hele landet", "nivaa": 0, "skjult": 1},
                            {"indeks": 1, "id": -12, "kode": "I", "navn": "Hele landet", "nivaa": 1}],
                "KjoennID": [{"id": -10, "kode": "A", "navn": "Alle kjønn "}, {"id": 2, "kode": "G", "navn": "Gutt"}],
                "VisMaaltall": [{"id": 0, "navn": "Skjul"}, {"id": 1, "navn": "Vis"}]
            }),
        );
        check(&order, &filters.unwrap())
    }

    fn chosen(filter: &str, texts: &[&str]) -> Result<Vec<String>> {
        with_filters(|order, filters| {
            let selectors: Vec<Selector> = texts.iter().map(|text| Selector::parse(text).unwrap()).collect();
            let choice = filters.named(order, filter)?.choose(order, &selectors)?;
            Ok(choice.values.into_iter().map(|value| value.id).collect())
        })
    }

    #[test]
    fn values_are_named_by_id_code_name_or_pattern() {
        for text in ["2", "G", "Gutt", "/^gutt/"] {
            assert_eq!(chosen("KjoennID", &[text]).unwrap(), ["2"], "{text}");
        }
        assert_eq!(chosen("KjoennID", &["Gutt", "*"]).unwrap(), ["2", "-10"], "each once, in the pipeline's order");
        assert_eq!(chosen("EnhetID", &["Hele landet"]).unwrap(), ["-12"], "the hidden root is nobody's");
        assert_eq!(chosen("TrinnID", &["/trinn/"]).unwrap(), ["7", "8"]);
    }

    #[test]
    fn what_names_nothing_or_two_things_stops() {
        let message = |filter, text| chosen(filter, &[text]).unwrap_err().to_string();
        assert!(message("TrinnID", "8").contains("flere verdier"), "the id of one grade is the code of another");
        assert!(message("KjoennID", "Jente").contains("Alle kjønn"));
        assert!(message("KjonnID", "Gutt").contains("nærmest «KjoennID»"));
    }

    #[test]
    fn periods_are_school_years_newest_first() {
        let periods = |first| with_filters(|order, filters| filters.named(order, "TidID")?.periods(order, first, None));
        let names: Vec<(String, bool)> = periods(None).unwrap().into_iter().map(|period| (period.name, period.settled)).collect();
        assert_eq!(names, [("2025-26".to_owned(), false), ("2024-25".to_owned(), false), ("2023-24".to_owned(), true)]);
        assert_eq!(periods(Some("2024-25")).unwrap().len(), 2);
        assert!(periods(Some("2030-31")).unwrap_err().to_string().contains("2030-31"));
    }

    #[test]
    fn deliveries_are_a_period_times_the_values_that_split() {
        let (period, choice) = (
            |id: &str, name: &str| Period { id: id.into(), name: name.into(), settled: false },
            |filter: &str, ids: &[&str]| Choice {
                filter: filter.into(),
                values: ids.iter().map(|id| Chosen { id: (*id).into(), name: format!("navn {id}") }).collect(),
            },
        );
        let choices = [choice("TrinnID", &["4", "5"]), choice("EierformID", &["-10", "8"])];
        let parts = parts("TidID", &[period("202510", "2025-26"), period("202410", "2024-25")], &choices, &["EierformID".to_owned()]);
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[1].name, "2025-26 navn 8");
        assert_eq!(parts[1].filter, "TidID(202510)_EierformID(8)_TrinnID(4_5)");
    }

    #[test]
    fn open_filters_are_told_of() {
        let notes = with_filters(|order, filters| {
            let choice = filters.named(order, "KjoennID").unwrap().choose(order, &[Selector::All]).unwrap();
            filters.left_out(&[choice], "TidID")
        });
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].starts_with("filteret TrinnID"));
    }

    #[test]
    fn only_what_the_grammar_needs_goes_unescaped() {
        assert_eq!(encoded("Fylke(42_å)&x=**"), "Fylke(42_%C3%A5)%26x%3D**");
    }
}
