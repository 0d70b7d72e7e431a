//! The SQL functions that carry the algebra of statuses, so that no model spells it out.
//!
//! * `status_forhold(teller_status, nevner_status, nevner)`: the status of a ratio.
//! * `status_sum(status)`: the status of a sum over parts.

use std::sync::Arc;

use arrow::array::{AsArray, Float64Array, StringArray};
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{AggregateUDF, ColumnarValue, Volatility, create_udf};
use datafusion::prelude::SessionContext;

use super::status_sum::StatusSum;
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
    ctx.register_udaf(AggregateUDF::new_from_impl(StatusSum::new()));
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
    let parts = numerators.iter().zip(denominators).zip(divisors);
    let statuses = parts.map(|((numerator, denominator), divisor)| ratio_status(numerator, denominator, divisor));
    Ok(ColumnarValue::Array(Arc::new(StringArray::from_iter_values(statuses))))
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
    }
}
