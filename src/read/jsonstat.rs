//! JSON-stat, as SSB's PxWebApi, FHI's statistics bank and others write it: a dense cube of figures in one JSON document.
//!
//! # The forms
//!
//! A dataset names its dimensions in `id`, says how long each is in `size`, and lays the cells out row by row in `value`, the last
//! dimension fastest. Everything about *which* cell a figure is follows from its position, so the dimensions of the reading are
//! [`Keys::Cycled`] and cost nothing per cell:
//!
//! ```text
//!   id    ["Region", "Tid"]        value[0]  Region[0], Tid[0]
//!   size  [2, 3]                   value[1]  Region[0], Tid[1]
//!   value [1, 2, 3, 4, 5, 6]       value[3]  Region[1], Tid[0]     run of Region 3, run of Tid 1
//! ```
//!
//! Around that core the publishers differ, and every difference below has been seen or is allowed by the standard:
//!
//! * **Keys in any order.** `value` may stand before `size`, `status` before both. So parsing only collects ([`Parts`]); what fits
//!   together is decided afterwards ([`Parts::reading`]).
//! * **Version 1** wraps the dataset in `{"dataset": {…}}` and keeps `id`, `size` and `role` among the dimensions. A dimension that is
//!   itself called `id`, `size` or `role` is told from those by its form.
//! * **`value`** is an array, or an object from decimal position to value where an absent position is null.
//! * **`status`** is an array, an object from position to symbol, or one string for all cells (an array of one string is the deprecated
//!   way to write the same). An empty string or `"0"` says nothing.
//! * **`category.index`** is an array of codes, an object from code to position (ordered by the position, never by the object's own
//!   order), or absent when there is one category, whose label then gives the code.
//! * **FHI** writes null where a list is expected, begins with a byte order mark, and puts text among the figures for flagged cells. A
//!   text in `value` is always a mark, never a number, even when it looks like one: FHI's flags are the texts `1`, `2` and `3`.
//! * **Whole numbers as text** (`"size": ["2", "3"]`) are taken where a size or a position stands.
//!
//! An answer to a metadata request is a dataset with an empty `value`; it is refused as such, and so are collections, single dimensions
//! and bundles of several datasets. What is structurally wrong is refused by the rules of JSON-stat's own validator.
//!
//! # Symbols
//!
//! [`meaning`] holds the whole table. A symbol that says "no figure" wins over a figure beside it: a value that was left standing beside
//! `:` must not leak. A symbol that nobody knows leaves a figure as it is and a null `mangler`, and is kept for whoever is to decide.
//!
//! # Speed and bounds
//!
//! `value` and `status` are streamed from the bytes into columns without any tree in between. Nothing is allocated on the strength of
//! what a document claims: a dense array really has its elements, and a sparse one is held to [`MOST_SPARSE_CELLS`].
//!
//! `extension` (where SSB names its contact persons), `link` and notes are skipped as they are parsed.

use std::cell::{Cell as Slot, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Category, Cells, Dimension, Format, Keys, Places, Reading, Refusal, Role, Syntax};
use crate::cell::{Cell, Status};

pub const FORMAT: Format = Format { id: "jsonstat", name: "JSON-stat (SSB, FHI)", syntax: Syntax::Json, sniff, read };

/// More cells than any publisher gives in one answer (SSB stops at 800 000).
const MOST_CELLS: usize = 50_000_000;

/// A sparse document of a few bytes can claim any size, so the cells that it leaves out are bounded more tightly.
const MOST_SPARSE_CELLS: usize = 8_000_000;

/// More dimensions than any table has.
const MOST_DIMENSIONS: usize = 100;

/// Distinct symbols that can be kept apart in a byte.
const MOST_SYMBOLS: usize = 250;

/// A longer text among the figures is no symbol.
const LONGEST_SYMBOL: usize = 64;

/// How much of a document [`sniff`] looks at.
const SNIFFED: usize = 64 * 1024;

// ---------------------------------------------------------------------------------------------------------------- symbols

/// What a publisher's symbol says about the cell that it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// There is no figure, whatever stands beside the symbol.
    Without(Status),
    /// The figure is nil: a null is 0.
    Nil,
    /// The symbol leaves the figure as it is (SSB's `*` for a preliminary one), or nobody knows it.
    Remark,
}

fn meaning(symbol: &str) -> Meaning {
    match symbol {
        "." => Meaning::Without(Status::IkkeAktuelt),
        ".." | "..." => Meaning::Without(Status::Mangler),
        ":" => Meaning::Without(Status::Skjermet),
        "-" => Meaning::Nil,
        // FHI's flags. No other publisher is known to use digits as symbols.
        "1" => Meaning::Without(Status::Mangler),
        "2" => Meaning::Without(Status::IkkeBeregnbar),
        "3" => Meaning::Without(Status::Skjermet),
        _ => Meaning::Remark,
    }
}

/// The cell of a figure and a symbol, either of which may be absent.
fn cell(number: Option<f64>, symbol: Option<&str>) -> Cell<'_> {
    match (symbol, number) {
        (None, Some(number)) => Cell::number(number),
        (None, None) => Cell::without(Status::Mangler, None),
        (Some(symbol), number) => match (meaning(symbol), number) {
            (Meaning::Without(status), _) => Cell::without(status, Some(symbol)),
            (Meaning::Nil, None) => Cell::marked(0.0, symbol),
            (_, Some(number)) => Cell::marked(number, symbol),
            (Meaning::Remark, None) => Cell::without(Status::Mangler, Some(symbol)),
        },
    }
}

