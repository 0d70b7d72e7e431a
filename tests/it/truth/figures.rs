//! What is so of a figure, and whether the warehouse says the same.

use std::collections::BTreeMap;
use std::collections::HashMap;

/// Where a figure stands: the key of `indikator.verdi`.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    pub population: &'a str,
    pub level: &'a str,
    pub unit: &'a str,
    pub period: &'a str,
    pub sex: &'a str,
    pub grade: &'a str,
    pub theme: &'a str,
    pub scope: &'a str,
}

/// Everyone's, of all grades, themes and scopes.
pub const WHOLE: At<'static> =
    At { population: "", level: "", unit: "", period: "", sex: "alle", grade: "alle", theme: "alle", scope: "alle" };

impl At<'_> {
    pub fn key(&self) -> String {
        let At { population, level, unit, period, sex, grade, theme, scope } = self;
        [population, level, unit, period, sex, grade, theme, scope].map(|part| *part).join("|")
    }
}

/// Why there is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The publisher masks it.
    Masked,
    /// The publisher masks a part of the sum.
    PartMasked,
    /// It is about few persons, and was taken out before it was stored.
    Suppressed,
    /// The unit has no pupils of the kind to count.
    NotTaught,
    /// The publisher says nothing of it.
    NotPublished,
    /// The accounts of a part of the sum are not taken in.
    NoAccounts,
    /// The unit did not exist.
    NotValid,
    /// There is nothing to divide by.
    Nobody,
    /// The municipality was made of parts of others.
    Divided,
    /// The municipality was merged, and a mean can't be added.
    Merged,
    /// The count of another year that goes into it is missing.
    OtherYear,
    /// The scale is another.
    OtherScale,
}

impl Why {
    /// The statuses that say so.
    fn statuses(self) -> &'static [&'static str] {
        match self {
            Why::Masked => &["skjermet"],
            Why::PartMasked => &["ufullstendig", "skjermet"],
            Why::Suppressed => &["undertrykt"],
            Why::NotTaught | Why::NotPublished => &["mangler", "ikke_aktuelt"],
            Why::NotValid => &["ikke_aktuelt"],
            Why::Nobody => &["ikke_beregnbar", "mangler"],
            Why::NoAccounts | Why::Divided | Why::Merged => &["ufullstendig"],
            Why::OtherYear => &["ufullstendig", "mangler"],
            Why::OtherScale => &["ikke_beregnbar"],
        }
    }

    fn words(self) -> &'static str {
        match self {
            Why::Masked => "skjermet",
            Why::PartMasked => "del skjermet",
            Why::Suppressed => "undertrykt",
            Why::NotTaught => "har ikke trinnet",
            Why::NotPublished => "ikke publisert",
            Why::NoAccounts => "en dels regnskap mangler",
            Why::NotValid => "enheten fantes ikke",
            Why::Nobody => "nevner 0",
            Why::Divided => "delt kommune",
            Why::Merged => "snitt, sammenslått",
            Why::OtherYear => "et annet år mangler",
            Why::OtherScale => "annen skala",
        }
    }
}

/// What is so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Truth {
    /// Reckoned from whole counts, or from figures as they were printed: the same to nine digits.
    Exact(f64),
    /// Printed by its publisher with so many decimals: that figure, and no nearer one.
    Printed(f64, u8),
    /// Not below the one and not above the other: made of figures that may have been rounded either way.
    Between(f64, f64),
    None(Why),
}

impl Truth {
    fn is(self, value: f64) -> bool {
        match self {
            Truth::Exact(exact) => (value - exact).abs() <= 1e-9 * exact.abs().max(1.0),
            Truth::Printed(exact, decimals) => {
                let scale = 10_f64.powi(i32::from(decimals));
                let on_grid = (value * scale - (value * scale).round()).abs() < 1e-6;
                // A half may have been rounded either way.
                on_grid && (value - exact).abs() <= 0.5 / scale + 1e-9 * exact.abs().max(1.0)
            }
            Truth::Between(low, high) => (low - 1e-9..=high + 1e-9).contains(&value),
            Truth::None(_) => false,
        }
    }

    /// The lowest and the highest figure that may be shown for it.
    pub fn shown(self) -> Result<[f64; 2], Why> {
        match self {
            Truth::Exact(exact) => Ok([exact; 2]),
            Truth::Printed(exact, decimals) => {
                // A half may have been rounded either way.
                let near = 1e-9 * exact.abs().max(1.0);
                Ok([exact - near, exact + near].map(|exact| printed(exact, decimals)))
            }
            Truth::Between(low, high) => Ok([low, high]),
            Truth::None(why) => Err(why),
        }
    }
}

/// A figure as its publisher prints it.
pub fn printed(value: f64, decimals: u8) -> f64 {
    let scale = 10_f64.powi(i32::from(decimals));
    (value * scale).round() / scale
}

