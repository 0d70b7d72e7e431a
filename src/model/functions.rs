//! The SQL functions that carry the algebra of statuses, so that no model spells it out.
//!
//! * `status_forhold(teller_status, nevner_status, nevner)`: the status of a ratio.
//! * `status_sum(status)`: the status of a sum over parts.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, StringArray};
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Accumulator, ColumnarValue, Volatility, create_udaf, create_udf};
use datafusion::prelude::SessionContext;

use crate::cell::Status;

/// Which status wins when the two sides of a ratio have different ones: what hides a figure before what lacks one.
const PRECEDENCE: [Status; 6] =
    [Status::Skjermet, Status::Undertrykt, Status::Ufullstendig, Status::Mangler, Status::IkkeAktuelt, Status::IkkeBeregnbar];

/// Makes the functions known to a session.
pub fn register_functions(ctx: &SessionContext) {
    ctx.register_udf(create_udf(
        "status_forhold",
        vec![DataType::Utf8, DataType::Utf8, DataType::Float64],
        DataType::Utf8,
        Volatility::Immutable,
        Arc::new(ratio_status_column),
    ));
    ctx.register_udaf(create_udaf(
        "status_sum",
        vec![DataType::Utf8],
        Arc::new(DataType::Utf8),
        Volatility::Immutable,
        Arc::new(|_| Ok(Box::new(SumStatus::default()))),
        Arc::new(vec![DataType::Boolean, DataType::Boolean]),
    ));
}

/// The status of a ratio from those of its parts. A part that is not there at all is missing; a denominator of zero cannot divide.
pub fn ratio_status(numerator: Option<&str>, denominator: Option<&str>, divisor: Option<f64>) -> &'static str {
    let numerator = numerator.unwrap_or(Status::Mangler.as_str());
    let denominator = denominator.unwrap_or(Status::Mangler.as_str());
    for status in PRECEDENCE {
        if numerator == status.as_str() || denominator == status.as_str() {
            return status.as_str();
        }
    }
    match divisor {
        Some(divisor) if divisor != 0.0 => Status::Ok.as_str(),
        _ => Status::IkkeBeregnbar.as_str(),
    }
}

fn ratio_status_column(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let (numerators, denominators): (&StringArray, &StringArray) = (arrays[0].as_string(), arrays[1].as_string());
    let divisors: &Float64Array = arrays[2].as_primitive();
    let statuses: StringArray = (0..numerators.len())
        .map(|row| {
            let text = |column: &StringArray| column.is_valid(row).then(|| column.value(row).to_owned());
            let divisor = divisors.is_valid(row).then(|| divisors.value(row));
            Some(ratio_status(text(numerators).as_deref(), text(denominators).as_deref(), divisor))
        })
        .collect();
    Ok(ColumnarValue::Array(Arc::new(statuses)))
}

/// The status of a sum: any part that should have a figure and lacks it makes the sum incomplete.
#[derive(Debug, Default)]
struct SumStatus {
    any_ok: bool,
    any_lacking: bool,
}

impl Accumulator for SumStatus {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let statuses: &StringArray = values[0].as_string();
        for status in statuses {
            match status {
                Some("ok") => self.any_ok = true,
                Some("ikke_aktuelt") => {}
                _ => self.any_lacking = true,
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.any_ok |= states[0].as_boolean().iter().any(|seen| seen == Some(true));
        self.any_lacking |= states[1].as_boolean().iter().any(|seen| seen == Some(true));
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::Boolean(Some(self.any_ok)), ScalarValue::Boolean(Some(self.any_lacking))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue, DataFusionError> {
        let status = match (self.any_lacking, self.any_ok) {
            (true, _) => Status::Ufullstendig,
            (false, true) => Status::Ok,
            (false, false) => Status::IkkeAktuelt,
        };
        Ok(ScalarValue::Utf8(Some(status.as_str().to_owned())))
    }

    fn size(&self) -> usize {
        std::mem::size_of_val(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ratio_needs_both_parts_and_something_to_divide_by() {
        assert_eq!(ratio_status(Some("ok"), Some("ok"), Some(1020.0)), "ok");
        assert_eq!(ratio_status(Some("ok"), Some("ok"), Some(0.0)), "ikke_beregnbar");
        assert_eq!(ratio_status(Some("ok"), None, None), "mangler");
        assert_eq!(ratio_status(Some("mangler"), Some("skjermet"), None), "skjermet");
    }

    fn any_status() -> impl Strategy<Value = Status> {
        proptest::sample::select(Status::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn no_ratio_with_a_hidden_part_is_ever_ok(numerator in any_status(), denominator in any_status(), divisor in proptest::option::of(0.0..10.0)) {
            let status = ratio_status(Some(numerator.as_str()), Some(denominator.as_str()), divisor);
            prop_assert_eq!(status == "ok", numerator == Status::Ok && denominator == Status::Ok && divisor.is_some_and(|d| d != 0.0));
        }

        #[test]
        fn no_sum_with_a_lacking_part_is_ever_ok(parts in proptest::collection::vec(any_status(), 0..20), cut in 0usize..20) {
            let cut = cut.min(parts.len());
            let column = |parts: &[Status]| -> ArrayRef { Arc::new(StringArray::from_iter_values(parts.iter().map(|s| s.as_str()))) };
            let (mut left, mut right) = (SumStatus::default(), SumStatus::default());
            left.update_batch(&[column(&parts[..cut])]).unwrap();
            right.update_batch(&[column(&parts[cut..])]).unwrap();
            let state: Vec<ArrayRef> = right.state().unwrap().iter().map(|value| value.to_array().unwrap()).collect();
            left.merge_batch(&state).unwrap();
            let lacking = parts.iter().any(|part| !matches!(part, Status::Ok | Status::IkkeAktuelt));
            let expected = if lacking { "ufullstendig" } else if parts.contains(&Status::Ok) { "ok" } else { "ikke_aktuelt" };
            prop_assert_eq!(left.evaluate().unwrap(), ScalarValue::Utf8(Some(expected.to_owned())));
        }
    }
}
