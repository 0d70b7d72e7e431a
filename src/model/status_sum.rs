//! `status_sum(status)`: the status of a sum over parts.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray, UInt8Array};
use arrow::datatypes::{DataType, Field, FieldRef, UInt8Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility};

use crate::cell::Status;

/// What one part means for the sum. The sum has the gravest of its parts: one that should have a figure and lacks it makes it incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Weight {
    #[default]
    NotApplicable,
    Ok,
    Lacking,
}

impl Weight {
    fn of(status: Option<&str>) -> Weight {
        match status {
            Some("ok") => Weight::Ok,
            Some("ikke_aktuelt") => Weight::NotApplicable,
            _ => Weight::Lacking,
        }
    }

    fn status(self) -> &'static str {
        match self {
            Weight::NotApplicable => Status::IkkeAktuelt,
            Weight::Ok => Status::Ok,
            Weight::Lacking => Status::Ufullstendig,
        }
        .as_str()
    }

    /// As partial sums hand it on.
    fn code(self) -> u8 {
        self as u8
    }

    fn from_code(code: u8) -> Weight {
        match code {
            0 => Weight::NotApplicable,
            1 => Weight::Ok,
            _ => Weight::Lacking,
        }
    }
}

/// The weights of a column of statuses, or of partial sums' codes.
fn weights(column: &ArrayRef) -> Box<dyn Iterator<Item = Weight> + '_> {
    match column.data_type() {
        DataType::UInt8 => Box::new(column.as_primitive::<UInt8Type>().iter().map(|code| Weight::from_code(code.unwrap_or_default()))),
        _ => Box::new(column.as_string::<i32>().iter().map(Weight::of)),
    }
}

/// The function.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct StatusSum {
    signature: Signature,
}

impl StatusSum {
    pub fn new() -> StatusSum {
        StatusSum { signature: Signature::exact(vec![DataType::Utf8], Volatility::Immutable) }
    }
}

impl AggregateUDFImpl for StatusSum {
    fn name(&self) -> &str {
        "status_sum"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(vec![Arc::new(Field::new(format!("{}[gravest]", args.name), DataType::UInt8, true))])
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Whole::default()))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Grouped::default()))
    }
}

/// The sum of everything.
#[derive(Debug, Default)]
struct Whole {
    gravest: Weight,
}

impl Accumulator for Whole {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.gravest = weights(&values[0]).fold(self.gravest, Weight::max);
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::UInt8(Some(self.gravest.code()))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Utf8(Some(self.gravest.status().to_owned())))
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }
}

/// One sum per group.
#[derive(Debug, Default)]
struct Grouped {
    gravest: Vec<Weight>,
}

impl Grouped {
    fn take(&mut self, emit: EmitTo) -> Vec<Weight> {
        emit.take_needed(&mut self.gravest)
    }
}

impl GroupsAccumulator for Grouped {
    fn update_batch(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>, total: usize) -> Result<()> {
        self.gravest.resize(total, Weight::default());
        for (row, (weight, &group)) in weights(&values[0]).zip(groups).enumerate() {
            if filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row)) {
                self.gravest[group] = self.gravest[group].max(weight);
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.update_batch(states, groups, None, total)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let kept = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        let codes = weights(&values[0]).enumerate().map(|(row, weight)| if kept(row) { weight } else { Weight::default() }.code());
        Ok(vec![Arc::new(UInt8Array::from_iter_values(codes))])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        Ok(Arc::new(StringArray::from_iter_values(self.take(emit).into_iter().map(Weight::status))))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![Arc::new(UInt8Array::from_iter_values(self.take(emit).into_iter().map(Weight::code)))])
    }

    fn size(&self) -> usize {
        self.gravest.capacity() * size_of::<Weight>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column(parts: &[Status]) -> ArrayRef {
        Arc::new(StringArray::from_iter_values(parts.iter().map(|status| status.as_str())))
    }

    /// What the sum of parts is, in other words.
    fn expected(parts: &[Status]) -> &'static str {
        match parts.iter().any(|part| !matches!(part, Status::Ok | Status::IkkeAktuelt)) {
            true => "ufullstendig",
            false if parts.contains(&Status::Ok) => "ok",
            false => "ikke_aktuelt",
        }
    }

    fn any_statuses() -> impl Strategy<Value = Vec<Status>> {
        proptest::collection::vec(proptest::sample::select(Status::ALL.to_vec()), 0..20)
    }

    #[test]
    fn a_part_that_is_not_there_makes_the_sum_incomplete() {
        let mut sum = Whole::default();
        sum.update_batch(&[Arc::new(StringArray::from(vec![Some("ok"), None]))]).unwrap();
        assert_eq!(sum.evaluate().unwrap(), ScalarValue::from("ufullstendig"));
    }

    proptest! {
        #[test]
        fn no_sum_with_a_lacking_part_is_ever_ok(parts in any_statuses(), cut in 0usize..20) {
            let (left_parts, right_parts) = parts.split_at(cut.min(parts.len()));
            let (mut left, mut right) = (Whole::default(), Whole::default());
            left.update_batch(&[column(left_parts)]).unwrap();
            right.update_batch(&[column(right_parts)]).unwrap();
            let state: Vec<ArrayRef> = right.state().unwrap().iter().map(|value| value.to_array().unwrap()).collect();
            left.merge_batch(&state).unwrap();
            prop_assert_eq!(left.evaluate().unwrap(), ScalarValue::from(expected(&parts)));
        }

        #[test]
        fn groups_are_summed_each_for_itself(groups in proptest::collection::vec(any_statuses(), 1..6), keep in any::<u64>()) {
            let mut numbers = Vec::new();
            let mut parts = Vec::new();
            for (number, group) in groups.iter().enumerate() {
                numbers.extend(group.iter().map(|_| number));
                parts.extend(group.iter().copied());
            }
            let filter = BooleanArray::from_iter((0..parts.len()).map(|row| Some(keep >> (row % 64) & 1 == 1)));
            let (mut direct, mut merged) = (Grouped::default(), Grouped::default());
            direct.update_batch(&[column(&parts)], &numbers, Some(&filter), groups.len()).unwrap();
            let states = merged.convert_to_state(&[column(&parts)], Some(&filter)).unwrap();
            merged.merge_batch(&states, &numbers, groups.len()).unwrap();
            let kept = |number: usize| -> Vec<Status> {
                (0..parts.len()).filter(|&row| numbers[row] == number && filter.value(row)).map(|row| parts[row]).collect()
            };
            let sums: Vec<&str> = (0..groups.len()).map(|number| expected(&kept(number))).collect();
            for sum in [&mut direct, &mut merged] {
                let statuses = sum.evaluate(EmitTo::All).unwrap();
                let statuses: Vec<&str> = statuses.as_string::<i32>().iter().map(|status| status.unwrap()).collect();
                prop_assert_eq!(&statuses, &sums);
            }
        }
    }
}
