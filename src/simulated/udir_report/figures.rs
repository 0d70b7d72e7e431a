//! A page's figures of one year, computed at once: the parts of every school, their sums, the masks, and what is printed.

use std::sync::{Arc, OnceLock};

use super::super::country::{Country, Sex};
use super::super::cube::Figure;
use super::masking::{Line, mask};
use super::page::{Kind, Owners, Page, Parts, Value};
use super::units::{Place, Placed, Units};

/// A figure times ten to its decimals, or one of the marks below.
type Packed = i32;
const MASKED: Packed = i32::MIN;
const MISSING: Packed = i32::MIN + 1;
const NOT_APPLICABLE: Packed = i32::MIN + 2;

/// The published figures of a page, year by year as they are asked for.
pub struct Figures {
    country: Arc<Country>,
    units: Arc<Units>,
    page: Page,
    /// One per year of the page.
    years: Vec<OnceLock<Year>>,
}

struct Year {
    /// Position among the year's units of each unit of the list.
    positions: Vec<Option<usize>>,
    /// One per unit, combination of the page's filters, and measure.
    cells: Vec<Packed>,
}

impl Figures {
    pub fn new(country: &Arc<Country>, page: Page) -> Figures {
        let years = page.autumns.clone().map(|_| OnceLock::new()).collect();
        Figures { country: country.clone(), units: Units::of(country), page, years }
    }

    /// The cell at a year (the newest first), a unit of the list, a category of each filter, and a measure.
    pub fn at(&self, positions: &[usize]) -> Figure {
        let (&[newest_first, unit], Some((measure, filters))) = (&positions[..2], positions[2..].split_last()) else {
            return Figure::Missing;
        };
        let number = self.years.len() - 1 - newest_first;
        let year = self.years[number].get_or_init(|| self.compute(*self.page.autumns.start() + number as u16));
        let Some(placed) = year.positions[unit] else { return Figure::NotApplicable };
        let combination = filters.iter().zip(&self.page.splits).fold(0, |at, (category, split)| at * split.choices.len() + category);
        let cell = year.cells[(placed * self.combinations() + combination) * self.page.measures.len() + measure];
        match cell {
            MASKED => Figure::Masked,
            MISSING => Figure::Missing,
            NOT_APPLICABLE => Figure::NotApplicable,
            scaled => {
                let value = f64::from(scaled) / 10f64.powi(i32::from(self.page.measures[*measure].decimals));
                let early = self.page.preliminary && newest_first == 0;
                if early { Figure::Preliminary(value) } else { Figure::Number(value) }
            }
        }
    }

    fn combinations(&self) -> usize {
        self.page.splits.iter().map(|split| split.choices.len()).product()
    }

    /// The values of every combination of filters, in order.
    fn values(&self) -> Vec<Vec<Value>> {
        let mut combinations = vec![Vec::new()];
        for split in &self.page.splits {
            let longer = |values: &Vec<Value>| split.choices.iter().map(|choice| [values.as_slice(), &[choice.value]].concat()).collect();
            combinations = combinations.iter().flat_map(|values| -> Vec<Vec<Value>> { longer(values) }).collect();
        }
        combinations
    }

    fn compute(&self, autumn: u16) -> Year {
        let tree = self.units.years.get(&autumn).map(Vec::as_slice).unwrap_or_default();
        let values = self.values();
        let parts = self.parts(tree, autumn, &values);
        let lines = self.lines(tree, &values);
        let masks = self.page.limits.iter().map(|limit| {
            let counts: Vec<Option<u32>> =
                parts.iter().map(|state| if let State::Known(parts) = state { Some(parts[limit.part] as u32) } else { None }).collect();
            mask(&counts, &lines, |count| limit.small.contains(&count))
        });
        let masks: Vec<Vec<bool>> = masks.collect();
        let mut cells = Vec::with_capacity(parts.len() * self.page.measures.len());
        for (at, state) in parts.iter().enumerate() {
            let place = self.units.list[tree[at / values.len()].unit].place;
            for measure in &self.page.measures {
                cells.push(match state {
                    State::Unthinkable => NOT_APPLICABLE,
                    State::Nothing => MISSING,
                    State::Known(_) if measure.masked_as.is_some_and(|group| masks[group][at]) => MASKED,
                    State::Known(parts) => printed(measure.kind, parts, place, measure.decimals),
                });
            }
        }
        let mut positions = vec![None; self.units.list.len()];
        tree.iter().enumerate().for_each(|(at, placed)| positions[placed.unit] = Some(at));
        Year { positions, cells }
    }