/// The truth of every row that an indicator may have.
#[derive(Default)]
pub struct Truths(HashMap<String, Truth>);

impl Truths {
    pub fn add(&mut self, at: At, truth: Truth) {
        assert!(self.0.insert(at.key(), truth).is_none(), "{at:?} twice");
    }

    pub fn get(&self, at: At) -> Option<Truth> {
        self.0.get(&at.key()).copied()
    }
}

/// A row of `indikator.verdi`.
pub struct Row<'a> {
    pub at: At<'a>,
    pub status: &'a str,
    pub value: Option<f64>,
}

/// How the rows of an indicator stand to the truth.
#[derive(Default)]
pub struct Comparison {
    truths: Truths,
    pub levels: BTreeMap<String, usize>,
    pub equal: usize,
    pub reasons: BTreeMap<Why, usize>,
    pub different: usize,
    /// The first of them.
    pub examples: Vec<String>,
}

impl Comparison {
    pub fn with(truths: Truths) -> Comparison {
        Comparison { truths, ..Comparison::default() }
    }

    pub fn row(&mut self, row: &Row) {
        match self.levels.get_mut(row.at.level) {
            Some(count) => *count += 1,
            None => *self.levels.entry(row.at.level.to_owned()).or_default() += 1,
        }
        let key = row.at.key();
        match (self.truths.0.remove(&key), row.status, row.value) {
            (Some(truth), "ok", Some(value)) if truth.is(value) => self.equal += 1,
            (Some(Truth::None(why)), status, None) if why.statuses().contains(&status) => *self.reasons.entry(why).or_default() += 1,
            (truth, status, value) => self.differs(format!("{key}: {status} {value:?}, fasit {truth:?}")),
        }
    }

    /// What should have been shown, and was not.
    pub fn finish(&mut self) {
        let left = std::mem::take(&mut self.truths.0);
        for (key, truth) in left.into_iter().filter(|(_, truth)| !matches!(truth, Truth::None(_))) {
            self.differs(format!("{key}: ingen rad, fasit {truth:?}"));
        }
    }

    fn differs(&mut self, what: String) {
        self.different += 1;
        if self.examples.len() < 12 {
            self.examples.push(what);
        }
    }

    pub fn compared(&self) -> usize {
        self.levels.values().sum()
    }

    pub fn explained(&self) -> String {
        let reasons = self.reasons.iter().map(|(why, count)| format!("{} {count}", why.words()));
        reasons.collect::<Vec<_>>().join(", ")
    }
}

#[test]
fn a_wrong_digit_a_leak_a_gap_and_a_row_too_many_are_differences() {
    let at = |unit: &'static str| At { unit, ..WHOLE };
    let compared = |rows: &[(&'static str, &str, Option<f64>)]| {
        let mut truths = Truths::default();
        truths.add(at("counted"), Truth::Exact(1234.0));
        truths.add(at("printed"), Truth::Printed(49.449, 1));
        truths.add(at("masked"), Truth::None(Why::Masked));
        let mut comparison = Comparison::with(truths);
        rows.iter().for_each(|(unit, status, value)| comparison.row(&Row { at: at(unit), status, value: *value }));
        comparison.finish();
        (comparison.equal, comparison.reasons.values().sum::<usize>(), comparison.different)
    };
    let (counted, shown, masked) = (("counted", "ok", Some(1234.0)), ("printed", "ok", Some(49.4)), ("masked", "skjermet", None));
    assert_eq!(compared(&[counted, shown, masked]), (2, 1, 0));
    assert_eq!(compared(&[counted, shown]), (2, 0, 0), "what is not shown needs no row");
    assert_eq!(compared(&[("counted", "ok", Some(1235.0)), ("printed", "ok", Some(49.5)), masked]), (0, 1, 2));
    assert_eq!(compared(&[counted, ("printed", "ok", Some(49.449)), masked]), (1, 1, 1), "more digits than are printed");
    assert_eq!(compared(&[counted, shown, ("masked", "ok", Some(3.0))]), (2, 0, 1), "a leak");
    assert_eq!(compared(&[counted, shown, ("masked", "mangler", None)]), (2, 0, 1), "another reason");
    assert_eq!(compared(&[counted, masked]), (1, 1, 1), "a gap");
    assert_eq!(compared(&[counted, shown, masked, ("unknown", "mangler", None)]), (2, 1, 1));
    assert_eq!(compared(&[counted, shown, masked, counted]), (2, 1, 1), "twice");
}

#[test]
fn a_half_may_have_been_rounded_either_way() {
    assert_eq!(Truth::Printed(3.95, 1).shown(), Ok([3.9, 4.0]));
    assert_eq!(Truth::Printed(3.96, 1).shown(), Ok([4.0, 4.0]));
    let between = Truth::Between(3.0, 4.0);
    assert!(between.is(3.0) && between.is(4.0) && !between.is(2.9) && !between.is(4.1));
}