/// The distinct symbols of a document, numbered from 1; 0 is no symbol.
#[derive(Default)]
struct Marks {
    texts: Vec<String>,
    /// The number met last: runs of one symbol are common.
    last: u8,
}

impl Marks {
    /// The symbol's number, or `None` when there are more symbols than any publisher has.
    fn number(&mut self, text: &str) -> Option<u8> {
        if self.text(self.last) == Some(text) {
            return Some(self.last);
        }
        let number = match self.texts.iter().position(|known| known == text) {
            Some(found) => found + 1,
            None if self.texts.len() == MOST_SYMBOLS => return None,
            None => {
                self.texts.push(text.to_owned());
                self.texts.len()
            }
        };
        self.last = number as u8;
        Some(self.last)
    }

    fn text(&self, number: u8) -> Option<&str> {
        self.texts.get(usize::from(number).checked_sub(1)?).map(String::as_str)
    }
}

// ---------------------------------------------------------------------------------------------------------------- the parts

/// A document's members as they were met, before anything is known about how they fit together.
#[derive(Default)]
struct Parts {
    class: Option<String>,
    label: Option<String>,
    updated: Option<String>,
    id: Option<Vec<String>>,
    size: Option<Vec<u64>>,
    role: RawRole,
    dimensions: Option<Vec<(String, RawDimension)>>,
    value: Values,
    status: Statuses,
    /// Version 1's wrapped dataset.
    dataset: Option<Box<Parts>>,
    /// Members with a dataset in them, under a name of their own: a bundle.
    bundled: usize,
}

#[derive(Default)]
enum Values {
    #[default]
    Absent,
    /// NaN for null (JSON has no NaN), and the texts among the figures by position.
    Dense {
        numbers: Vec<f64>,
        marks: Vec<(u64, u8)>,
    },
    Sparse(Vec<(u64, Element)>),
}

#[derive(Clone, Copy)]
enum Element {
    /// NaN for null.
    Number(f64),
    /// A text among the figures; 0 for the empty one.
    Mark(u8),
}

#[derive(Default)]
enum Statuses {
    #[default]
    Absent,
    All(u8),
    Dense(Vec<u8>),
    Sparse(Vec<(u64, u8)>),
}