    /// Whether the unit stands in the page with these filters, and the sums of what it consists of.
    fn parts(&self, tree: &[Placed], autumn: u16, values: &[Vec<Value>]) -> Vec<State> {
        let mut states = vec![State::Unthinkable; tree.len() * values.len()];
        for (at, placed) in tree.iter().enumerate().rev() {
            let place = self.units.list[placed.unit].place;
            let school = Page::owner(&self.country, place);
            for (combination, values) in values.iter().enumerate() {
                let own = at * (states.len() / tree.len()) + combination;
                if let Some((school, owner)) = school {
                    let stands = self.page.abroad || !matches!(place, Place::Like(_, 1..));
                    states[own] = if stands { self.school(school, owner, autumn, values) } else { State::Unthinkable };
                } else if states[own] == State::Unthinkable && self.stands_alone(place, values) {
                    states[own] = State::Nothing;
                }
                if let Some(parent) = placed.parent {
                    let above = parent * (states.len() / tree.len()) + combination;
                    states[above] = states[above].plus(states[own]);
                }
            }
        }
        states
    }

    /// Whether a unit above schools stands in the table although none of its schools does.
    fn stands_alone(&self, place: Place, values: &[Value]) -> bool {
        let foreign = matches!(place, Place::Abroad | Place::CountyAbroad | Place::MunicipalityAbroad);
        !foreign && self.page.exists(values) && !values.contains(&Value::Owners(Owners::Private))
    }

    fn school(&self, school: usize, owner: Owners, autumn: u16, values: &[Value]) -> State {
        let wanted = values.iter().all(|value| match value {
            Value::Owners(owners) => *owners == Owners::All || *owners == owner,
            _ => true,
        });
        if !wanted || !self.page.exists(values) || !self.page.holds(&self.country, school) {
            return State::Unthinkable;
        }
        self.page.parts(&self.country, school, autumn, values).map_or(State::Nothing, State::Known)
    }

    /// Every sum that a reader could subtract from: units and their parts, and for each filter with a sum its other values.
    fn lines(&self, tree: &[Placed], values: &[Vec<Value>]) -> Vec<Line> {
        if self.page.limits.is_empty() {
            return Vec::new();
        }
        let width = values.len();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); tree.len()];
        for (at, placed) in tree.iter().enumerate() {
            placed.parent.into_iter().for_each(|parent| children[parent].push(at));
        }
        let below = children.iter().enumerate().filter(|(_, below)| !below.is_empty());
        let mut lines: Vec<Line> = below
            .flat_map(|(at, below)| {
                (0..width).map(move |c| Line { total: at * width + c, parts: below.iter().map(|child| child * width + c).collect() })
            })
            .collect();
        let mut stride = width;
        for split in &self.page.splits {
            let (length, around) = (split.choices.len(), stride);
            stride /= length;
            let is_sum = split.choices.first().is_some_and(|choice| is_sum(choice.value));
            if !is_sum || length < 2 {
                continue;
            }
            for start in (0..tree.len() * width).filter(|cell| (cell % around) / stride == 0) {
                lines.push(Line { total: start, parts: (1..length).map(|n| start + n * stride).collect() });
            }
        }
        lines
    }
}

fn is_sum(value: Value) -> bool {
    matches!(value, Value::Owners(Owners::All) | Value::Sex(Sex::All) | Value::Grade(None) | Value::Stage(None))
}

/// What is known of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// It is not in the table.
    Unthinkable,
    /// It is, with nothing.
    Nothing,
    Known(Parts),
}

impl State {
    fn plus(self, other: State) -> State {
        match (self, other) {
            (State::Unthinkable, other) => other,
            (own, State::Unthinkable) => own,
            (State::Nothing, other) => other,
            (own, State::Nothing) => own,
            (State::Known(mut own), State::Known(other)) => {
                own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
                State::Known(own)
            }
        }
    }
}

fn printed(kind: Kind, parts: &Parts, place: Place, decimals: u8) -> Packed {
    let is_school = matches!(place, Place::School(_) | Place::Like(..));
    let over = |above: usize, below: usize| (parts[below] > 0.0).then(|| parts[above] / parts[below]);
    let value = match kind {
        Kind::Sum(part) => Some(parts[part]),
        Kind::SumAboveSchools(part) => (!is_school).then(|| parts[part]),
        Kind::Ratio(above, below) => over(above, below),
        Kind::Percent(above, below) => over(above, below).map(|share| 100.0 * share),
        Kind::Margin(count, deviation) => (parts[count] > 0.0).then(|| 1.96 * deviation / parts[count].sqrt()),
        Kind::HalfRatio(above, below) => over(above, below).map(|ratio| (ratio * 2.0).round() / 2.0),
    };
    value.map_or(MISSING, |value| (value * 10f64.powi(i32::from(decimals))).round() as Packed)
}
