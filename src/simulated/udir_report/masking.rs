//! Udir's masking: small counts, and whatever would give them away by subtraction.
//!
//! Counts stand in *lines*: a total and its parts (a municipality and its schools, all owners and each of them, both sexes and each,
//! all grades and each). Small counts are masked first. Then, as long as a line has exactly one masked cell, another of it is masked too:
//! the smallest part that is shown, or the total where no part is left.
//!
//! What is guaranteed: no masked cell follows from the other cells of any one line, so under a shown total there is never exactly one
//! masked part, and under a masked total never none. What is not: several lines taken together may still give a masked cell away, as they
//! may at Udir.

/// Positions of a total and its parts.
pub struct Line {
    pub total: usize,
    pub parts: Vec<usize>,
}

/// Which cells are masked. A cell without a count is in no sum and is never masked.
pub fn mask(counts: &[Option<u32>], lines: &[Line], too_small: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut masked: Vec<bool> = counts.iter().map(|count| count.is_some_and(&too_small)).collect();
    // Masks only grow, so this ends.
    loop {
        let mut changed = false;
        for line in lines {
            if let Some(cell) = also_masked(counts, &masked, line) {
                masked[cell] = true;
                changed = true;
            }
        }
        if !changed {
            return masked;
        }
    }
}

/// The cell that has to be masked because exactly one other of the line is.
fn also_masked(counts: &[Option<u32>], masked: &[bool], line: &Line) -> Option<usize> {
    counts[line.total]?;
    let parts = || line.parts.iter().copied().filter_map(|part| Some((part, counts[part]?)));
    let hidden = parts().filter(|(part, _)| masked[*part]).count() + usize::from(masked[line.total]);
    if hidden != 1 {
        return None;
    }
    let smallest = parts().filter(|(part, _)| !masked[*part]).min_by_key(|(_, count)| (*count == 0, *count)).map(|(part, _)| part);
    smallest.or((!masked[line.total]).then_some(line.total))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(total: usize, parts: &[usize]) -> Line {
        Line { total, parts: parts.to_vec() }
    }

    #[test]
    fn a_small_count_takes_the_smallest_beside_it_along() {
        let counts = [Some(104), Some(79), Some(4), Some(21), Some(0), None];
        let masked = mask(&counts, &[line(0, &[1, 2, 3, 4, 5])], |count| (1..=9).contains(&count));
        assert_eq!(masked, [false, false, true, true, false, false]);
    }

    #[test]
    fn a_total_without_other_parts_is_masked_with_its_only_one_and_that_spreads() {
        // 0 county = 1 + 2 + 3 municipalities; 1 = its only school 4.
        let counts = [Some(60), Some(3), Some(20), Some(37), Some(3)];
        let masked = mask(&counts, &[line(0, &[1, 2, 3]), line(1, &[4])], |count| (1..=5).contains(&count));
        assert_eq!(masked, [false, true, true, false, true]);
    }

    #[test]
    fn a_masked_total_has_a_masked_part() {
        let counts = [Some(5), Some(5), Some(0), Some(0)];
        let masked = mask(&counts[..], &[line(0, &[1, 2, 3])], |count| count == 5);
        assert_eq!(masked, [true, true, false, false]);
        // The parts are in no risk of their own here: only the total is small.
        let masked = mask(&[Some(5), Some(7), Some(9)], &[line(0, &[1, 2])], |count| count == 5);
        assert_eq!(masked, [true, true, false]);
    }

    proptest! {
        #[test]
        fn no_line_has_exactly_one_masked_cell(schools in prop::collection::vec((0_u32..30, 0_u32..30), 1..12)) {
            // A table of schools by sex, with its margins: rows are schools and their sum, columns both, girls and boys.
            let total = schools.iter().fold((0, 0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
            let counts: Vec<Option<u32>> =
                [total].iter().chain(&schools).flat_map(|(girls, boys)| [girls + boys, *girls, *boys]).map(Some).collect();
            let rows = counts.len() / 3;
            let by_sex = (0..rows).map(|row| line(3 * row, &[3 * row + 1, 3 * row + 2]));
            let by_school = (0..3).map(|column| line(column, &(1..rows).map(|row| 3 * row + column).collect::<Vec<_>>()));
            let lines: Vec<Line> = by_sex.chain(by_school).collect();
            let masked = mask(&counts, &lines, |count| (1..=5).contains(&count));
            for line in &lines {
                let hidden = line.parts.iter().chain([&line.total]).filter(|cell| masked[**cell]).count();
                prop_assert_ne!(hidden, 1);
            }
            prop_assert!(counts.iter().zip(&masked).all(|(count, masked)| *masked || !matches!(count, Some(1..=5))));
        }
    }
}