/// A dimension; or, with the last three, version 1's `role` among the dimensions.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawDimension {
    label: Option<String>,
    category: Option<Object<RawCategory>>,
    time: Option<Vec<String>>,
    geo: Option<Vec<String>>,
    metric: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawRole {
    time: Option<Vec<String>>,
    geo: Option<Vec<String>>,
    metric: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawCategory {
    index: Option<RawIndex>,
    label: Option<Pairs<Option<String>>>,
    child: Option<Pairs<Vec<String>>>,
    unit: Option<Units>,
    coordinates: Option<Mentioned>,
    note: Option<Mentioned>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawIndex {
    Listed(Vec<String>),
    Placed(Pairs<Whole>),
}

/// A whole number, written as such or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Whole {
    Number(u64),
    Text(String),
}

impl Whole {
    fn number(&self) -> Option<u64> {
        match self {
            Whole::Number(number) => Some(*number),
            Whole::Text(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            Whole::Text(_) => None,
        }
    }
}

/// Categories that something is said about, in an object from code to whatever is said.
#[derive(Deserialize)]
#[serde(untagged)]
enum Mentioned {
    Categories(Pairs<IgnoredAny>),
    /// A note on all of them.
    Whole(IgnoredAny),
}

/// The units of measures: SSB writes `base`, FHI and the standard `label`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Units {
    Categories(Pairs<RawUnit>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawUnit {
    Unit {
        #[serde(default)]
        base: Option<String>,
        #[serde(default)]
        label: Option<String>,
    },
    Other(IgnoredAny),
}

/// What stands among the members of `dimension`: a dimension, or one of version 1's own three.
enum DimensionMember {
    Dimension(Box<RawDimension>),
    List(Vec<Whole>),
    Nothing,
}

// ---------------------------------------------------------------------------------------------------------------- parsing

/// What the parsing shares: the symbols, and the reason when it is broken off. serde's own errors are English and cannot carry a place.
struct Context {
    refusal: RefCell<Option<Refusal>>,
    marks: RefCell<Marks>,
    /// The member being parsed, for errors about its form.
    member: Slot<&'static str>,
    /// The cells that the sizes promise, if they have been met.
    promised: Slot<usize>,
    /// The bytes of the document: no array has more than half as many elements.
    bytes: usize,
}

impl Context {
    fn new(bytes: usize) -> Self {
        Context { refusal: RefCell::default(), marks: RefCell::default(), member: Slot::new("dokumentet"), promised: Slot::new(0), bytes }
    }

    /// Breaks the parsing off for this reason.
    fn refuse<E: de::Error>(&self, refusal: Refusal) -> E {
        self.refusal.borrow_mut().get_or_insert(refusal);
        E::custom("refused")
    }

    fn mark<E: de::Error>(&self, place: impl Fn() -> String, text: &str) -> Result<u8, E> {
        if text.is_empty() {
            return Ok(0);
        }
        if text.len() > LONGEST_SYMBOL {
            let found = format!("en tekst på {} tegn", text.chars().count());
            return Err(self.refuse(Refusal::new(place(), found, format!("et tall eller et symbol på høyst {LONGEST_SYMBOL} tegn"))));
        }
        self.marks.borrow_mut().number(text).ok_or_else(|| {
            self.refuse(Refusal::new(
                place(),
                format!("flere enn {MOST_SYMBOLS} ulike symboler"),
                "tall, og et fåtall symboler for celler uten tall",
            ))
        })
    }

    fn too_many<E: de::Error>(&self, member: &str) -> E {
        self.refuse(Refusal::new(member, format!("mer enn {MOST_CELLS} celler"), "et mindre utvalg"))
    }

    /// Room for an array of cells, never more than the document can hold.
    fn room(&self) -> usize {
        self.promised.get().min(self.bytes / 2 + 1)
    }

    /// The refusal for a document that could not be parsed.
    fn explain(self, error: &serde_json::Error) -> Refusal {
        if let Some(refusal) = self.refusal.into_inner() {
            return refusal;
        }
        let place = format!("linje {}, kolonne {}", error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Eof => {
                Refusal::new(place, "filen slutter midt i dokumentet", "et helt JSON-dokument; hent det på nytt")
            }
            serde_json::error::Category::Data => {
                let member = self.member.get();
                Refusal::new(format!("{member} ({place})"), "en form som JSON-stat ikke tillater", expected_form(member))
            }
            _ => Refusal::new(place, "ugyldig JSON", "et JSON-dokument i UTF-8"),
        }
    }
}

/// What a member must look like, for [`Context::explain`].
fn expected_form(member: &str) -> &'static str {
    match member {
        "id" => "en liste av dimensjonskoder",
        "size" => "en liste av hele tall",
        "role" => "et objekt med lister av dimensjonskoder under time, geo og metric",
        "dimension" => "et objekt med en dimensjon per kode, hver med category",
        "value" => "en liste av tall, eller et objekt fra posisjon til tall",
        "status" => "en tekst, en liste av tekster, eller et objekt fra posisjon til tekst",
        "class" | "label" | "updated" => "en tekst",
        _ => "et JSON-objekt med et datasett",
    }
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let bytes = without_mark(bytes);
    let context = Context::new(bytes.len());
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed =
        PartsSeed { context: &context, wrapped: false }.deserialize(&mut deserializer).and_then(|parts| deserializer.end().map(|()| parts));
    match parsed {
        Ok(parts) => parts.reading(&context.marks.into_inner()),
        Err(error) => Err(context.explain(&error)),
    }
}

/// The document without the byte order mark that FHI puts before it.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// A text for a message: short, and never with a run of digits in it that could be an identity number.
fn quote(text: &str) -> String {
    let longest_run = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    if longest_run >= 11 {
        return format!("en kode på {} tegn", text.chars().count());
    }
    match text.char_indices().nth(40) {
        None => format!("«{text}»"),
        Some((end, _)) => format!("«{}…»", &text[..end]),
    }
}

struct PartsSeed<'c> {
    context: &'c Context,
    /// Inside version 1's `dataset`.
    wrapped: bool,
}

impl<'de> DeserializeSeed<'de> for PartsSeed<'_> {
    type Value = Parts;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Parts, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PartsSeed<'_> {
    type Value = Parts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a dataset")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts, A::Error> {
        let context = self.context;
        let mut parts = Parts::default();
        let mut met: Vec<&'static str> = Vec::new();
        while let Some(key) = map.next_key::<MemberName>()? {
            let MemberName(member) = key;
            if !member.is_empty() {
                if met.contains(&member) {
                    return Err(context.refuse(Refusal::new(member, "feltet to ganger", "hvert felt én gang")));
                }
                met.push(member);
                context.member.set(member);
            }
            match member {
                "class" => parts.class = map.next_value()?,
                "label" => parts.label = map.next_value()?,
                "updated" => parts.updated = map.next_value()?,
                "id" => parts.id = map.next_value()?,
                "size" => {
                    let size: Option<Vec<Whole>> = map.next_value()?;
                    parts.size = size.map(|size| whole_numbers(&size)).transpose().map_err(|refusal| context.refuse(refusal))?;
                    context.promised.set(parts.size.as_deref().and_then(product).unwrap_or(0));
                }
                "role" => parts.role = map.next_value::<Option<Object<RawRole>>>()?.map(|Object(role)| role).unwrap_or_default(),
                "dimension" => {
                    if let Some(pairs) = map.next_value::<Option<Pairs<DimensionMember>>>()? {
                        parts.take_dimensions(pairs.0).map_err(|refusal| context.refuse(refusal))?;
                        context.promised.set(parts.size.as_deref().and_then(product).unwrap_or(0));
                    }
                }
                "value" => parts.value = map.next_value_seed(ValuesSeed(context))?,
                "status" => parts.status = map.next_value_seed(StatusesSeed(context))?,
                "dataset" if !self.wrapped => {
                    parts.dataset = Some(Box::new(map.next_value_seed(PartsSeed { context, wrapped: true })?));
                }
                "extension" | "link" | "note" | "dataset" => {
                    map.next_value::<IgnoredAny>()?;
                }
                _ => {
                    let glimpse = Glimpse::default();
                    map.next_value_seed(&glimpse)?;
                    parts.bundled += usize::from(glimpse.dataset.get());
                }
            }
            context.member.set("dokumentet");
        }
        Ok(parts)
    }
}

/// The name of a member of a dataset; the empty text for one that means nothing here.
struct MemberName(&'static str);

const MEMBERS: [&str; 13] =
    ["class", "label", "updated", "id", "size", "role", "dimension", "value", "status", "dataset", "extension", "link", "note"];

impl<'de> Deserialize<'de> for MemberName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = MemberName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }

            fn visit_str<E>(self, name: &str) -> Result<MemberName, E> {
                Ok(MemberName(MEMBERS.iter().find(|&&known| known == name).copied().unwrap_or("")))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

/// An object's members in the object's own order, so that a name that stands twice can be seen.
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

/// A structure that is an object and nothing else; serde's derived ones would take a list of their members as well.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for DimensionMember {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberVisitor;
        impl<'de> Visitor<'de> for MemberVisitor {
            type Value = DimensionMember;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a dimension")
            }

            fn visit_unit<E>(self) -> Result<DimensionMember, E> {
                Ok(DimensionMember::Nothing)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DimensionMember, A::Error> {
                RawDimension::deserialize(MapAccessDeserializer::new(map)).map(|raw| DimensionMember::Dimension(Box::new(raw)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<DimensionMember, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(DimensionMember::List)
            }
        }
        deserializer.deserialize_any(MemberVisitor)
    }
}

/// Whether a member that means nothing here holds a dataset, without keeping anything of it.
#[derive(Default)]
struct Glimpse {
    object: Slot<bool>,
    dataset: Slot<bool>,
}

impl<'de> DeserializeSeed<'de> for &Glimpse {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &Glimpse {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.object.set(true);
        while let Some(MemberName(member)) = map.next_key()? {
            self.dataset.set(self.dataset.get() || member == "dimension");
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(IgnoredAny) = seq.next_element()? {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

// ------------------------------------------------------------------------------------------------------- values and statuses

struct ValuesSeed<'c>(&'c Context);

impl<'de> DeserializeSeed<'de> for ValuesSeed<'_> {
    type Value = Values;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Values, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValuesSeed<'_> {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values")
    }

    fn visit_unit<E>(self) -> Result<Values, E> {
        Ok(Values::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Values, A::Error> {
        let mut numbers = Vec::with_capacity(self.0.room());
        let mut marks = Vec::new();
        while let Some(element) = seq.next_element_seed(ElementSeed { context: self.0, position: numbers.len() as u64 })? {
            match element {
                Element::Number(number) => numbers.push(number),
                Element::Mark(mark) => {
                    if mark != 0 {
                        marks.push((numbers.len() as u64, mark));
                    }
                    numbers.push(f64::NAN);
                }
            }
            if numbers.len() > MOST_CELLS {
                return Err(self.0.too_many("value"));
            }
        }
        Ok(Values::Dense { numbers, marks })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
        let mut entries = Vec::new();
        while let Some(position) = map.next_key_seed(PositionSeed { context: self.0, member: "value" })? {
            entries.push((position, map.next_value_seed(ElementSeed { context: self.0, position })?));
        }
        Ok(Values::Sparse(entries))
    }
}

/// One element of `value`: a number, a null, or a text that stands for a missing number.
struct ElementSeed<'c> {
    context: &'c Context,
    position: u64,
}

impl ElementSeed<'_> {
    fn place(&self) -> String {
        format!("value[{}]", self.position)
    }

    fn wrong<E: de::Error>(&self, found: &str) -> E {
        self.context.refuse(Refusal::new(self.place(), found, "et tall, null eller et symbol"))
    }
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_> {
    type Value = Element;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Element, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ElementSeed<'_> {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_unit<E>(self) -> Result<Element, E> {
        Ok(Element::Number(f64::NAN))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Element, E> {
        Ok(Element::Number(number as f64))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Element, E> {
        Ok(Element::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Element, E> {
        // Adding zero turns the -0 that some serializers write into 0.
        Ok(Element::Number(number + 0.0))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Element, E> {
        self.context.mark(|| self.place(), text).map(Element::Mark)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Element, E> {
        Err(self.wrong("en logisk verdi"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Element, A::Error> {
        Err(self.wrong("en liste"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Element, A::Error> {
        Err(self.wrong("et objekt"))
    }
}

/// A position as the key of a sparse object: decimal, as JSON-stat writes it.
struct PositionSeed<'c> {
    context: &'c Context,
    member: &'static str,
}

impl<'de> DeserializeSeed<'de> for PositionSeed<'_> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for PositionSeed<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a position")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
        let decimal = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        if decimal {
            // A position with too many digits is out of range for any cube, which is found when the sizes are known.
            return Ok(text.parse().unwrap_or(u64::MAX));
        }
        Err(self.context.refuse(Refusal::new(
            self.member,
            format!("{} som posisjon", quote(text)),
            "posisjonen til en celle som helt tall",
        )))
    }
}

struct StatusesSeed<'c>(&'c Context);

impl<'de> DeserializeSeed<'de> for StatusesSeed<'_> {
    type Value = Statuses;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Statuses, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StatusesSeed<'_> {
    type Value = Statuses;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("statuses")
    }

    fn visit_unit<E>(self) -> Result<Statuses, E> {
        Ok(Statuses::Absent)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Statuses, E> {
        StatusSeed { context: self.0, position: 0 }.visit_str(text).map(Statuses::All)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Statuses, E> {
        StatusSeed { context: self.0, position: 0 }.visit_u64(number).map(Statuses::All)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Statuses, A::Error> {
        let mut marks = Vec::with_capacity(self.0.room());
        while let Some(mark) = seq.next_element_seed(StatusSeed { context: self.0, position: marks.len() as u64 })? {
            marks.push(mark);
            if marks.len() > MOST_CELLS {
                return Err(self.0.too_many("status"));
            }
        }
        Ok(Statuses::Dense(marks))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Statuses, A::Error> {
        let mut entries = Vec::new();
        while let Some(position) = map.next_key_seed(PositionSeed { context: self.0, member: "status" })? {
            entries.push((position, map.next_value_seed(StatusSeed { context: self.0, position })?));
        }
        Ok(Statuses::Sparse(entries))
    }
}

/// One status: a symbol, FHI's flag as a digit, or nothing.
struct StatusSeed<'c> {
    context: &'c Context,
    position: u64,
}

impl StatusSeed<'_> {
    fn place(&self) -> String {
        format!("status[{}]", self.position)
    }

    fn wrong<E: de::Error>(&self, found: &str) -> E {
        self.context.refuse(Refusal::new(self.place(), found, "et symbol eller null"))
    }
}

impl<'de> DeserializeSeed<'de> for StatusSeed<'_> {
    type Value = u8;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u8, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StatusSeed<'_> {
    type Value = u8;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a symbol")
    }

    fn visit_unit<E>(self) -> Result<u8, E> {
        Ok(0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<u8, E> {
        // FHI's flag 0 is an ordinary figure.
        if text == "0" { Ok(0) } else { self.context.mark(|| self.place(), text) }
    }

    fn visit_u64<E: de::Error>(self, flag: u64) -> Result<u8, E> {
        self.visit_str(&flag.to_string())
    }

    fn visit_i64<E: de::Error>(self, flag: i64) -> Result<u8, E> {
        self.visit_str(&flag.to_string())
    }

    fn visit_f64<E: de::Error>(self, flag: f64) -> Result<u8, E> {
        self.visit_str(&flag.to_string())
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<u8, E> {
        Err(self.wrong("en logisk verdi"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<u8, A::Error> {
        Err(self.wrong("en liste"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<u8, A::Error> {
        Err(self.wrong("et objekt"))
    }
}

// ------------------------------------------------------------------------------------------------------- fitting it together

/// The number of cells that the sizes span, if it is one that can be held.
fn product(size: &[u64]) -> Option<usize> {
    let cells = size.iter().try_fold(1u64, |cells, &size| cells.checked_mul(size))?;
    usize::try_from(cells).ok().filter(|&cells| cells <= MOST_CELLS)
}

fn whole_numbers(size: &[Whole]) -> Result<Vec<u64>, Refusal> {
    size.iter().map(Whole::number).collect::<Option<_>>().ok_or_else(|| wrong_form("size"))
}

fn wrong_form(member: &str) -> Refusal {
    Refusal::new(member, "en form som JSON-stat ikke tillater", expected_form(member))
}

impl Parts {
    /// Takes the members of `dimension`, among which version 1 keeps `id`, `size` and `role`.
    fn take_dimensions(&mut self, members: Vec<(String, DimensionMember)>) -> Result<(), Refusal> {
        let mut dimensions = Vec::with_capacity(members.len());
        for (name, member) in members {
            match (name.as_str(), member) {
                ("id", DimensionMember::List(list)) => {
                    let id = list.into_iter().map(|code| if let Whole::Text(code) = code { Some(code) } else { None });
                    let id = id.collect::<Option<_>>().ok_or_else(|| wrong_form("id"))?;
                    self.id.get_or_insert(id);
                }
                ("size", DimensionMember::List(list)) => {
                    let size = whole_numbers(&list)?;
                    self.size.get_or_insert(size);
                }
                ("role", DimensionMember::Dimension(role)) if role.category.is_none() => {
                    self.role = RawRole { time: role.time, geo: role.geo, metric: role.metric };
                }
                ("role", DimensionMember::Nothing) => {}
                (_, DimensionMember::Dimension(dimension)) => dimensions.push((name, *dimension)),
                (_, _) => {
                    return Err(Refusal::new(
                        format!("dimension, {}", quote(&name)),
                        "noe annet enn en dimensjon",
                        expected_form("dimension"),
                    ));
                }
            }
        }
        self.dimensions = Some(dimensions);
        Ok(())
    }

    /// The one dataset of the document, out of version 1's wrapping.
    fn dataset(self) -> Result<Parts, Refusal> {
        const ONE: &str = "ett datasett (class: dataset)";
        if self.bundled > 0 {
            let datasets = self.bundled + usize::from(self.dataset.is_some());
            let found = if datasets == 1 {
                "en bunt (bundle) med ett navngitt datasett".to_owned()
            } else {
                format!("en bunt (bundle) med {datasets} datasett")
            };
            return Err(Refusal::whole(found, format!("{ONE}; be om ett datasett om gangen")));
        }
        let parts = match self.dataset {
            Some(wrapped) => *wrapped,
            None => self,
        };
        match parts.class.as_deref() {
            None | Some("dataset") => Ok(parts),
            Some("collection") => {
                Err(Refusal::whole("en samling av lenker (class: collection)", format!("{ONE}; be om et av datasettene i samlingen")))
            }
            Some("dimension") => Err(Refusal::whole("en enkelt dimensjon (class: dimension)", ONE)),
            Some(other) => Err(Refusal::new("class", quote(other), "dataset")),
        }
    }

    fn reading(self, marks: &Marks) -> Result<Reading, Refusal> {
        let parts = self.dataset()?;
        let (Some(id), Some(size), Some(dimensions)) = (parts.id, parts.size, parts.dimensions) else {
            return Err(Refusal::whole(
                "et dokument uten id, size og dimension",
                "et JSON-stat-datasett; kanskje er dette et annet format eller en feilmelding",
            ));
        };
        // First of all, since the sizes in SSB's own example of metadata do not fit its categories.
        if matches!(&parts.value, Values::Absent) || matches!(&parts.value, Values::Dense { numbers, .. } if numbers.is_empty()) {
            return Err(no_figures());
        }
        let dimensions = fit_dimensions(&id, &size, dimensions, parts.role)?;
        let cells = product(&size).ok_or_else(|| Refusal::new("size", format!("mer enn {MOST_CELLS} celler"), "et mindre utvalg"))?;
        let cells = fit_values(parts.value, cells, marks)?;
        let cells = fit_statuses(parts.status, cells, marks)?;
        Ok(Reading { title: parts.label, updated: parts.updated, dimensions, cells, places: Places::CubeValues })
    }
}

/// The dimensions in the order of `id`, each checked against its size.
fn fit_dimensions(id: &[String], size: &[u64], mut raw: Vec<(String, RawDimension)>, role: RawRole) -> Result<Vec<Dimension>, Refusal> {
    if id.is_empty() {
        return Err(Refusal::new("id", "ingen dimensjoner", "minst én dimensjon"));
    }
    if id.len().max(raw.len()) > MOST_DIMENSIONS {
        return Err(Refusal::new("id", format!("{} dimensjoner", id.len().max(raw.len())), format!("høyst {MOST_DIMENSIONS}")));
    }
    if id.len() != size.len() {
        return Err(Refusal::new("size", format!("{} størrelser", size.len()), format!("{}, en for hver dimensjon i id", id.len())));
    }
    if let Some(twice) = first_repeated(id.iter().map(String::as_str)) {
        return Err(Refusal::new("id", format!("{} to ganger", quote(twice)), "hver dimensjon én gang"));
    }
    if let Some(twice) = first_repeated(raw.iter().map(|(name, _)| name.as_str())) {
        return Err(Refusal::new("dimension", format!("{} to ganger", quote(twice)), "hver dimensjon én gang"));
    }
    let mut roles: HashMap<String, Role> = HashMap::new();
    for (name, role, ids) in [("time", Role::Time, role.time), ("geo", Role::Place, role.geo), ("metric", Role::Measure, role.metric)] {
        for dimension in ids.unwrap_or_default() {
            if !id.contains(&dimension) {
                return Err(Refusal::new(format!("role.{name}"), quote(&dimension), "en dimensjon som står i id"));
            }
            roles.insert(dimension, role);
        }
    }
    if let Some((unknown, _)) = raw.iter().find(|(name, _)| !id.contains(name)) {
        return Err(Refusal::new("dimension", format!("{}, som ikke står i id", quote(unknown)), "de samme dimensjonene som i id"));
    }
    let mut run: usize =
        size.iter().try_fold(1u64, |run, &size| run.checked_mul(size)).map_or(usize::MAX, |run| run.try_into().unwrap_or(usize::MAX));
    let mut dimensions = Vec::with_capacity(id.len());
    for (code, &size) in id.iter().zip(size) {
        let place = format!("dimension, {}", quote(code));
        let Some(found) = raw.iter().position(|(name, _)| name == code) else {
            return Err(Refusal::new("dimension", format!("ingen {}", quote(code)), "en dimensjon for hver kode i id"));
        };
        let (code, dimension) = raw.swap_remove(found);
        let Some(Object(category)) = dimension.category else {
            return Err(Refusal::new(place, "ingen category", "kategoriene til dimensjonen"));
        };
        let categories = fit_categories(&place, category, size)?;
        run = run.checked_div(categories.len()).unwrap_or(0).max(1);
        let role = roles.remove(&code);
        dimensions.push(Dimension { code, label: dimension.label, role, categories, keys: Keys::Cycled { run } });
    }
    Ok(dimensions)
}

/// The categories of one dimension in the order of their positions.
fn fit_categories(place: &str, raw: RawCategory, size: u64) -> Result<Vec<Category>, Refusal> {
    let codes = match raw.index {
        Some(RawIndex::Listed(codes)) => codes,
        Some(RawIndex::Placed(Pairs(placed))) => in_order(place, placed)?,
        // Without an index there is one category, and its label is all that names it.
        None => match raw.label.as_ref().map(|Pairs(labels)| labels.as_slice()) {
            Some([(code, _)]) => vec![code.clone()],
            _ => return Err(Refusal::new(format!("{place}.category"), "ingen index", "index, eller label for den ene kategorien")),
        },
    };
    if codes.is_empty() {
        return Err(Refusal::new(format!("{place}.category.index"), "ingen kategorier", "minst én kategori"));
    }
    if codes.len() as u64 != size {
        return Err(Refusal::new(
            format!("{place}.category.index"),
            format!("{} kategorier", codes.len()),
            format!("{size}, slik size sier"),
        ));
    }
    let mut positions: HashMap<&str, usize> = HashMap::with_capacity(codes.len());
    for (position, code) in codes.iter().enumerate() {
        if positions.insert(code, position).is_some() {
            return Err(Refusal::new(format!("{place}.category.index"), format!("{} to ganger", quote(code)), "hver kategori én gang"));
        }
    }
    let unknown = |member: &str, code: &str| {
        Refusal::new(
            format!("{place}.category.{member}"),
            format!("{}, som ikke står i index", quote(code)),
            "bare kategorier som står i index",
        )
    };
    let mut labels: Vec<Option<String>> = vec![None; codes.len()];
    for (code, label) in raw.label.map(|Pairs(labels)| labels).unwrap_or_default() {
        let &position = positions.get(code.as_str()).ok_or_else(|| unknown("label", &code))?;
        labels[position] = label;
    }
    let mut units: Vec<Option<String>> = vec![None; codes.len()];
    if let Some(Units::Categories(Pairs(mentioned))) = raw.unit {
        for (code, unit) in mentioned {
            let &position = positions.get(code.as_str()).ok_or_else(|| unknown("unit", &code))?;
            if let RawUnit::Unit { base, label } = unit {
                units[position] = base.or(label).filter(|unit| !unit.is_empty());
            }
        }
    }
    for (member, mentioned) in [("coordinates", raw.coordinates), ("note", raw.note)] {
        let Some(Mentioned::Categories(Pairs(mentioned))) = mentioned else { continue };
        if let Some((code, _)) = mentioned.iter().find(|(code, _)| !positions.contains_key(code.as_str())) {
            return Err(unknown(member, code));
        }
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); codes.len()];
    for (parent, names) in raw.child.iter().flat_map(|Pairs(child)| child) {
        let &parent = positions.get(parent.as_str()).ok_or_else(|| unknown("child", parent))?;
        for name in names {
            children[parent].push(*positions.get(name.as_str()).ok_or_else(|| unknown("child", name))?);
        }
    }
    if let Some(position) = on_cycle(&children) {
        return Err(Refusal::new(
            format!("{place}.category.child"),
            format!("{}, som er sitt eget opphav", quote(&codes[position])),
            "et hierarki uten ring",
        ));
    }
    Ok(codes.into_iter().zip(labels).zip(units).map(|((code, label), unit)| Category { code, label, unit }).collect())
}

/// The codes of an index object by their positions, which must be 0, 1, 2 … without gap or repetition.
fn in_order(place: &str, placed: Vec<(String, Whole)>) -> Result<Vec<String>, Refusal> {
    let mut codes: Vec<Option<String>> = vec![None; placed.len()];
    for (code, position) in placed {
        let position = position.number().ok_or_else(|| {
            Refusal::new(format!("{place}.category.index"), format!("ingen posisjon for {}", quote(&code)), "et helt tall")
        })?;
        let slot = usize::try_from(position).ok().and_then(|position| codes.get_mut(position)).filter(|slot| slot.is_none());
        match slot {
            Some(slot) => *slot = Some(code),
            None => {
                let found = format!("posisjon {position} for {}", quote(&code));
                return Err(Refusal::new(format!("{place}.category.index"), found, "posisjonene 0, 1, 2 og videre, hver én gang"));
            }
        }
    }
    // As many distinct positions below the length as there are slots: every slot is taken.
    Ok(codes.into_iter().flatten().collect())
}

/// A category that is on, or only reached through, a ring of children.
fn on_cycle(children: &[Vec<usize>]) -> Option<usize> {
    let mut parents = vec![0usize; children.len()];
    children.iter().flatten().for_each(|&child| parents[child] += 1);
    let mut free: Vec<usize> = (0..children.len()).filter(|&category| parents[category] == 0).collect();
    while let Some(category) = free.pop() {
        for &child in &children[category] {
            parents[child] -= 1;
            if parents[child] == 0 {
                free.push(child);
            }
        }
    }
    parents.iter().position(|&left| left > 0)
}

fn first_repeated<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut met = std::collections::HashSet::new();
    names.into_iter().find(|name| !met.insert(*name))
}

/// Checks that the entries of a sparse object lie within the cube, each once.
fn fit_positions<T>(member: &str, entries: &mut [(u64, T)], cells: usize) -> Result<(), Refusal> {
    if let Some((position, _)) = entries.iter().find(|(position, _)| *position >= cells as u64) {
        return Err(Refusal::new(member, format!("posisjon {position}"), format!("posisjoner under {cells}, som er antall celler")));
    }
    if !entries.is_sorted_by_key(|(position, _)| *position) {
        entries.sort_by_key(|(position, _)| *position);
    }
    match entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(Refusal::new(format!("{member}[{}]", pair[0].0), "posisjonen to ganger", "hver posisjon én gang")),
        None => Ok(()),
    }
}

/// The answer to a request for metadata is a dataset without values.
fn no_figures() -> Refusal {
    Refusal::new("value", "en beskrivelse av tabellen (metadata) uten tall", "et svar med tall; spør etter data, ikke metadata")
}

/// The cells as `value` alone gives them.
fn fit_values(values: Values, expected: usize, marks: &Marks) -> Result<Cells, Refusal> {
    let (numbers, marked) = match values {
        Values::Absent => return Err(no_figures()),
        Values::Dense { numbers, marks } => {
            if numbers.len() != expected {
                return Err(Refusal::new("value", format!("{} verdier", numbers.len()), format!("{expected}, som er produktet av size")));
            }
            (numbers, marks)
        }
        Values::Sparse(mut entries) => {
            fit_positions("value", &mut entries, expected)?;
            if expected > MOST_SPARSE_CELLS {
                return Err(Refusal::new(
                    "size",
                    format!("{expected} celler"),
                    format!("høyst {MOST_SPARSE_CELLS} når value er et objekt; be om et mindre utvalg"),
                ));
            }
            let mut numbers = vec![f64::NAN; expected];
            let mut marked = Vec::new();
            for (position, element) in entries {
                match element {
                    Element::Number(number) => numbers[position as usize] = number,
                    Element::Mark(0) => {}
                    Element::Mark(mark) => marked.push((position, mark)),
                }
            }
            (numbers, marked)
        }
    };
    let mut cells = Cells::from_nullable(numbers);
    for (position, mark) in marked {
        set(&mut cells, position as usize, cell(None, marks.text(mark)))?;
    }
    Ok(cells)
}

/// The cells with their statuses laid over them.
fn fit_statuses(statuses: Statuses, mut cells: Cells, marks: &Marks) -> Result<Cells, Refusal> {
    match statuses {
        Statuses::Absent | Statuses::All(0) => {}
        Statuses::All(mark) => (0..cells.len()).try_for_each(|position| lay(&mut cells, position, mark, marks))?,
        Statuses::Dense(list) if list.len() == cells.len() => {
            for (position, mark) in list.into_iter().enumerate().filter(|(_, mark)| *mark != 0) {
                lay(&mut cells, position, mark, marks)?;
            }
        }
        // The deprecated way to write one status for all cells.
        Statuses::Dense(list) if list.len() == 1 => return fit_statuses(Statuses::All(list[0]), cells, marks),
        Statuses::Dense(list) => {
            return Err(Refusal::new("status", format!("{} statuser", list.len()), format!("{}, en for hver verdi", cells.len())));
        }
        Statuses::Sparse(mut entries) => {
            fit_positions("status", &mut entries, cells.len())?;
            for (position, mark) in entries.into_iter().filter(|(_, mark)| *mark != 0) {
                lay(&mut cells, position as usize, mark, marks)?;
            }
        }
    }
    Ok(cells)
}

/// Lays one status over a cell. What a text in `value` has masked stays masked.
fn lay(cells: &mut Cells, position: usize, mark: u8, marks: &Marks) -> Result<(), Refusal> {
    let below = cells.get(position);
    if below.status() == Status::Skjermet {
        return Ok(());
    }
    let number = below.value();
    set(cells, position, cell(number, marks.text(mark)))
}

fn set(cells: &mut Cells, position: usize, cell: Cell<'_>) -> Result<(), Refusal> {
    if cells.set(position, cell) {
        return Ok(());
    }
    Err(Refusal::new(format!("value[{position}]"), "for mange ulike symboler", "tall, og et fåtall symboler for celler uten tall"))
}

// ---------------------------------------------------------------------------------------------------------------- sniffing

/// Whether the document's first members are those of JSON-stat.
fn sniff(bytes: &[u8]) -> bool {
    let bytes = without_mark(bytes);
    if bytes.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{') {
        return false;
    }
    let signs = Signs::default();
    let beginning = &bytes[..bytes.len().min(SNIFFED)];
    // A beginning that breaks off mid-way is an error, but what was met until then has been noted.
    let _ = serde_json::Deserializer::from_slice(beginning).deserialize_map(&signs);
    signs.class.get() || signs.dataset.get() || signs.members.get() >= 2 || (signs.inside.get() && beginning.len() < bytes.len())
}

/// What [`sniff`] has met so far.
#[derive(Default)]
struct Signs {
    /// `class` is one of JSON-stat's.
    class: Slot<bool>,
    /// A member is a dataset in itself.
    dataset: Slot<bool>,
    /// How many of a dataset's own members were met.
    members: Slot<usize>,
    /// Within one of these now.
    inside: Slot<bool>,
}

impl<'de> Visitor<'de> for &Signs {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(MemberName(member)) = map.next_key()? {
            match member {
                "class" => {
                    let Ok(class) = map.next_value::<String>() else { break };
                    self.class.set(["dataset", "collection", "dimension"].contains(&class.as_str()));
                }
                "size" | "role" | "dimension" | "value" | "status" => {
                    self.members.set(self.members.get() + 1);
                    self.inside.set(true);
                    map.next_value::<IgnoredAny>()?;
                    self.inside.set(false);
                }
                "dataset" | "" => {
                    let glimpse = Glimpse::default();
                    let seen = map.next_value_seed(&glimpse);
                    self.dataset.set(self.dataset.get() || glimpse.dataset.get() || (member == "dataset" && glimpse.object.get()));
                    seen?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
